"""What a whole reading gives back, for ordinary, odd and hostile texts."""

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import workers.extraction as extraction
from workers.extraction import (
    CLAIM_KINDS,
    CLAIMANT_TYPES,
    Extraction,
    check_worthiness,
    extract,
    sentences,
)
from workers.extraction.worth.setting_aside import REASONS

from .test_sentences import ANY_TEXT, PIECES
from .test_standalone import assert_wording_is_the_articles

ARTICLE = (
    "Council shuts five libraries\n"
    "By Ann Bee\n"
    "The council closed five libraries in 2020, the Home Office (HO) said on Monday. The closures "
    "saved 410,000 crowns. Nobody knows what comes next. Should we worry?\n"
    "“We cut taxes by 3 percent because wages fell,” Mayor Bo Lee said. “I love books!”\n"
    "Please write to us.\n"
    "Photo: Ann Bee"
)


def assert_partition(text: str, reading: Extraction) -> None:
    """Claims and set-asides together are the sentences, each once and unchanged."""
    spans = [(sentence.start, sentence.end) for sentence in reading.sentences]
    claimed = [(claim.start, claim.end) for claim in reading.claims]
    aside = [(line.start, line.end) for line in reading.set_aside]
    assert sorted(claimed + aside) == spans
    assert claimed == sorted(claimed)
    assert aside == sorted(aside)
    for claim in reading.claims:
        assert_wording_is_the_articles(text, claim)
        assert claim.kind in CLAIM_KINDS
        assert claim.claimant_type in CLAIMANT_TYPES
        assert 0 <= claim.check_worthiness <= 1
        assert claim.reasons
        named = claim.claimant_start is not None
        assert named == (claim.claimant_end is not None) == bool(claim.claimant)
        assert bool(claim.claimant) == (claim.claimant_type != "narrator")
        if claim.claimant_start is not None and claim.claimant_end is not None:
            assert 0 <= claim.claimant_start < claim.claimant_end <= len(text)
    for line in reading.set_aside:
        assert line.reason in REASONS
        assert 0 <= line.check_worthiness <= 1


@given(st.one_of(ANY_TEXT, PIECES), st.sampled_from([0.0, 0.5, 1.0]))
@settings(max_examples=400, deadline=None)
def test_claims_and_set_aside_share_out_the_sentences(text: str, threshold: float) -> None:
    reading = extract(text, threshold=threshold)
    assert reading.sentences == sentences(text)
    assert_partition(text, reading)


HOSTILE = [
    *(".", '"', "“", "”", "‘", "’", "(", "[", "-", "%", "\n", "\r\n", "\u2028", "\x00", "\ud800"),
    *(
        "a",
        "A",
        "É",
        "1",
        "1,",
        "a. ",
        "A. ",
        "U.S.",
        "U.S. ",
        "a.....b.",
        "? ",
        "?!",
        "[1]",
        ".[1]",
    ),
    *("a\n", "Ab c\n", "said ", "according to ", "According to Ann Bee, ", "Ann Bee ", "Ann of "),
    *(
        "MR. A: ",
        "MR. A:\n",
        "MR. A: hi\n",
        "Ann: hi\n",
        "Q: why?\nA: so.\n",
        "Dr. ",
        "No. ",
        "p.m. ",
    ),
    *("“A b,” Ann Bee said. “C.” ", "“a.” ", '" "', "x said: “", "he said. ", "they said. "),
    *(
        '"a" said b. ',
        "(DHS) ",
        "he said ",
        "she said x. He left. ",
        "a report by ",
        "as Bee put it ",
    ),
    *("was quoted as saying ", "Ann Bee and ", "“A.” – Ann Bee. ", "in the words of ", ", per Bee"),
    *("Ann Bee said that she ", "Mr. Bee met Mrs. Bee. She said x. ", "Ann Bee, 45, is "),
    *("The Energy Agency (EA) EA ", "on Monday ", "Ann Bee said: “A.” ", "“A,” she said, “b.” "),
    *("Ann Bee, the mayor, said x. ", "the agency said. ", "a judge said. the judge said. "),
    *("Ann Bee (AB) ", "(AB) ", "and ", "of the ", "Ann and ", "Ann’s ", "A-", "A&", "’s ", ", "),
    *(
        "e\u0301",
        "\u200b",
        "🍞",
        "🍞. ",
        "日本。",
        "• ",
        "- a\n",
        "1. ",
        "By Ann ",
        "From Ann ",
        "Photo: ",
    ),
    *("WASHINGTON (AP) — ", "said Ann ", "$5 ", "5% ", "http://a.b/c ", "# ", ": ", "in 2 of 3 "),
]


@pytest.mark.parametrize("token", HOSTILE, ids=repr)
def test_a_hundred_kilobytes_of_one_token(token: str) -> None:
    text = token * (100_000 // len(token))
    assert_partition(text, extract(text))


@pytest.mark.parametrize(
    "line",
    [
        "A%d Bee said it. He left. ",
        "Ann B%dx, the mayor of X Council (XC), said it. He left. ",
        "C%d Inc. left. The company said so. ",
        "“D%d left,” Ann Bee said. ",
    ],
)
def test_a_hundred_kilobytes_of_different_names(line: str) -> None:
    text = "".join(line % number for number in range(100_000 // len(line)))
    assert_partition(text, extract(text))


def test_long_sentences_full_of_verbs_of_saying() -> None:
    text = ("said " * 390 + "it. And ") * 50
    assert_partition(text, extract(text))


def test_an_article() -> None:
    reading = extract(ARTICLE)
    assert_partition(ARTICLE, reading)
    assert [(claim.claimant, claim.claimant_type, claim.kind) for claim in reading.claims] == [
        ("Home Office", "indirect", "event"),
        ("Home Office", "inherited", "quantity"),
        ("Bo Lee", "direct", "quantity"),
    ]
    aside = {ARTICLE[line.start : line.end]: line.reason for line in reading.set_aside}
    assert aside == {
        "Council shuts five libraries": "headline",
        "By Ann Bee": "byline",
        "Nobody knows what comes next.": "too vague",
        "Should we worry?": "question",
        "“I love books!”": "opinion",
        "Please write to us.": "instruction",
        "Photo: Ann Bee": "credit",
    }


def test_the_title_is_a_headline_wherever_it_stands() -> None:
    text = "The council closed five libraries in 2020.\nThe council closed four schools in 2021."
    title = "The council closed five libraries in 2020."
    assert extract(text, metadata={"title": title}).sentences[0].kind == "headline"
    assert extract(text, metadata={"title": None}).sentences[0].kind == "statement"


def test_the_extractor_names_itself() -> None:
    assert extract("It rained.").extractor == "linear/2"
    assert extract("It rained.", scorer="rules").extractor == "rules/2"


def test_an_unknown_scorer_is_refused_by_name() -> None:
    with pytest.raises(
        ValueError, match="unknown scorer 'oracle'; valid scorers: linear, neural, rules"
    ):
        extract("It rained.", scorer="oracle")
    with pytest.raises(ValueError, match="oracle"):
        check_worthiness([], scorer="oracle")


def test_the_threshold_decides_what_is_a_claim() -> None:
    assert len(extract(ARTICLE, threshold=0.0).claims) > len(extract(ARTICLE).claims)
    assert extract(ARTICLE, threshold=1.0).claims == ()


def test_results_cannot_be_changed() -> None:
    reading = extract(ARTICLE)
    with pytest.raises(dataclasses.FrozenInstanceError):
        reading.claims[0].start = 0  # type: ignore[misc]


def test_no_submodule_hides_a_function() -> None:
    assert callable(extraction.extract)
    assert callable(extraction.sentences)
    assert callable(extraction.check_worthiness)
