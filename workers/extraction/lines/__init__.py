"""The lines of a text, what each of them is, and where its sentences end."""
