"""The claim in words of its own: the statements of a sentence, its frame, what its names and references mean."""
