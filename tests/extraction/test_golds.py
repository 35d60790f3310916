"""The hand-made golds fit their texts; how far the reading of the sample articles agrees with theirs.

The floors are of the sample articles only, and stand somewhat below what is reached, so that a change that loses ground is seen;
``python benchmarks/extraction.py`` prints the figures themselves.
"""

import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from benchmarks.golds import (
    SEEDS,
    UNSEEN,
    Agreement,
    GoldArticle,
    gold_articles,
    measure,
    same_claimant,
)
from workers.extraction import found

KINDS = {
    found.QUANTITY,
    found.EVENT,
    found.QUOTATION,
    found.LAW,
    found.PREDICTION,
    found.COMPARISON,
    found.CAUSAL,
    found.OTHER,
}

ALL_TEXTS = sorted([*SEEDS.glob("*.txt"), *UNSEEN.glob("*.txt")])
UNSEEN_TEXTS = [path for path in ALL_TEXTS if path.parent == UNSEEN]


def _text_and_claims(path: Path) -> tuple[str, list[dict[str, Any]]]:
    gold = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    return path.read_bytes().decode("utf-8"), gold["claims"]


def _worth_more_than_one_check(path: Path) -> Iterator[tuple[dict[str, Any], list[dict[str, int]]]]:
    for claim in _text_and_claims(path)[1]:
        if "statements" in claim:
            yield claim, claim["statements"]


each_text = pytest.mark.parametrize("path", ALL_TEXTS, ids=lambda path: path.stem)
each_unseen_text = pytest.mark.parametrize("path", UNSEEN_TEXTS, ids=lambda path: path.stem)


@pytest.fixture(scope="module")
def articles() -> list[GoldArticle]:
    return list(gold_articles())


@pytest.fixture(scope="module")
def agreement(articles: list[GoldArticle]) -> Agreement:
    return measure(articles)


def test_ten_articles_were_in_sight_and_fourteen_were_not(articles: list[GoldArticle]) -> None:
    assert len(articles) == 10
    assert len(list(gold_articles(UNSEEN))) == len(UNSEEN_TEXTS) == 14


@each_text
def test_spans_hold_their_quotes_in_order(path: Path) -> None:
    text, claims = _text_and_claims(path)
    assert claims
    for claim in claims:
        assert text[claim["start"] : claim["end"]] == claim["quote"] == claim["quote"].strip()
    assert all(one["end"] <= other["start"] for one, other in pairwise(claims))


@each_text
def test_claimants_stand_in_the_text_and_kinds_are_known(path: Path) -> None:
    text, claims = _text_and_claims(path)
    for claim in claims:
        assert claim["claimant"] in text
        assert claim["kind"] in KINDS
        assert type(claim["check_worthy"]) is bool


@each_unseen_text
def test_texts_are_one_paragraph_a_line(path: Path) -> None:
    text = path.read_bytes().decode("utf-8")
    assert text.endswith("\n")
    assert all(line and line == line.strip() for line in text.removesuffix("\n").split("\n"))
    assert 250 <= len(text.split()) <= 700


@each_unseen_text
def test_the_article_itself_is_the_narrator_and_nobody_else(path: Path) -> None:
    for claim in _text_and_claims(path)[1]:
        assert claim["claimant_type"] in found.CLAIMANT_TYPES
        assert (claim["claimant_type"] == found.NARRATOR) is (not claim["claimant"])


@each_unseen_text
def test_statements_lie_within_their_sentence_in_order(path: Path) -> None:
    for claim, statements in _worth_more_than_one_check(path):
        assert claim["check_worthy"]
        assert len(statements) > 1
        ends = [at for each in statements for at in (each["start"], each["end"])]
        assert ends == sorted(set(ends))
        assert claim["start"] <= ends[0]
        assert ends[-1] <= claim["end"]


def test_most_claims_found_are_worth_it(agreement: Agreement) -> None:
    assert agreement.precision > 0.80


def test_most_claims_worth_it_are_found(agreement: Agreement) -> None:
    assert agreement.recall > 0.85


def test_claims_are_whole_sentences(agreement: Agreement) -> None:
    assert agreement.exact_spans > 0.97
    assert agreement.boundary_f1 > 0.97


def test_claims_are_given_to_their_claimants(agreement: Agreement) -> None:
    assert agreement.claimant_accuracy > 0.93, agreement.wrong


def test_most_kinds_agree(agreement: Agreement) -> None:
    assert agreement.kind_accuracy > 0.65


def test_claimants_are_compared_without_article_and_capitals() -> None:
    assert same_claimant("the Home Office", "Home Office")
    assert same_claimant("A federal judge", "a federal judge")
    assert not same_claimant("Bee", "Ann Bee")
