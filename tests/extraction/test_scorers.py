"""What holds for every scorer, and for the weights that some of them read."""

import json
import re
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import given, settings

from workers.extraction import SCORERS, check_worthiness, extract
from workers.extraction.lines.layout import is_transcript, lay_out
from workers.extraction.worth import neural, scoring
from workers.extraction.worth.linear import WEIGHTS, WeightsError, model, score_linear
from workers.extraction.worth.neural import (
    Encoder,
    ScorerUnavailableError,
    encoder,
    rank_neural,
    score_neural,
)
from workers.extraction.worth.reasons import Score
from workers.extraction.worth.scoring import DEFAULT_THRESHOLD, scorer_named

from .test_scoring import NOT_WORTH_CHECKING, WORTH_CHECKING
from .test_sentences import ANY_TEXT

HAS_NEURAL = find_spec("onnxruntime") is not None and find_spec("tokenizers") is not None
INSTALLED = [name for name in SCORERS if HAS_NEURAL or name != "neural"]
BETWEEN = [
    "The mayor said the pool lost money.",
    "Our schools are the best in the region.",
    "He sold the yard to his brother.",
    "We have more nurses than we had.",
    "The tram was late again on Monday.",
    "They closed the market because of the smell.",
]
"""Neither plainly worth checking nor plainly not."""
SENTENCES = [*WORTH_CHECKING, *NOT_WORTH_CHECKING]

HOSTILE = [
    "",
    " ",
    "\x00" * 50,
    "\ud800" * 50,
    "Rents rose by 9 percent \udfff last year.",
    "e" + "\u0301" * 5_000,
    "\u202e\u200b" * 100,
    "日本" * 1_000,
    "🍞" * 1_000,
    "9" * 100_000,
    "’" * 100_000,
    "a'" * 50_000,
    "1,." * 50_000,
]


@pytest.mark.parametrize("scorer", INSTALLED)
def test_hard_facts_score_above_opinions_wishes_and_courtesies(scorer: str) -> None:
    assert min(check_worthiness(WORTH_CHECKING, scorer=scorer)) > DEFAULT_THRESHOLD
    assert max(check_worthiness(NOT_WORTH_CHECKING, scorer=scorer)) < DEFAULT_THRESHOLD


@pytest.mark.parametrize("scorer", INSTALLED)
def test_a_score_does_not_depend_on_its_neighbours(scorer: str) -> None:
    together = check_worthiness(SENTENCES, scorer=scorer)
    alone = [check_worthiness([sentence], scorer=scorer)[0] for sentence in SENTENCES]
    assert together == alone
    assert check_worthiness(SENTENCES[::-1], scorer=scorer) == together[::-1]


@pytest.mark.parametrize("scorer", INSTALLED)
@pytest.mark.parametrize("sentence", HOSTILE, ids=lambda text: repr(text[:6]))
def test_hostile_strings_get_a_score(scorer: str, sentence: str) -> None:
    (score,) = check_worthiness([sentence], scorer=scorer)
    assert 0 <= score <= 1


@pytest.mark.parametrize("scorer", INSTALLED)
def test_only_the_beginning_of_an_endless_line_is_read(scorer: str) -> None:
    line = "Rents rose by 9 percent, he said, and " * 27_000
    assert check_worthiness([line], scorer=scorer) == check_worthiness(
        [line[:9_000]], scorer=scorer
    )


@given(ANY_TEXT)
@settings(max_examples=200, deadline=None)
def test_reasons_belong_to_their_sentence(sentence: str) -> None:
    small = sentence.lower().replace("’", "'")
    for reason in score_linear(sentence).reasons():
        for words in re.findall("“(.*?)”", reason):
            assert all(word in small for word in words.split())


@pytest.mark.parametrize("sentence", WORTH_CHECKING)
def test_a_claim_says_what_raised_it(sentence: str) -> None:
    reasons = scorer_named("linear")(sentence).reasons()
    assert any(not reason.endswith(": lowers") for reason in reasons)


def test_who_did_what_and_when_is_said_only_of_what_raised_the_score() -> None:
    features = {"name": 1.0, "past": 1.0, "calendar": 1.0}
    moved = {"name": 0.5, "past": 0.4, "calendar": 0.3, "money": 0.9, "belief": -0.2}
    assert Score(0.8, features, moved).reasons() == (
        "says who did what and when",
        "names a sum of money",
        "belief: lowers",
    )
    moved = {"name": 0.5, "past": 0.4, "calendar": -0.3}
    assert Score(0.4, features, moved).reasons() == (
        "names who or what",
        "says what was done",
        "says when: lowers",
    )


def test_signs_that_a_reviewer_calls_the_same_count_together() -> None:
    moved = {"number": 0.5, "number_word": -0.4, "percent": 0.3}
    assert Score(0.6, {}, moved).reasons() == ("states a percentage", "names a number")
    assert Score(0.6, {}, {"number": 0.5, "number_word": -0.5}).reasons() == ()


def test_a_reason_is_the_writers_wording_where_it_shows_no_sign() -> None:
    assert "says “washington”" in str(
        score_linear("Washington washes Washington, washing Washington.").reasons()
    )


TRANSCRIPT = "ANN BEE: We cut taxes.\nBO LEE: You did not.\nANN BEE: We did, by 3 percent."


def test_a_transcript_is_scored_as_speech_throughout() -> None:
    assert is_transcript(list(lay_out(TRANSCRIPT)))
    assert not is_transcript(list(lay_out("We cut taxes.\nYou did not, Bo Lee said on Monday.")))
    assert not is_transcript([])
    scored = {
        TRANSCRIPT[claim.start : claim.end]: claim.check_worthiness
        for claim in extract(TRANSCRIPT, threshold=0.0).claims
    }
    sentence = "We did, by 3 percent."
    assert scored[sentence] == score_linear(sentence, spoken=True).value


@pytest.mark.parametrize(
    "damage",
    [
        "",
        "{",
        "[]",
        "{}",
        '{"intercepts":[1,2],"signs":{},"wordings":{}}',
        '{"intercepts":[1,2,"x"],"signs":{},"wordings":{}}',
        '{"intercepts":[1,2,3],"signs":{},"wordings":[]}',
        '{"intercepts":[1,2,3],"signs":{},"wordings":{"a":null}}',
    ],
)
def test_damaged_weights_are_named(damage: str, tmp_path: Path) -> None:
    path = tmp_path / "linear.json"
    path.write_text(damage)
    with pytest.raises(WeightsError, match=r"weights linear\.json are missing or damaged"):
        model(path)


def test_missing_weights_are_named(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="No such file"):
        model(tmp_path / "linear.json")


@pytest.mark.skipif(HAS_NEURAL, reason="onnxruntime and tokenizers are installed")
def test_the_neural_scorer_names_the_extra_that_it_needs() -> None:
    with pytest.raises(ScorerUnavailableError, match="the extra 'neural'"):
        extract("It rained on Monday in Leeds.", scorer="neural")


needs_neural = pytest.mark.skipif(not HAS_NEURAL, reason="needs onnxruntime and tokenizers")


@needs_neural
def test_a_second_opinion_is_named_with_what_it_did() -> None:
    told = {"second opinion": 0, "second opinion: lowers": 0}
    for sentence in BETWEEN:
        first, second = score_linear(sentence), rank_neural(sentence)
        change = second.value - first.value
        (named,) = {"second opinion", "second opinion: lowers"} & set(second.reasons())
        assert named == ("second opinion" if change >= 0 else "second opinion: lowers")
        assert not any("second opinion" in reason for reason in first.reasons())
        told[named] += 1
    assert all(told.values()), "the sentences show only one direction"


@needs_neural
def test_an_article_asks_where_it_doubts_and_a_batch_wherever_there_is_hope() -> None:
    lowest, highest = encoder().doubt
    assert encoder().hopeless < lowest < DEFAULT_THRESHOLD < highest < 1
    for sentence in (*SENTENCES, *BETWEEN):
        first = score_linear(sentence).value
        in_doubt = score_neural(sentence).value != first
        assert in_doubt == (lowest < first < highest)
        assert (rank_neural(sentence).value != first) == (first > encoder().hopeless)


@needs_neural
def test_a_headline_gets_no_second_opinion(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "Council shuts five of its libraries\n\nIt shut them in May.\nWhy did it shut them?\n"
    asked: list[str] = []

    def worth(self: Encoder, passage: str) -> tuple[float, float]:
        asked.append(passage)
        return 0.5, 0.5

    monkeypatch.setattr(Encoder, "worth", worth)
    monkeypatch.setitem(scoring._TO_DECIDE, "neural", rank_neural)
    extract(text, scorer="neural")
    assert asked == ["It shut them in May."]


@needs_neural
@pytest.mark.parametrize("missing", ["neural.json", "neural-tokenizer.json", "neural.onnx"])
def test_damaged_neural_weights_are_named(missing: str, tmp_path: Path) -> None:
    for name in ("neural.json", "neural-tokenizer.json", "neural.onnx"):
        whole = (neural.WEIGHTS / name).read_bytes()
        (tmp_path / name).write_bytes(whole[: len(whole) // 2] if name == missing else whole)
    with pytest.raises(WeightsError, match=re.escape(missing)):
        encoder(tmp_path)


def test_the_linear_weights_stay_small() -> None:
    assert WEIGHTS.stat().st_size < 400_000
    assert len(json.loads(WEIGHTS.read_text())["wordings"]) < 10_000
