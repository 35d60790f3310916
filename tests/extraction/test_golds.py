"""How far the reading of the sample articles agrees with their hand-made golds.

The floors stand somewhat below what is reached, so that a change that loses ground is seen;
``python benchmarks/extraction.py`` prints the figures themselves.
"""

import pytest

from benchmarks.golds import Agreement, GoldArticle, gold_articles, measure, same_claimant


@pytest.fixture(scope="module")
def articles() -> list[GoldArticle]:
    return list(gold_articles())


@pytest.fixture(scope="module")
def agreement(articles: list[GoldArticle]) -> Agreement:
    return measure(articles)


def test_the_golds_fit_their_texts(articles: list[GoldArticle]) -> None:
    assert articles
    for article in articles:
        for claim in article.claims:
            assert article.text[claim.start : claim.end].strip()
            assert claim.claimant in article.text


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
