"""How a claim is worded so that it stands alone."""

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.golds import gold_articles
from workers.extraction import SUBSTITUTION_REASONS, FoundClaim, extract
from workers.extraction.wording.standalone import day_of

from .test_sentences import ANY_TEXT, PIECES

PUBLISHED = {"published_at": "2026-04-15T09:00:00Z"}  # a Wednesday


def worded(text: str, metadata: dict[str, Any] | None = None) -> str:
    """Return the wording of the last sentence of ``text``."""
    return extract(text, threshold=0.0, metadata=metadata).claims[-1].text


def assert_wording_is_the_articles(text: str, claim: FoundClaim) -> None:
    """The changes lead from the quote to the wording, and every word has its source."""
    pieces: list[str] = []
    at = claim.start
    for change in claim.substitutions:
        assert at <= change.start < change.end <= claim.end
        assert change.replaced == text[change.start : change.end]
        assert change.reason in SUBSTITUTION_REASONS
        if change.source_start is not None:
            source = text[change.source_start : change.source_end]
            assert change.wording[1:] == source[1:]
            assert change.wording[:1].casefold() == source[:1].casefold()
        elif change.reason == "by the day of publication":
            assert re.fullmatch(
                re.escape(change.replaced) + r" \((?:\d{1,2} [A-Z][a-z]+ )?\d{4}\)", change.wording
            )
        else:
            assert change.wording in ("", " ")
        pieces += (text[at : change.start], change.wording)
        at = change.end
    made = "".join((*pieces, text[at : claim.end]))
    if claim.substitutions:
        assert claim.text.casefold() == made.casefold()
        assert claim.text[2:] == made[2:]
    else:
        assert claim.text == made
    assert claim.text.strip()


@pytest.mark.parametrize(
    ("sentence", "wording"),
    [
        ("Ann Bee said that crime fell by 4 percent.", "Crime fell by 4 percent."),
        ("Ann Bee said crime fell by 4 percent.", "Crime fell by 4 percent."),
        ("But Ann Bee said crime fell by 4 percent.", "Crime fell by 4 percent."),
        ("Ann Bee told reporters on Monday that crime fell in May.", "Crime fell in May."),
        ("Ann Bee, who leads the council, said that crime fell in May.", "Crime fell in May."),
        ("Ann Bee said councillors had not been told that crime fell.",
         "Councillors had not been told that crime fell."),
        ("Crime fell by 4 percent, the Home Office said on Monday.", "Crime fell by 4 percent."),
        ("Crime, the Home Office said, fell by 4 percent.", "Crime fell by 4 percent."),
        ("Crime fell by 4 percent, said Ann Bee, a nurse.", "Crime fell by 4 percent."),
        ("According to the Home Office, crime fell by 4,000 cases.", "Crime fell by 4,000 cases."),
        ("Crime fell by 4 percent, according to the Home Office.", "Crime fell by 4 percent."),
        ("Crime, according to the Home Office, fell in May.", "Crime fell in May."),
        ("Crime fell, the Home Office says, in every county.", "Crime fell, in every county."),
        ("Crime fell, the Home Office says, which cheered the mayor.",
         "Crime fell, which cheered the mayor."),
        ("“Crime fell by 4 percent,” Ann Bee said.", "Crime fell by 4 percent."),
        ("‘Crime fell by 4 percent,’ said Ann Bee.", "Crime fell by 4 percent."),
        ("“Crime fell in the U.S.,” Ann Bee said.", "Crime fell in the U.S."),
        ("“Crime fell by 4 percent!” Ann Bee said.", "Crime fell by 4 percent!"),
        ("“Crime,” Ann Bee said, “fell by 4 percent.”", "Crime fell by 4 percent."),
        ("“Crime fell,” Ann Bee said, “and it fell again.”", "Crime fell, and it fell again."),
        ("“Crime fell by 4 percent,” its director, Ann Bee, said.", "Crime fell by 4 percent."),
        ("Ann Bee said: “Crime fell by 4 percent.”", "Crime fell by 4 percent."),
        ("The rules will “kill it off,” says Ann Bee.", "The rules will “kill it off”."),
        ("11:50 “Crime fell by 4 percent,” Ann Bee said.", "11:50 “Crime fell by 4 percent”."),
        ("The rules will “kill off” the trade, says Ann Bee.", "The rules will “kill off” the trade."),
    ],
)  # fmt: skip
def test_who_says_it_is_kept_apart(sentence: str, wording: str) -> None:
    assert worded(sentence) == wording


@pytest.mark.parametrize(
    "sentence",
    [
        "Ann Bee denied that crime fell by 4 percent.",
        "Ann Bee never said that crime fell by 4 percent.",
        "Ann Bee did not say that crime fell by 4 percent.",
        "Ann Bee promised that crime would fall.",
        "Ann Bee hopes that crime fell by 4 percent.",
        "Ann Bee said that was wrong.",
        "Ann Bee said on Monday crime fell by 4 percent.",
        "Ann Bee said that crime fell and that taxes rose.",
        "Ann Bee said crime fell, but Bo Lee disagreed.",
        "Crime fell, said Ann Bee, but taxes rose.",
        "Acme Inc. announced that it has closed two plants.",
        "Acme Inc. said they were closed in May.",
        "Citing a law, Ann Bee said that crime fell.",
        "According to Ann Bee, a nurse, crime fell.",
        "“No,” Ann Bee said.",
        "In a filing, Ann Bee said a valve had caused 27 fires.",
        "Pressed on tax, Ann Bee said the rate had not changed.",
        "“Crime fell by 4 percent,” one of them, Ann Bee, said.",
        "Crime fell, the Home Office said on Friday, as police warned of a strike.",
        "Crime fell, official figures showed on Monday, the first fall in a year.",
        "Crime fell in May, Ann Bee said, crediting 200 officers.",
        "(We looked it up: crime fell by 4 percent, according to the Home Office.)",
    ],
)
def test_where_it_could_go_wrong_the_sentence_stays_whole(sentence: str) -> None:
    assert worded(sentence) == sentence


@pytest.mark.parametrize(
    ("text", "wording"),
    [
        ("Kristi Noem left. Noem praised the mayor.", "Kristi Noem praised the mayor."),
        ("Kristi Noem left. The plan is Noem’s.", "The plan is Kristi Noem’s."),
        ("Kristi Noem left. Secretary Noem knew.", "Secretary Kristi Noem knew."),
        ("Kilmar Abrego Garcia left. Abrego Garcia knew.", "Kilmar Abrego Garcia knew."),
        ("Kristi Noem left. Noem knew that Noem lost.", "Kristi Noem knew that Noem lost."),
        ("The Energy Agency (EA) met. The EA shut a plant in May.",
         "The Energy Agency (EA) shut a plant in May."),
        ("The Energy Agency (EA) met. EA shut a plant in May.",
         "Energy Agency (EA) shut a plant in May."),
        ("The Energy Agency (EA) met. They were sued by EA in May.",
         "They were sued by the Energy Agency (EA) in May."),
        ("The Energy Agency (EA) met. Two EA plants shut in May.",
         "Two Energy Agency (EA) plants shut in May."),
        ("The Energy Agency (EA) met. The EA’s plant shut.", "The Energy Agency’s plant shut."),
        ("The Energy Agency met. The agency shut a plant.", "The Energy Agency shut a plant."),
        ("Mayor Bo Lee resigned. The mayor had lost a vote.", "Bo Lee had lost a vote."),
        ("Maria Lund resigned. She had lost a vote.", "Maria Lund had lost a vote."),
        ("Maria Lund said that she had lost a vote.", "Maria Lund had lost a vote."),
    ],
)  # fmt: skip
def test_names_are_written_out(text: str, wording: str) -> None:
    assert worded(text) == wording


@pytest.mark.parametrize(
    "text",
    [
        "Kristi Noem met Bryon Noem. Noem praised the mayor.",
        "Noem praised the mayor.",
        "Ann Lincoln left. It rained for days in Lincoln.",
        "Erik Lund left. Mr. Lund had lost. Mrs. Lund had won.",
        "Donald Trump left. The Trump plan was void.",
        "The Energy Agency (EA) met Ed Association (EA). The EA shut a plant.",
        "The Energy Agency met the Farm Agency. The agency shut a plant.",
        "The Energy Agency met Acme. The agency shut a plant.",
        "The Energy Agency met. It rained. It rained. It rained. The agency shut a plant.",
        "The Energy Agency met. The agency for parks shut a plant.",
        "Mayor Bo Lee met Mayor Ann Bee. The mayor had lost a vote.",
        "Mayor Bo Lee resigned. The deputy mayor had lost a vote.",
        "Maria Lund met Anna Holm. She had lost a vote.",
        "Maria Lund met the mayor. She had lost a vote.",
        "Kim Lund resigned. She had lost a vote.",
        "Maria Lund resigned. He had lost a vote.",
        "Maria Lund met Holm. She had lost a vote.",
        "Maria Lund resigned. “She had lost a vote.”",
        "Maria Lund resigned. It had rained for days.",
    ],
)
def test_where_two_readings_are_possible_nothing_is_written_out(text: str) -> None:
    claim = extract(text, threshold=0.0).claims[-1]
    assert [s for s in claim.substitutions if s.wording.strip()] == []


@pytest.mark.parametrize(
    ("sentence", "wording"),
    [
        ("The bank failed on Tuesday.", "The bank failed on Tuesday (14 April 2026)."),
        ("The bank failed on Wednesday.", "The bank failed on Wednesday (15 April 2026)."),
        ("The bank failed on Friday night.", "The bank failed on Friday night (10 April 2026)."),
        ("The bank failed last year.", "The bank failed last year (2025)."),
        # six days before, or the day after: where it was written it may have been Thursday
        ("The bank failed on Thursday.", "The bank failed on Thursday."),
        ("The bank will open on Monday.", "The bank will open on Monday."),
        ("The bank failed on Tuesday’s news.", "The bank failed on Tuesday’s news."),
        ("The bank failed last Tuesday.", "The bank failed last Tuesday."),
        ("“The bank failed on Tuesday.”", "“The bank failed on Tuesday.”"),
    ],
)  # fmt: skip
def test_days_get_their_date_from_the_day_of_publication(sentence: str, wording: str) -> None:
    assert worded(sentence, PUBLISHED) == wording
    assert worded(sentence) == sentence


@pytest.mark.parametrize(
    ("published_at", "day"),
    [
        (datetime(2026, 4, 15, 9, tzinfo=UTC), date(2026, 4, 15)),
        (date(2026, 4, 15), date(2026, 4, 15)),
        ("2026-04-15T09:00:00Z", date(2026, 4, 15)),
        ("2026-04-15", date(2026, 4, 15)),
        ("spring", None),
        ("", None),
        (None, None),
        (20260415, None),
    ],
)
def test_the_day_of_publication_is_read_from_what_is_given(
    published_at: object, day: date | None
) -> None:
    assert day_of(published_at) == day


def test_a_substitution_says_what_from_where_and_why() -> None:
    text = "Homeland Security chief Kristi Noem left. Noem praised the mayor."
    (change,) = extract(text, threshold=0.0).claims[-1].substitutions
    assert (change.replaced, change.wording, change.reason) == (
        "Noem",
        "Kristi Noem",
        "name in full",
    )
    assert text[change.start : change.end] == "Noem"
    assert text[change.source_start : change.source_end] == "Kristi Noem"


@given(
    st.one_of(ANY_TEXT, PIECES),
    st.sampled_from([None, "2026-04-15", "0001-01-01", "9999-12-31"]),
)
@settings(max_examples=300, deadline=None)
def test_every_word_comes_from_the_article_or_its_metadata(
    text: str, published_at: str | None
) -> None:
    reading = extract(text, threshold=0.0, metadata={"published_at": published_at})
    for claim in reading.claims:
        assert_wording_is_the_articles(text, claim)


def test_every_word_of_the_sample_articles_wordings_has_its_source() -> None:
    changed = 0
    for article in gold_articles():
        reading = extract(article.text, threshold=0.0, metadata=PUBLISHED)
        for claim in reading.claims:
            assert_wording_is_the_articles(article.text, claim)
            changed += bool(claim.substitutions)
    assert changed > 50
