"""A sentence that states several things is cut where each half can be checked alone, and nowhere else."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.extraction import SUBSTITUTION_REASONS, extract
from workers.extraction.wording.statements import statements_of

CUT = {
    "two verbs of one subject": (
        "The council fined the firm $30,000 and closed its yard in March.",
        ["The council fined the firm $30,000", "closed its yard in March."],
    ),
    "an act and a statement": (
        "The agency ordered an inquiry and said the valve had failed twice.",
        ["The agency ordered an inquiry", "said the valve had failed twice."],
    ),
    "two clauses": (
        "The mayor resigned on Friday, and 30 councillors left the party.",
        ["The mayor resigned on Friday", "30 councillors left the party."],
    ),
    "two clauses of opposite sense": (
        "Prices rose by 4% in May but fell by 2% in June.",
        ["Prices rose by 4% in May", "fell by 2% in June."],
    ),
    "a semicolon": (
        "The ferry carried 200 passengers; harbour staff had licensed it for 120.",
        ["The ferry carried 200 passengers", "harbour staff had licensed it for 120."],
    ),
    "a contrast of two figures": (
        "Unemployment fell to 4 percent, while wages rose by 3 percent.",
        ["Unemployment fell to 4 percent", "wages rose by 3 percent."],
    ),
    "a closing relative clause": (
        "The firm bought a stake in Orel, which had closed its plant in 2019.",
        ["The firm bought a stake in Orel", "which had closed its plant in 2019."],
    ),
    "a closing apposition": (
        "She signed the Harrow accord in June, a deal that involved 14 ports.",
        ["She signed the Harrow accord in June", "a deal that involved 14 ports."],
    ),
    "behind a list of names": (
        "Those aboard came from Vask, Lorne and Orel and had no right to stay.",
        ["Those aboard came from Vask, Lorne and Orel", "had no right to stay."],
    ),
    "a quotation, without who says it": (
        "“We closed the plant and the bank sold it in May,” Smith said.",
        ["We closed the plant", "the bank sold it in May"],
    ),
    "two things that somebody said": (
        "The ministry said that the dam failed in 2019 and that 30 people died, officials say.",
        ["the dam failed in 2019", "30 people died"],
    ),
    "a circumstance first": (
        "It was banned for eight years, and in February last year the ministry gave a licence.",
        ["It was banned for eight years", "in February last year the ministry gave a licence."],
    ),
    "a closing figure": (
        "Same-store sales increased by 3.8% in June, the fastest pace since 2022.",
        ["Same-store sales increased by 3.8% in June", "the fastest pace since 2022."],
    ),
    "three statements": (
        "The court quashed the order, the judge said, and fined the city 4,000 crowns, and the "
        "mayor resigned within an hour.",
        [
            "The court quashed the order",
            "fined the city 4,000 crowns",
            "the mayor resigned within an hour.",
        ],
    ),
}
WHOLE = {
    "two verbs that share what they act on": "The storm killed and wounded five people in Lorne.",
    "participles before a noun": "The old and crowded houses of Lorne were built in 1901.",
    "a clause in the middle": "The bridge, which opened in 1932, was closed on Friday.",
    "a condition": "If the tax rises, the council closes the pool and the city sells the land.",
    "a reason": "The pool was closed because the roof leaked and the city had no money.",
    "two parties to one thing": "Trade between Lorne and Vask rose by 5% in the last year.",
    "a few words in quotation marks": "The plant “closed in May and the bank sold it” to Orel Co.",
    "a bracket": "The plant (which closed in May, and the bank sold it) is in Lorne.",
    "a question": "Has the council fined the firm, and has the firm closed its yard?",
    "halves too short": "He came, and he saw.",
    "one figure against another": "Rents rose more in Lorne than in Vask and the whole of Orel.",
}


@pytest.mark.parametrize(("sentence", "expected"), CUT.values(), ids=CUT)
def test_a_sentence_is_cut_at(sentence: str, expected: list[str]) -> None:
    found = statements_of(sentence, 0, len(sentence))
    assert [sentence[each.start : each.end] for each in found] == expected


@pytest.mark.parametrize("sentence", WHOLE.values(), ids=WHOLE)
def test_a_sentence_stays_whole_for(sentence: str) -> None:
    found = statements_of(sentence, 0, len(sentence))
    assert [(each.start, each.end) for each in found] == [(0, len(sentence))]


@pytest.mark.parametrize(
    ("sentence", "subject"),
    [
        ("The council fined the firm $30,000 and closed its yard in March.", "The council"),
        ("Smith joined the board in 2004 and is paid $2 million a year.", "Smith"),
        ("The ministry says that Smith left Vask in 2004 and had no passport.", "Smith"),
        ("The mayor resigned on Friday, and 30 councillors left the party.", None),
    ],
)
def test_a_statement_without_a_subject_points_to_it(sentence: str, subject: str | None) -> None:
    last = statements_of(sentence, 0, len(sentence))[-1]
    assert (sentence[slice(*last.subject)] if last.subject else None) == subject


WORDS = [
    *("and", "but", "which", "who", "a", "the", "firm", "closed", "was", "30", "Lorne", "if"),
    *(",", ";", "“", "”", "(", ")", "that", "é", "👋🏽"),
]


@given(st.lists(st.sampled_from(WORDS), max_size=60), st.text(max_size=5))
def test_statements_lie_in_their_sentence_in_order(words: list[str], before: str) -> None:
    text = before + " ".join(words) + "."
    start = len(before)
    found = statements_of(text, start, len(text))
    assert found[0].start >= start
    assert found[-1].end <= len(text)
    for each in found:
        assert text[each.start : each.end].strip()
    for one, following in pairwise(found):
        assert one.end <= following.start


# --- In a reading

ARTICLE = (
    "The Harrow Water Agency fined the firm $30,000 and closed its yard in March 2024. "
    "The firm paid $2 million in 2023, and said the agency had tested the water twice in 2022."
)


def test_a_reading_cuts_only_where_it_is_asked_to() -> None:
    assert len(extract(ARTICLE).claims) == 2
    quotes = [ARTICLE[c.start : c.end] for c in extract(ARTICLE, statements=True).claims]
    assert quotes[:2] == [
        "The Harrow Water Agency fined the firm $30,000",
        "closed its yard in March 2024.",
    ]


def test_a_statement_is_worded_with_the_subject_that_it_left_behind() -> None:
    claim = extract(ARTICLE, statements=True).claims[1]
    assert claim.text == "The Harrow Water Agency closed its yard in March 2024."
    (made,) = claim.substitutions
    assert ARTICLE[made.source_start : made.source_end] == made.wording
    assert made.reason in SUBSTITUTION_REASONS


def test_what_was_said_is_not_said_of_what_was_done() -> None:
    text = "The Harrow Water Agency ordered 3 inquiries in 2019, and 2 firms closed, Ann Bee said."
    assert {c.claimant for c in extract(text, statements=True).claims} == {"Ann Bee"}
    text = "Ann Bee closed 12 yards in March 2024 and said the firm had paid $30,000 in fines."
    whole = extract(text).claims[0]
    parts = extract(text, statements=True).claims
    assert parts[0].claimant_type == "narrator"
    assert whole.claimant_type in {part.claimant_type for part in parts}
