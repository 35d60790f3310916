"""Where sentences begin and end, and what kind of line they stand in."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workers.extraction import SENTENCE_KINDS, sentences

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()), max_size=300)
PIECES = st.lists(
    st.sampled_from(
        [
            *'.!?…"“”‘’«»()[]-—:,; \n\r\t\u00a0\u2028\u2029\x85\x00\u200b\u0301',
            *("U.S.", "Mr.", "No. 10", "p.m.", "e.g.", "J. K.", "3.5", "a", "Bee", "said", "Q:"),
            *("MR. A:", "By Ann", "Photo:", "• ", "1. ", "\r\n", "\ud800", "🔴", "日本。", "[1]"),
            *(
                "2. ",
                "1) ",
                " 2) ",
                ".” [x]",
                "(1) ",
                " (2) ",
                ". . .",
                "[…]",
                ".12 ",
                "¹",
                "x.Bee ",
            ),
        ]
    ),
    max_size=60,
).map("".join)


def split(text: str) -> list[str]:
    return [text[sentence.start : sentence.end] for sentence in sentences(text)]


def kinds(text: str) -> list[tuple[str, str]]:
    return [(sentence.kind, text[sentence.start : sentence.end]) for sentence in sentences(text)]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r", "\u2028", "\u2029", "\n\n", "\x85"])
def test_a_newline_always_ends_a_sentence(newline: str) -> None:
    assert split(f"It rained and{newline}it snowed.") == ["It rained and", "it snowed."]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Council shuts five libraries", "headline"),
        ("By Ann Bee, Economics Correspondent", "byline"),
        ("Ann Bee, Staff Writer", "byline"),
        ("12 May 2026", "dateline"),
        ("Published 5:32 p.m. ET Oct. 3, 2026", "dateline"),
        ("Updated 3 hours ago", "dateline"),
        ("Updated: March 3, 2024 10:15 GMT", "dateline"),
        ("From NTD News", "credit"),
        ("Photo: Ann Bee / Agency", "credit"),
        ("Credit...Ann Bee for The Courier", "credit"),
        ("A bridge in Hull. | Ann Bee/Getty Images", "credit"),
        ("(Reuters)", "credit"),
        ("3 min read", "boilerplate"),
        ("(Reporting by Ann Bee; editing by Bo Lee)", "stage_direction|credit"),
        ("Sign up for our newsletter", "boilerplate"),
        ("© 2026 The Courier. All rights reserved.", "credit|boilerplate"),
        ("Read next: Is it worth it?", "boilerplate"),
        ("* * *", "boilerplate"),
        ("Should they worry?", "question"),
        ("(APPLAUSE)", "stage_direction"),
        ("The council shut five libraries.", "statement"),
    ],
)
def test_a_line_is_known_by_its_shape(line: str, expected: str) -> None:
    text = f"The council met on Monday.\n\n{line}\n\nIt meets again in May."
    middle = {sentence.kind for sentence in sentences(text)[1:-1]}
    assert middle <= set(expected.split("|"))


def test_marks_and_date_lines_are_no_part_of_the_sentence() -> None:
    text = (
        "PORT QUILLEN (HPA) - A ferry sank.\n• Fares rose.\n1. Fees fell.\n2:05 p.m.: It rained. 🍞"
    )
    assert kinds(text) == [
        ("dateline", "PORT QUILLEN (HPA) -"),
        ("statement", "A ferry sank."),
        ("mark", "•"),
        ("list_item", "Fares rose."),
        ("mark", "1."),
        ("list_item", "Fees fell."),
        ("mark", "2:05 p.m.:"),
        ("list_item", "It rained."),
        ("mark", "🍞"),
    ]


@pytest.mark.parametrize(
    "opening",
    [
        "PORT QUILLEN —",
        "HULL, May 3 (Reuters) -",
        "(CNN) —",
        "(Reuters) -",
        "ST. ROWAN, Minn. (AP) –",
    ],
)
def test_a_date_line_is_set_apart_from_the_first_sentence(opening: str) -> None:
    assert kinds(f"{opening} A ferry sank. It was old.\nNobody drowned.") == [
        ("dateline", opening),
        ("statement", "A ferry sank."),
        ("statement", "It was old."),
        ("statement", "Nobody drowned."),
    ]


def test_a_speaker_label_stands_alone() -> None:
    text = "MR. SMITH: We won. You lost.\nMODERATOR: Thanks.\nQ: Why?\nA: It was late."
    labels = [passage for kind, passage in kinds(text) if kind == "turn_label"]
    assert labels == ["MR. SMITH:", "MODERATOR:", "Q:", "A:"]


def test_a_stray_word_with_a_colon_is_no_speaker() -> None:
    assert all(kind != "turn_label" for kind, _ in kinds("Note: The bridge is shut.\nIt is old."))


def test_a_line_alone_is_no_headline() -> None:
    assert kinds("Unemployment fell to 3 percent in 2019") == [
        ("statement", "Unemployment fell to 3 percent in 2019")
    ]


def test_wrapped_lines_are_no_headlines() -> None:
    assert {kind for kind, _ in kinds("The council shut\nfive of its libraries\non Monday.")} == {
        "statement"
    }


def assert_exact(text: str) -> None:
    covered = 0
    for sentence in sentences(text):
        assert covered <= sentence.start < sentence.end <= len(text)
        assert not text[covered : sentence.start].strip()
        passage = text[sentence.start : sentence.end]
        assert passage == passage.strip()
        assert sentence.kind in SENTENCE_KINDS
        covered = sentence.end
    assert not text[covered:].strip()


@given(ANY_TEXT)
@settings(max_examples=300, deadline=None)
def test_sentences_cover_any_text_exactly(text: str) -> None:
    assert_exact(text)


@given(PIECES)
@settings(max_examples=500, deadline=None)
def test_sentences_cover_texts_of_odd_pieces_exactly(text: str) -> None:
    assert_exact(text)


@pytest.mark.parametrize(
    "text", ["", " \n\t ", "\x00", "\ud800", "\ufeffHi there.", "e\u0301. O\u0308."]
)
def test_sentences_cover_odd_texts_exactly(text: str) -> None:
    assert_exact(text)
