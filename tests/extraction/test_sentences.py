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
        ]
    ),
    max_size=60,
).map("".join)


def split(text: str) -> list[str]:
    return [text[sentence.start : sentence.end] for sentence in sentences(text)]


def kinds(text: str) -> list[tuple[str, str]]:
    return [(sentence.kind, text[sentence.start : sentence.end]) for sentence in sentences(text)]


@pytest.mark.parametrize(
    "parts",
    [
        ["The U.S. Naval base is closed.", "It will not open."],
        ["He went back to the U.S.", "The trip took a day."],
        ["Gov. Smith met Sen. Lee and Dr. Will Gray.", "They spoke for an hour."],
        ["They met at 4 p.m. Monday.", "It ended at 5 p.m.", "Nobody left early."],
        ["She lives at No. 10.", "No.", "The answer was no."],
        ["Acme Inc. Chairman Bo Lee resigned.", "He founded Acme Inc.", "The firm is old."],
        ["J. K. Rowling wrote it.", "T. S. Eliot did not."],
        ["Prices rose 3.5 percent.", "Wages rose .5 percent."],
        ["It was late...", "Nobody came.", "We waited . . . and left."],
        ["See https://a.example/b.html?c=d.e for more.", "It is free."],
        ["In Parkland, Fla. High School students left.", "They had come by bus."],
        ["On Jan. 5 it rained.", "It was dry by Dec.", "The sun was back."],
        ["He is a retired Lt. Col.", "The state pays him."],
        ["Under Art. IV, Sec. 7, it is banned.", "Under Fig. 3 it is not."],
        ["It is sold by Roe et al.", "Nobody else sells it."],
        ["“Why now?” Smith asked.", "“Stop!” she cried.", "Nobody answered."],
        ["“A cat sat.", "We saw it,” Lee said in a statement.", "“It was grey.”"],
        ['"We won.', 'We will win again," Lee said.', '"Watch us."'],
        ["It ended (at last.)", "They left."],
        ["It grew.[1][2]", "It shrank."],
        ["He left.”", "Then she left."],
        ["«Oui. »", "Bon."],
        ["iPhone sales fell.", "eBay sales rose."],
    ],
)
def test_sentences_of_one_line(parts: list[str]) -> None:
    assert split(" ".join(parts)) == parts


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r", "\u2028", "\u2029", "\n\n", "\x85"])
def test_a_newline_always_ends_a_sentence(newline: str) -> None:
    assert split(f"It rained and{newline}it snowed.") == ["It rained and", "it snowed."]


def test_pasted_paragraphs_without_a_space_are_parted() -> None:
    assert split("It ended.“We won,” he said.”The rest left.")[0] == "It ended."


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Council shuts five libraries", "headline"),
        ("By Ann Bee, Economics Correspondent", "byline"),
        ("12 May 2026", "dateline"),
        ("Updated: March 3, 2024 10:15 GMT", "dateline"),
        ("From NTD News", "credit"),
        ("Photo: Ann Bee / Agency", "credit"),
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
