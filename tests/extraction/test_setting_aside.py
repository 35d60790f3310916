"""Why the ledger says a sentence was set aside: what a fact checker would say of it too."""

import pytest

from workers.extraction import SENTENCE_KINDS, found
from workers.extraction.worth.linear import score_linear
from workers.extraction.worth.setting_aside import REASONS, why_set_aside

TABLE = {
    "question": [
        "Who paid for the bridge?",
        "So what did the auditors find in the cellar, then?",
        "“Can anyone here name the contractor?”",
    ],
    "opinion": [
        "I think the new square looks like a car park.",
        "“The whole scheme is a disgrace,” said Orla Finch.",
        "The council should have listened to its own engineers.",
        "What a terrible way to treat the people who clean our trains.",
        "We need to take better care of our rivers.",
        "The final act is simply superb.",
        "Unfortunately, the sequel has none of that charm.",
        "In my view the tribunal was far too lenient.",
        "Families ought to be told first.",
        "Her performance was a triumph from beginning to end.",
        "He called it a shameful attempt to silence her, which is absurd.",
        "It’s wonderful!",
    ],
    "prediction": [
        "The market will move to the old station next summer.",
        "Bookings are expected to open in the autumn.",
        "The board hopes to reopen the pool before the holidays.",
        "It could become the busiest port on the coast.",
        "They’ll be back on the road by the weekend.",
        "Ferries may be delayed by the storm.",
        "The orchard is going to be sold to a developer.",
        "If the bill passed, tenants would lose the right to appeal.",
        "A decision is due to follow in the spring.",
    ],
    "instruction": [
        "Click on the map to see your street.",
        "Please keep your ticket until the end of the journey.",
        "Check the label before you throw the jar away.",
        "Don’t pour fat into the sink.",
        "Bring your own cup, because there are none to borrow.",
        "You should talk to your doctor before you stop taking the tablets.",
        "Let’s move on to the next speaker.",
        "Make sure that the lid is closed.",
        "Leave the key with a neighbour.",
        "Never mix bleach with vinegar.",
    ],
    "boilerplate": [
        "Sign up to our morning newsletter for stories like this.",
        "All rights reserved.",
        "This article was first published in our spring issue.",
        "By using the site you accept cookies.",
        "Read more about the flood in our special report.",
        "Follow us on the usual channels for updates.",
        "© Harbour Press",
    ],
    "courtesy": [
        "Thank you all for coming out on such a wet night.",
        "Good evening, and welcome to the hall.",
        "Welcome back to the programme.",
        "“We are so sorry for the wait.”",
        "Congratulations to both teams.",
    ],
    "personal experience": [
        "I grew up above a bakery three doors from here.",
        "My grandmother kept hens in the yard behind the chapel.",
        "I’ve never seen the river so brown.",
        "I was standing by the window when the lights went out.",
        "“Nobody ever asked me about the drains,” said one tenant.",
    ],
    "too vague": [
        "Something has to give sooner or later.",
        "That is how things stand at the moment.",
        "They did not say what came of it.",
        "Everybody knows how these stories end.",
        "The neighbours deny that.",
        "It was more or less the same everywhere else.",
        "Some people say the opposite.",
    ],
    "too short": ["Not today.", "Of course.", "Rain again."],
    "of little consequence": [
        "The choir sang outside the station on Saturday.",
        "Alma Reed owns the bakery on Fuller Street.",
        "Share prices fell a little in the afternoon trade in Leeds.",
        "World War I began two years after the school opened.",
        "Thanks to the new pump, the cellar of the Crown Hotel stayed dry.",
        "Visitors to the museum left their umbrellas at the door.",
        "Work on the tower began in May.",
        "Help arrived from the village of Oakley.",
        "The will of the late Mr Penrose was read on Tuesday.",
    ],
}
ROWS = [(sentence, reason) for reason, sentences in TABLE.items() for sentence in sentences]


@pytest.mark.parametrize(("sentence", "reason"), ROWS, ids=[sentence[:30] for sentence, _ in ROWS])
def test_each_reason_is_true_of_its_sentence(sentence: str, reason: str) -> None:
    assert why_set_aside(found.STATEMENT, sentence, score_linear(sentence)) == reason


def test_the_table_shows_every_reason_that_wording_can_give() -> None:
    by_kind = {why_set_aside(kind, "Rain.", score_linear("Rain.")) for kind in SENTENCE_KINDS}
    assert set(REASONS) == set(TABLE) | by_kind | {"fragment"}


def test_a_sentence_that_begins_in_its_middle_is_a_fragment() -> None:
    sentence = "and the gate of the yard behind the mill stood open."
    assert why_set_aside(found.STATEMENT, sentence, score_linear(sentence)) == "fragment"


@pytest.mark.parametrize("kind", [found.HEADLINE, found.CREDIT, found.BYLINE])
def test_what_the_line_is_comes_before_what_it_says(kind: str) -> None:
    sentence = "I think we should all be proud!"
    assert why_set_aside(kind, sentence, score_linear(sentence)) == kind


@pytest.mark.parametrize(
    "token", ["very ", "‘", "I ", "is ", "is so ", "If a", "will ", "don’t ", "and ", "expects to "]
)
def test_only_the_beginning_of_an_endless_sentence_is_searched(token: str) -> None:
    line = token * (300_000 // len(token))
    scored = score_linear(line)
    assert why_set_aside(found.STATEMENT, line, scored) == why_set_aside(
        found.STATEMENT, line[:5_000], scored
    )
