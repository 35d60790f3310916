"""The persons and organisations that a text names, and which of them a name means."""
