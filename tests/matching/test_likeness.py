"""What two statements differ in, and how alike their wordings are: a table of pairs."""

import time

import pytest

from claims.likeness import LONGEST, Statement, differences
from claims.likeness.wording import BANDS, canonical_number, normalised, stem

SAME = [
    ("The budget rose 5 %.", "the budget rose 5 percent"),
    ("The budget rose 5%", "The budget rose 5 per cent!"),
    ("The budget rose five percent.", "The budget rose 5 percent."),
    ("It cost 1,000,000 crowns.", "It cost 1 000 000 crowns."),
    ("It cost 1,000,000 crowns.", "It cost one million crowns."),
    ("It cost $5 million.", "It cost 5,000,000 dollars."),
    ("It cost $5m.", "It cost $5 million."),
    ("It cost €2.5bn.", "It cost 2.5 billion euros."),
    ("Some 40k people came.", "Some 40,000 people came."),
    ("The road is 5 km long.", "The road is 5,000 metres long."),
    ("Two hundred and five people came.", "205 people came."),
    ("Twenty-five people came.", "25 people came."),
    ("A dozen people came.", "12 people came."),
    ("Two thirds of them left.", "Two-thirds of them left."),
    ("Over 5,000 people died.", "More than 5,000 people died."),
    ("The tax rose on 2 March 2019.", "The tax rose on March 2, 2019."),
    ("The tax rose on 2019-03-02.", "The tax rose on 2nd March 2019."),
    ("The tax rose in Sept 2019.", "The tax rose in September 2019."),
    ("the tax rose in may 2019", "The tax rose in May 2019."),
    ("The budget didn't rise.", "The budget did not rise."),
    ("Brno cannot pay.", "Brno can't pay."),
    ("Rents in Ostrava rose.", "Ostrava rents rose."),
    ("He said Donald Trump won.", "He said Trump won."),
    ("The United States left.", "The US left."),
    ("The U.S. left.", "The United States left."),
    ("A study by the World Health Organization found it.", "A study by the WHO found it."),
    ("Rents rose in Brno, officials said.", "Officials said rents rose in Brno."),
    ("the mayor of brno resigned", "The mayor of Brno resigned."),
    ("THE MAYOR OF BRNO RESIGNED", "The mayor of Brno resigned."),
    ("“Rents” rose…", "Rents rose."),
    ("He told not only Brno but Ostrava.", "He told Brno but also Ostrava."),
    ("The plan is No. 5 of them.", "The plan is no 5 of them."),
]  # fmt: skip

DIFFERENT = [
    # kind, here, there, what is said of it
    ("number", "The budget rose 5 %.", "The budget rose 50 %.", ("5 percent", "50 percent")),
    ("number", "The budget rose 5 %.", "The budget rose.", ("5 percent", "")),
    ("number", "It rose 5 percent.", "It rose 5 percentage points.", ("5 percent", "5 percentage points")),
    ("number", "It cost 5 dollars.", "It cost 5 euros.", ("5 dollars", "5 euros")),
    ("number", "It cost 5 million.", "It cost 5 billion.", ("5000000", "5000000000")),
    ("number", "It cost $5 million.", "It cost €5 million.", ("5000000 dollars", "5000000 euros")),
    ("number", "It is 5 miles long.", "It is 5 km long.", ("5 miles", "5000 metres")),
    ("number", "5,000 people died.", "More than 5,000 people died.", ("5000", "more than 5000")),
    ("number", "More than 9 died.", "Fewer than 9 died.", ("more than 9", "less than 9")),
    ("number", "A third of them left.", "Half of them left.", ("1/3", "1/2")),
    ("number", "Two thirds of them left.", "A third of them left.", ("2/3", "1/3")),
    ("number", "Exports doubled.", "Exports tripled.", ("2 times", "3 times")),
    ("number", "It is the third largest.", "It is the second largest.", ("number 3", "number 2")),
    ("number", "He came 21st.", "He came 22nd.", ("number 21", "number 22")),
    ("number", "Two people died.", "Three people died.", ("2", "3")),
    ("number", "It is 1.5 metres.", "It is 15 metres.", ("1.5 metres", "15 metres")),
    ("number", "It has 5 square km.", "It has 5 km.", ("5000000 square metres", "5000 metres")),
    ("number", "It runs version 1.2.3.", "It runs version 1.2.4.", ("1.2.3", "1.2.4")),
    ("number", f"It is {'9' * 40} m.", f"It is {'9' * 41} m.", ("9" * 40, "9" * 41)),
    ("number", "It took 5 days.", "It took 5 weeks.", ("5 days", "5 weeks")),
    ("order", "It rose from 5 to 50.", "It rose from 50 to 5.", ("5, 50", "50, 5")),
    ("order", "We saw Brno beat Ostrava.", "We saw Ostrava beat Brno.", ("brno, ostrava", "ostrava, brno")),
    ("date", "The budget rose.", "The 2019 budget rose.", ("", "2019")),
    ("date", "The 2018 budget rose.", "The 2019 budget rose.", ("2018", "2019")),
    ("date", "It opened on 2 March.", "It opened on 3 March.", ("2 March", "3 March")),
    ("date", "It opened in March.", "It opened in May.", ("March", "May")),
    ("date", "It opened on Monday.", "It opened on Friday.", ("monday", "friday")),
    ("date", "It opened last year.", "It opened this year.", ("last year", "this year")),
    ("date", "It opened last year.", "It opened.", ("last year", "")),
    ("date", "It fell in the 1980s.", "It fell in the 1990s.", ("1980s", "1990s")),
    ("date", "It fell in Q1.", "It fell in Q2.", ("Q1", "Q2")),
    ("name", "Rents rose in Brno.", "Rents rose in Ostrava.", ("brno", "ostrava")),
    ("name", "Brno rents rose.", "Ostrava rents rose.", ("brno", "ostrava")),
    ("name", "Rents rose.", "Rents rose in Brno.", ("", "brno")),
    ("name", "Rents rose in New York.", "Rents rose in York.", ("new york", "")),
    ("name", "We met Petr Fiala.", "We met Jan Fiala.", ("petr fiala", "jan fiala")),
    ("name", "rents rose in brno", "rents rose in ostrava", ("brno", "ostrava")),
    ("name", "RENTS ROSE IN BRNO", "RENTS ROSE IN OSTRAVA", ("brno", "ostrava")),
    ("name", "It gave us aid.", "It gave US aid.", ("", "usa")),
    ("name", "NATO troops left.", "UN troops left.", ("nato", "un")),
    ("negation", "The budget rose.", "The budget did not rise.", ("", "not")),
    ("negation", "He never paid.", "He paid.", ("never", "")),
    ("negation", "The city denied it paid.", "The city paid it.", ("denied", "")),
    ("negation", "No judge signed it.", "A judge signed it.", ("no", "")),
    ("negation", "It won't rise.", "It will rise.", ("not", "")),
    ("opposite", "The budget rose.", "The budget fell.", ("rose", "fell")),
    ("opposite", "Exports increased.", "Exports decreased.", ("increased", "decreased")),
    ("opposite", "It is more than before.", "It is less than before.", ("more", "less")),
    ("opposite", "It is legal.", "It is illegal.", ("legal", "illegal")),
    ("opposite", "The men left before dawn.", "The men left after dawn.", ("before", "after")),
    ("share", "All of them left.", "Most of them left.", ("all", "most")),
    ("share", "Few of them left.", "Many of them left.", ("few", "many")),
    ("modality", "The budget rises.", "The budget will rise.", ("", "future")),
    ("modality", "It causes cancer.", "It may cause cancer.", ("", "possible")),
    ("length", "It rose." + " " * LONGEST, "It rose today.", ("2,008 characters", "14 characters")),
]  # fmt: skip


@pytest.mark.parametrize(("here", "there"), SAME)
def test_nothing_differs_between_two_ways_to_say_one_thing(here: str, there: str) -> None:
    assert differences(Statement(here), Statement(there)) == ()
    assert differences(Statement(there), Statement(here)) == ()


@pytest.mark.parametrize(("kind", "here", "there", "said"), DIFFERENT)
def test_what_differs_is_said_of_both_sides(
    kind: str, here: str, there: str, said: tuple[str, str]
) -> None:
    found = differences(Statement(here), Statement(there))
    assert (kind, *said) in [(each.kind, each.here, each.there) for each in found]
    turned = differences(Statement(there), Statement(here))
    assert (kind, *reversed(said)) in [(each.kind, each.here, each.there) for each in turned]


@pytest.mark.parametrize("statement", sorted({side for pair in SAME for side in pair}))
def test_a_statement_differs_in_nothing_from_itself(statement: str) -> None:
    again = Statement(statement.replace(" ", "  "))
    assert tuple(differences(Statement(statement), again)) == ()
    assert Statement(statement).keys("x") == again.keys("x")


@pytest.mark.parametrize(
    ("copy", "original"),
    [
        ("THE TAX ROSE BY 5 PERCENT", "The tax rose by 5 %."),
        ("“The tax rose” – by 5.0 per cent!", "The tax rose by 5 percent"),
        ("The tax\u00a0rose\nby 5 percent", "The tax rose by 5 percent."),
        ("It cost 1.000.000 crowns", "It cost 1,000,000 crowns"),
        ("It cost 1\u202f000\u202f000 crowns", "It cost 1000000 crowns"),
        ("It rose 5,5 percent", "It rose 5.50 percent"),
        ("It doesn’t work", "It does not work"),
        ("The ﬁrst tax", "The first tax"),
        ("See https://example.org/a?b=1 the tax rose", "See the tax rose"),
    ],
)
def test_copies_have_one_exact_wording(copy: str, original: str) -> None:
    assert normalised(copy) == normalised(original)


@pytest.mark.parametrize(
    ("written", "canonical"),
    [("1,000", "1000"), ("1.000", "1"), ("1.000.000", "1000000"), ("0.50", "0.5"), ("5,5", "5.5"),
     ("007", "7"), ("1,00,000", "1,00,000"), ("1.2.3", "1.2.3"), ("٣", "3"), ("12,345.60", "12345.6")],
)  # fmt: skip
def test_a_number_is_written_in_one_way(written: str, canonical: str) -> None:
    assert canonical_number(written) == canonical


@pytest.mark.parametrize(
    "forms",
    ["rise rises rose risen rising", "stop stops stopped stopping", "city cities", "tax taxes taxed",
     "call called calling", "increase increases increased increasing", "child children",
     "quick quickly", "pass passes passed", "study studies studied"],
)  # fmt: skip
def test_the_forms_of_a_word_share_a_stem(forms: str) -> None:
    assert len({stem(word) for word in forms.split()}) == 1


def test_unlike_words_share_no_stem() -> None:
    words = [
        "rate",
        "rat",
        "state",
        "bus",
        "us",
        "use",
        "new",
        "general",
        "gene",
        "policy",
        "police",
    ]
    assert len({stem(word) for word in words}) == len(words)


NEWS = (
    "The council of Neustadt spent 980,000 crowns on a bridge over the river Labe in the spring of 2019, of which the"
    " state paid a third, the mayor Jana Dvorska told the council last week."
)


@pytest.mark.parametrize(
    ("other", "meets"),
    [
        (NEWS.replace("told", "said to"), True),
        (NEWS.replace("The council", "Yesterday the council"), True),
        (
            NEWS.replace("980,000", "890,000"),
            True,
        ),  # alike: that the number differs is said, not hidden
        ("The price of bread rose by a tenth in all shops of the country, the bakers say.", False),
    ],
)
def test_near_duplicates_meet_in_a_band_and_strangers_do_not(other: str, meets: bool) -> None:
    here, there = Statement(NEWS), Statement(other)
    assert len(here.band_keys("x")) == BANDS
    assert bool(set(here.band_keys("x")) & set(there.band_keys("x"))) is meets
    assert (here.resemblance(there) > 0.6) is meets


def test_keys_are_whole_numbers_of_64_bits_and_of_one_index() -> None:
    here = Statement(NEWS)
    assert all(-(2**63) <= key < 2**63 for key in here.keys("x"))
    assert here.keys("x").isdisjoint(here.keys("y"))
    # They are kept in the database: another way of making them needs every claim indexed anew.
    assert Statement("The tax rose.").exact_key("desk") == 7320389172858905437


def test_a_statement_without_words_has_no_more_than_its_exact_key() -> None:
    assert len(Statement("… !?").keys("x")) == 1


@pytest.mark.parametrize(
    "piece",
    ["a.b.", "U.S.", "'ll", "n't", "1,0", "1 000", "#aA", "5 % ", "http://", "two hundred and ", "New York ",
     "no ", "a third of ", "2 March ", "last year ", "May ", "\u00a0", "ﷺ", "٣", "’s", "-", "$5m "],
)  # fmt: skip
def test_hostile_repetition_comes_to_an_end(piece: str) -> None:
    text = Statement(piece * 10_000)
    began = time.process_time()
    text.keys("x")
    differences(text, Statement(f"x{piece * 10_000}"))
    # A quarter of a second on a slow machine; a step that is quadratic takes minutes.
    assert time.process_time() - began < 10
