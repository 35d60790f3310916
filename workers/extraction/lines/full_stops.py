"""Whether one full stop ends a sentence, or only an abbreviation."""

import re

from .abbreviations import (
    AFTER_A_NAME,
    AFTER_CLOCK,
    BEFORE_A_NAME,
    BEFORE_A_NUMBER,
    CLOCK,
    LETTERED,
    LISTED,
    MAY_END,
    NAME_OPENERS,
    NEVER_LAST,
    OPENERS,
    PHRASE_OPENERS,
    SMALL_OPENERS,
    STATES,
)
from .enumerations import BULLETS

_WORD_WINDOW = 40
_LONGEST_PHRASE = 40

_LIST_MARK = re.compile(
    rf"[{BULLETS}]?\(?(?:\d{{1,3}}(?:\.\d{{1,3}}){{0,4}}|[A-Za-z]|[ivxIVX]{{1,4}})$"
)
_FIRST_LIST_MARK = re.compile(r"\(?[1aAiI]$")
_ROMAN_OR_LETTER = re.compile(r"(?:[IVXLC]{1,7}|[A-Z])$")
_NAMED_TIME = re.compile(r"[^\W\d_a-z]\w{1,15}(?: [^\W\d_a-z]\w{1,15})? [Tt]ime\b")
_OPENING_MARKS = "\"'“‘«„([{"


def full_stop_ends(
    text: str, begin: int, stop: int, following: int, opening: int, next_word: str
) -> bool:
    """Judge the full stop at ``stop`` of the sentence that ``begin`` opened.

    ``following`` is where the next token starts, ``opening`` its first letter or digit,
    ``next_word`` the word there.
    """
    pieces = text[max(begin, stop - _WORD_WINDOW) : stop].rsplit(None, 2)
    if not pieces or text[stop - 1].isspace():
        return True
    token = pieces[-1]
    if len(token) > 4 and token.isalpha() and token.islower() and token not in LISTED:
        return True  # an ordinary word: most of the time this is all there is to it
    if _is_list_mark(text, begin, stop, pieces):
        return False
    if len(token) > _WORD_WINDOW // 2:
        return True
    bare = token.lstrip(_OPENING_MARKS)
    word = bare.rpartition("-")[2]  # Minneapolis-St. Paul, D-Calif.
    if word.isupper() and word.capitalize() in LISTED:
        word, next_word = word.capitalize(), next_word.capitalize()  # GOV. LEE, THE CO. THE
    is_cut_short = text.startswith(".", opening + len(next_word))
    if (
        word in NEVER_LAST
        or _numbers_what_follows(word, text, opening, next_word)
        or (is_cut_short and next_word in AFTER_A_NAME)  # Natl. Widget Corp.: Corp. opens nothing
    ):
        return False
    if word in BEFORE_A_NAME:
        return next_word in OPENERS and next_word not in NAME_OPENERS
    if word in CLOCK:
        return not (
            _carries_a_time_on(text, opening, next_word) or _is_opening_phrase(text, begin, stop)
        )
    is_initial = _is_initials(word)
    if is_initial and len(pieces) > 1 and pieces[-2].casefold() in LETTERED:
        return not _is_initial_at(text, following)
    if not (
        is_initial or word in MAY_END or _is_contraction(word) or _is_state(word, bare, pieces)
    ):
        return True
    if is_initial and (next_word == "Police" or _is_initial_at(text, following)):
        return False
    if is_cut_short and next_word in BEFORE_A_NUMBER:
        return False  # Bldg. No. 10: No opens a sentence, No. does not
    return _opens_a_sentence(text, following, next_word) and not _is_opening_phrase(
        text, begin, stop
    )


def carries_on_in_small_letters(text: str, begin: int, stop: int, next_word: str) -> bool:
    """Tell whether a small letter behind a full stop goes on with the sentence.

    It mostly does. Careless writers use no capitals, though: ``i went home. it was late`` has a
    plain word before the stop and a word behind it that opens sentences.
    """
    if next_word not in SMALL_OPENERS:
        return True
    word = text[max(begin, stop - _WORD_WINDOW) : stop].rpartition(" ")[2]
    return (
        not (len(word) > 3 and word.isalpha() and word.islower())
        or word.capitalize() in LISTED
        or word in LISTED
    )


def _is_list_mark(text: str, begin: int, stop: int, pieces: list[str]) -> bool:
    """``2. Feed the cat``, and ``your duties: 1. Pay the rent``."""
    token = pieces[-1]
    if len(pieces) > 1 and pieces[-2].endswith(":"):
        return _FIRST_LIST_MARK.match(token) is not None
    at = stop - len(token)
    return (
        at - begin <= len("• ")
        and not any(map(str.isalnum, text[begin:at]))
        and _LIST_MARK.match(token) is not None
    )


def _numbers_what_follows(word: str, text: str, opening: int, next_word: str) -> bool:
    """``No. 10``, ``b. 1850``, ``Art. IV``, ``Fig. A``; but ``No. I cannot``."""
    if text[opening].isdigit():
        return word in BEFORE_A_NUMBER or (len(word) == 1 and word.islower())
    return (
        word in BEFORE_A_NUMBER
        and word.casefold() != "no"
        and _ROMAN_OR_LETTER.match(next_word) is not None
    )


def _carries_a_time_on(text: str, opening: int, next_word: str) -> bool:
    """``4 p.m. Monday``, ``4 p.m. EST``, ``4 p.m. Oslo time``."""
    if next_word in OPENERS:
        return False
    return next_word in AFTER_CLOCK or _NAMED_TIME.match(text, opening) is not None


def _opens_a_sentence(text: str, following: int, next_word: str) -> bool:
    if text[following] in "-–—":
        return False
    return next_word in OPENERS or text[following] in '"“«„'


def _is_opening_phrase(text: str, begin: int, stop: int) -> bool:
    """``At 5 a.m. Mr. Lee left``: no sentence is only its opening, nor only an abbreviation."""
    if stop - begin > _LONGEST_PHRASE:
        return False
    words = text[begin:stop].split()
    return len(words) == 1 or (len(words) < 5 and words[0] in PHRASE_OPENERS)


def _is_state(word: str, bare: str, pieces: list[str]) -> bool:
    """``Parkland, Fla.`` and ``D-Fla.``: elsewhere many of these are plain words."""
    return word in STATES and (word != bare or (len(pieces) > 1 and pieces[-2].endswith(",")))


def _is_contraction(word: str) -> bool:
    """``Bldg``, ``Mfrs``: a capitalised word without a vowel is cut short."""
    return (
        2 < len(word) < 6
        and word.isalpha()
        and word.istitle()
        and not any(v in "aeiouyáéíóúäöü" for v in word.lower())
    )


def _is_initials(word: str) -> bool:
    """``J``, ``U.S``, ``Ph.D``: letters singly or in pairs, between stops."""
    if len(word) == 1:
        return word.isalpha() and word.isupper()
    if "." not in word:
        return False
    return all(1 <= len(piece) <= 2 and piece.isalpha() for piece in word.split("."))


def _is_initial_at(text: str, at: int) -> bool:
    return text[at].isupper() and text[at + 1 : at + 2] == "."
