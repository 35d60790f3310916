"""What a reader is shown of the difference between two versions."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.changes import MOST_STEPS, Piece, compared
from factcheck.public.linked_data import embedded
from factcheck.public.prose import blocks_of

SIGNS = {"same": "", "removed": "-", "added": "+"}


def marked(pieces: list[Piece]) -> str:
    """The pieces as one line: [-went][+came]."""
    return "".join(
        piece.text if piece.kind == "same" else f"[{SIGNS[piece.kind]}{piece.text}]"
        for piece in pieces
    )


LONG = " ".join(f"w{number}" for number in range(100))
COMPARED = [
    ("It cost 2 million.", "It cost 3 million.", "It cost[- 2][+ 3] million."),
    ("It cost 2 million.", "It cost 2 million. So it did.", "It cost 2 million.[+ So it did.]"),
    ("It did cost.", "It cost.", "It[- did] cost."),
    ("", "New.", "[+New.]"),
    ("Old.", "", "[-Old.]"),
    ("One.\nTwo.", "One.\n\nTwo.", "One.[-\nTwo.][+\n\nTwo.]"),
    (
        f"{LONG} old",
        f"{LONG} new",
        " … w88 w89 w90 w91 w92 w93 w94 w95 w96 w97 w98 w99[- old][+ new]",
    ),
    (
        f"old {LONG} old",
        f"new {LONG} new",
        "[-old][+new] w0 w1 w2 w3 w4 w5 w6 w7 w8 w9 w10 w11 …"
        " w88 w89 w90 w91 w92 w93 w94 w95 w96 w97 w98 w99[- old][+ new]",
    ),
]


@pytest.mark.parametrize(("before", "after", "shown"), COMPARED)
def test_words_that_went_and_came_are_marked(before: str, after: str, shown: str) -> None:
    assert marked(compared(before, after)) == shown


WORDS = st.lists(st.sampled_from(["a", "b", " ", "\n", "cd"]), max_size=20).map("".join)


@given(WORDS, WORDS)
def test_nothing_is_lost_between_the_versions(before: str, after: str) -> None:
    pieces = compared(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != "added") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "removed") == after


def test_passages_too_long_to_compare_are_shown_whole() -> None:
    before, after = (
        " ".join("ab" for _ in range(MOST_STEPS)),
        " ".join("cd" for _ in range(MOST_STEPS)),
    )
    assert [piece.kind for piece in compared(before, after)] == ["removed", "added"]


def test_a_word_changed_in_the_longest_rationale_is_found() -> None:
    before = "a " * 12_000 + "old" + " b" * 12_000
    assert "[- old][+ new]" in marked(compared(before, before.replace("old", "new")))


@given(st.dictionaries(st.text(), st.text()))
def test_what_is_embedded_in_a_page_is_the_same_json_without_a_sign_of_html(
    node: dict[str, str],
) -> None:
    assert json.loads(embedded(node)) == node
    assert not set("<>&\u2028\u2029") & set(embedded(node))


FORMATTED = [
    ("One\ntwo\n\nthree", [("paragraph", ["One", "two"]), ("paragraph", ["three"])]),
    ("# A\n## B\nc", [("heading", ["A"]), ("heading", ["B"]), ("paragraph", ["c"])]),
    ("a\n- b\n- c\nd", [("paragraph", ["a"]), ("list", ["b", "c"]), ("paragraph", ["d"])]),
    ("-5 degrees", [("paragraph", ["-5 degrees"])]),
    ("\r\n \n", []),
]


@pytest.mark.parametrize(("text", "blocks"), FORMATTED)
def test_a_text_of_the_desk_has_paragraphs_headings_and_lists(
    text: str, blocks: list[tuple[str, list[str]]]
) -> None:
    assert [(block.kind, block.lines) for block in blocks_of(text)] == blocks
