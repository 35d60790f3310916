"""Word lists written as plain text."""


def word_set(listing: str) -> frozenset[str]:
    """Return the words of ``listing``, which white space separates."""
    return frozenset(listing.split())
