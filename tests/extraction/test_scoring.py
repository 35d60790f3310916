"""Check-worthiness and the kinds of claims."""

import pytest

from workers.extraction import check_worthiness, extract
from workers.extraction.worth.features import count_features
from workers.extraction.worth.kinds import kind_of
from workers.extraction.worth.rules import score_by_rules
from workers.extraction.worth.scoring import DEFAULT_THRESHOLD

WORTH_CHECKING = [
    "Unemployment fell from 7.9 percent to 3.5 percent between 2012 and 2019.",
    "The ministry paid the contractor $4.2 million for masks that were never delivered.",
    "A federal court ruled on Friday that the law is unconstitutional.",
    "Police arrested 14 people in Leeds on Monday.",
]
NOT_WORTH_CHECKING = [
    "I think that’s a wonderful thing.",
    "We should all be proud of what we can do.",
    "What do you think about this?",
    "Click here to read more.",
    "Thank you very much, everybody.",
    "It will be great.",
    "No.",
]


@pytest.mark.parametrize("sentence", WORTH_CHECKING)
def test_hard_facts_are_worth_checking(sentence: str) -> None:
    assert score_by_rules(sentence).value > DEFAULT_THRESHOLD + 0.2


@pytest.mark.parametrize("sentence", NOT_WORTH_CHECKING)
def test_opinions_wishes_and_courtesies_are_not(sentence: str) -> None:
    assert score_by_rules(sentence).value < DEFAULT_THRESHOLD - 0.2


@pytest.mark.parametrize(
    ("weaker", "stronger"),
    [
        ("Prices rose last year.", "Prices rose by 4 percent last year."),
        ("I think prices rose by 4 percent.", "Prices rose by 4 percent."),
        ("Prices will rise in 2030.", "Prices rose in 2020."),
        ("Did prices rise in 2020?", "Prices rose in 2020."),
    ],
)
def test_what_raises_and_what_lowers(weaker: str, stronger: str) -> None:
    low, high = check_worthiness([weaker, stronger])
    assert low < high


def test_a_batch_scores_each_sentence_as_extract_does() -> None:
    text = " ".join(WORTH_CHECKING)
    scores = check_worthiness(WORTH_CHECKING)
    assert scores == [claim.check_worthiness for claim in extract(text, threshold=0.0).claims]
    assert check_worthiness([]) == []


def test_reasons_are_in_a_reviewers_words() -> None:
    assert score_by_rules("Ann Bee closed 5 libraries in May 2020 and will close 3.").reasons() == (
        "says who did what and when",
        "names a number",
        "goes into detail",
        "prediction: lowers",
    )


def test_only_the_beginning_of_an_endless_sentence_is_counted() -> None:
    assert count_features("a " * 100_000) == count_features("a " * 1_000)


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("Rents rose by 7.8% in the year to March.", "quantity"),
        ("Some 640,000 people own a scooter.", "quantity"),
        ("Four of the injured were taken to hospital.", "quantity"),
        ("The council closed the library on 12 May 2020.", "event"),
        ("Hale, 44, dumped rubble at No. 10.", "event"),
        ("It was the third flood on the lower road since 2019.", "quantity"),
        ("Three of the men were arrested.", "quantity"),
        ("Police arrested 14 people at the docks on Monday.", "event"),
        ("A bus with 31 pupils on board collided with a tractor near Hale.", "event"),
        ("Police arrested 14 percent more drivers than the year before.", "quantity"),
        ("The court fined the yard 900 crowns.", "law"),
        ("A judge ordered that 14 tenants be let back in.", "law"),
        ("Riders must be at least 16 years old.", "law"),
        ("The court ruled that the ban was unlawful.", "law"),
        ("The tram will open in spring.", "prediction"),
        ("It is the largest battery site in the country.", "comparison"),
        ("Rents are higher than in any other city.", "comparison"),
        ("At 4.1% the rise was almost double the growth in wages.", "comparison"),
        ("A fall of 3 metres hurts as badly as a crash at 28 km/h.", "comparison"),
        ("The two lanes were closed after a lorry led to 12 collisions.", "causal"),
        ("The pool was closed because inspectors found asbestos.", "causal"),
        ("Dearer borrowing was to blame.", "causal"),
        ("Members of the party have spoken out against the plan.", "quotation"),
        ("The Uzbek side is a friend.", "other"),
    ],
)
def test_kinds(sentence: str, kind: str) -> None:
    assert kind_of(sentence, count_features(sentence)) == kind
