"""Which texts and addresses the desk can keep. Each check answers with what is wrong and the fix, or None."""

from hashlib import sha256
from urllib.parse import urlsplit


def problem_with_text(text: str, *, longest: int) -> str | None:
    """What keeps `text` from being stored exactly and shown again; lengths in Unicode code points."""
    if not text.strip():
        return "This is empty: send the words themselves."
    if len(text) > longest:
        return f"This has {len(text):,} characters; at most {longest:,} can be taken. Send it in parts."
    return problem_with_characters(text)


def problem_with_characters(text: str) -> str | None:
    # PostgreSQL cannot store NUL, and nothing can encode half of a surrogate pair.
    if (at := text.find("\0")) >= 0:
        return f"Character {at} is NUL (U+0000), which no database keeps: remove it."
    try:
        text.encode()
    except UnicodeEncodeError as error:
        return (
            f"Character {error.start} is half of a surrogate pair (U+{ord(text[error.start]):04X}):"
            " send whole characters."
        )
    return None


def problem_with_url(url: str) -> str | None:
    """What keeps `url` from being an address on the web. Nothing is looked up."""
    if any(character.isspace() or not character.isprintable() for character in url):
        return "An address has no spaces or control characters in it."
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        return f"This is not an address: {error}."
    if parts.scheme.lower() not in {"http", "https"}:
        return "An address begins with http:// or https://."
    if not parts.hostname or port == 0:
        return "An address names a host, as in https://example.org/page."
    if parts.username or parts.password:
        return "An address that is kept and shown must not have a user name or password in it."
    return None


def sha256_of(words: str) -> str:
    """The SHA-256 of some words, in hexadecimal; of those too that cannot be kept, which nobody's row has."""
    return sha256(words.encode(errors="surrogatepass")).hexdigest()
