"""Who is found to say what."""

import pytest

from workers.extraction import FoundClaim, extract


def said(text: str) -> list[tuple[str, str]]:
    """Return claimant and claimant type of every sentence of running text."""
    return [(c.claimant, c.claimant_type) for c in extract(text, threshold=0.0).claims]


def last(text: str) -> FoundClaim:
    return extract(text, threshold=0.0).claims[-1]


@pytest.mark.parametrize(
    ("sentence", "claimant", "kind"),
    [
        ("Crime fell by 4 percent, the Home Office said.", "Home Office", "indirect"),
        ("Ann Bee said that crime fell.", "Ann Bee", "indirect"),
        ("Ann Bee said crime fell.", "Ann Bee", "indirect"),
        ("On Tuesday, Ann Bee told reporters crime fell.", "Ann Bee", "indirect"),
        ("In July Ann Bee told reporters that crime fell.", "Ann Bee", "indirect"),
        ("Ann Bee also noted that crime fell.", "Ann Bee", "indirect"),
        ("Ann Bee has repeatedly argued that crime fell.", "Ann Bee", "indirect"),
        ("Ann Bee maintained that crime fell.", "Ann Bee", "indirect"),
        ("Acme announced that it would close.", "Acme", "indirect"),
        ("Ann Bee, the mayor of Leeds, said crime fell.", "Ann Bee", "indirect"),
        ("Ann Bee, who leads the opposition, said crime fell.", "Ann Bee", "indirect"),
        ("Ann Bee, 45, a nurse, said crime fell.", "Ann Bee", "indirect"),
        ("Sen. Ann Bee, D-Ohio, said crime fell.", "Ann Bee", "indirect"),
        ("Its chief executive, Ann Bee, said sales fell.", "Ann Bee", "indirect"),
        ("Bee, a candidate, said crime fell.", "Bee", "indirect"),
        ("Crime fell, said Ann Bee, a nurse.", "Ann Bee", "indirect"),
        ("Crime fell, says the union’s director, Ann Bee.", "Ann Bee", "indirect"),
        ("Ann Bee praised the deal and said crime fell.", "Ann Bee", "indirect"),
        ("Crime fell, economists say.", "economists", "indirect"),
        ("Crime fell, a spokesman confirmed.", "a spokesman", "indirect"),
        ("Researchers at the University of Leeds found that crime fell.",
         "Researchers at the University of Leeds", "indirect"),
        ("According to the Home Office, crime fell.", "Home Office", "according_to"),
        ("Crime fell in 2020, according to Ann Bee.", "Ann Bee", "according_to"),
        ("Crime fell, according to a survey by the Home Office.", "Home Office", "according_to"),
        ("Crime fell, according to the council’s report.", "the council’s report", "according_to"),
        ("“Crime fell last year,” Ann Bee said.", "Ann Bee", "direct"),
        ("“Crime fell last year,” said Mayor Ann Bee.", "Ann Bee", "direct"),
        ('"Crime fell last year," Ann Bee told reporters on the quay.', "Ann Bee", "direct"),
        ("‘Crime fell last year,’ Bee said outside the court.", "Bee", "direct"),
        ("Ann Bee said: “Crime fell last year and the year before.”", "Ann Bee", "direct"),
        ("“Crime fell,” she said, “and it fell again.”", "she", "direct"),
        ("Homeland Security chief Ann Bee said crime fell.", "Ann Bee", "indirect"),
        ("U.S. Department of Energy chief Ann Bee said it fell.", "Ann Bee", "indirect"),
        ("Gov. T. R. Sandoval Jr. said it fell.", "T. R. Sandoval Jr.", "indirect"),
        ("Ann Bee of the Leeds Institute said it fell.", "Ann Bee", "indirect"),
        ("Acme Inc. said it fell.", "Acme Inc.", "indirect"),
        ("Ann Bee, whose firm owns the mine, told Bo Lee that it shut.", "Ann Bee", "indirect"),
        ("Industry group Steel UK said crime fell.", "Steel UK", "indirect"),
        ("Crime fell, prosecutor Ann Bee told the jury.", "Ann Bee", "indirect"),
        ("Crime fell, police in Leeds said on Sunday.", "police in Leeds", "indirect"),
        ("Officials said Tuesday that crime fell.", "Officials", "indirect"),
        ("Ann Bee and Bo Lee said that crime fell.", "Ann Bee and Bo Lee", "indirect"),
        ("Bee and colleagues report that crime fell.", "Bee and colleagues", "indirect"),
        ("In a post on X, Ann Bee wrote that crime fell.", "Ann Bee", "indirect"),
        ("Asked whether it fell, Ann Bee said no figures exist.", "Ann Bee", "indirect"),
        ("Ann Bee was quoted as saying that crime fell.", "Ann Bee", "indirect"),
        ("Ann Bee was quoted by the paper as saying it fell.", "Ann Bee", "indirect"),
        ("Ann Bee went on to say that crime fell.", "Ann Bee", "indirect"),
        ("10:15 Sir Ann Bee tells MPs that crime fell.", "Ann Bee", "indirect"),
        ("Prosecutors allege that Bo Lee stole it.", "Prosecutors", "indirect"),
        ("Inflation is “a tax on the poor”, as Ann Bee puts it.", "Ann Bee", "direct"),
        ("In the words of Ann Bee, crime “fell and fell”.", "Ann Bee", "direct"),
        ("Per the Home Office, crime fell.", "Home Office", "according_to"),
        ("“Crime fell and fell” – Ann Bee, a nurse.", "Ann Bee", "direct"),
        ("“Crime fell in May,” a statement from Acme read.", "Acme", "direct"),
        ("A study led by Ann Bee found that crime fell.", "Ann Bee", "indirect"),
        ("Data from the Home Office show that crime fell.", "Home Office", "indirect"),
        ("The Home Office’s report says crime fell.", "Home Office", "indirect"),
        ("Asked about it, Bee replied: “Crime fell.”", "Bee", "direct"),
        # and these are the article's own
        ("The clock on the tower said 4:15 when it fell.", "", "narrator"),
        ("The flood claimed 40 lives in 1953.", "", "narrator"),
        ("The city added 40,000 jobs in May.", "", "narrator"),
        ("The council denied 40 applications in May.", "", "narrator"),
        ("The film “He Said It Was Fine” won in 2019.", "", "narrator"),
        ("It is claimed that crime fell.", "", "narrator"),
        ("Ann Bee was told that crime fell.", "", "narrator"),
        ("A judge told the council to pay.", "", "narrator"),
        ("The rate is the lowest of the nine western states.", "", "narrator"),
        ("Most states prohibit it.", "", "narrator"),
        ("Bulls said to be worth 4,000 crowns were sold.", "", "narrator"),
        ("The firm declared bankruptcy in 2020.", "", "narrator"),
        ("They met a man who they said was a thief.", "", "narrator"),
        ("The order comes after lawyers argued that it was illegal.", "", "narrator"),
        ("The ministry declined to comment.", "", "narrator"),
    ],
)  # fmt: skip
def test_who_a_sentence_names(sentence: str, claimant: str, kind: str) -> None:
    assert said(sentence) == [(claimant, kind)]


def test_a_quotation_of_several_sentences_has_one_speaker() -> None:
    text = "“Prices fell. Wages rose,” Ann Bee said in a statement. “Nobody lost a job.”"
    assert said(text) == [("Ann Bee", "direct")] * 3


def test_straight_quotes_do_as_well() -> None:
    text = '"Prices fell. Wages rose," Ann Bee said. "Nobody lost a job. It was a good year."'
    assert said(text) == [("Ann Bee", "direct")] * 4


def test_a_quotation_that_runs_over_two_paragraphs() -> None:
    text = "“Prices fell,” Ann Bee said. “Wages rose.\n“Nobody lost a job.”"
    assert said(text)[-1] == ("Ann Bee", "direct")


def test_the_sentence_before_names_the_speaker() -> None:
    assert said("Ann Bee is not convinced. “Prices fell last year.”")[-1] == ("Ann Bee", "direct")


@pytest.mark.parametrize(
    "following",
    [
        "That was how Ann Bee, the mayor, put it.",
        "Ann Bee, the mayor, said 300 jobs were lost.",
        "Ann Bee, 67, is one of them.",
        "“Nobody knew,” Ann Bee said.",
    ],
)
def test_the_sentence_after_a_quotation_names_the_speaker(following: str) -> None:
    assert (
        said(f"“The plant shut. It never reopened.” {following}")[:2] == [("Ann Bee", "direct")] * 2
    )


@pytest.mark.parametrize(
    "following",
    [
        "But Ann Bee said jobs were lost.",
        "Jobs were lost, Ann Bee said.",
        "The town lost 300 jobs.",
    ],
)
def test_a_sentence_that_turns_away_says_nothing_of_the_quotation(following: str) -> None:
    assert said(f"“The plant shut in May.” {following}")[0] == ("", "narrator")


def test_the_speaker_of_a_quotation_comes_before_the_speaker_of_the_sentence_before() -> None:
    text = "Output rose, Acme said. “We are at the limit. Nobody can go on,” Ann Bee said."
    assert [name for name, _ in said(text)] == ["Acme", "Ann Bee", "Ann Bee"]


@pytest.mark.parametrize(
    ("text", "claimant"),
    [
        ("Maria Lund resigned. She said it rained.", "Maria Lund"),
        ("Maria Lund met John Hale. She said it rained.", "Maria Lund"),
        ("Mr. Hale met Mrs. Lund. She said it rained.", "Lund"),
        ("Maria Lund met Anna Holm. She said it rained.", "She"),
        ("Lund told Holm it rained. “It rained for days,” she said.", "Lund"),
        ("John Hale wept. It snowed, Bo Lee said. It rained, he added.", "Bo Lee"),
        ("It snowed, John Hale said. Bo Lee wrote it, he added.", "John Hale"),
        ("The WHO met Ann Bee. She said it rained.", "Ann Bee"),
        ("The town was hit twice. They said it rained.", "They"),
    ],
)
def test_a_pronoun_is_resolved_only_where_one_can_be_meant(text: str, claimant: str) -> None:
    assert said(text)[-1][0] == claimant


def test_the_paragraph_after_names_the_speaker() -> None:
    text = "Prices fell.\n“Nobody lost a job last year.”\nAnn Bee was speaking after the vote."
    assert said(text)[1] == ("Ann Bee", "direct")


def test_words_in_marks_are_no_quotation() -> None:
    assert said("Ann Bee said prices fell. The “fair” “new” deal is off.")[-1] == ("", "narrator")


def test_a_sentence_inherits_its_speaker_when_it_plainly_continues() -> None:
    text = (
        "Lee also struck a deal with Mexico, the DHS said. "
        "The partnership led to the arrests of more than 6,000 drug traffickers."
    )
    assert said(text) == [("DHS", "indirect"), ("DHS", "inherited")]


@pytest.mark.parametrize(
    "text",
    [
        "Ann Bee said crime fell. In Leeds, it rose by 4 percent.",
        "Crime fell, the Home Office said.\nThe council shut five libraries.",
        "Crime fell, a spokeswoman said. She did not give figures.",
        "“Crime fell,” Ann Bee said. The council shut five libraries.",
        "Crime fell, the Home Office said. The mayor of Leeds opened a school.",
        "Crime fell, the Home Office said. The agency declined to comment.",
        "Crime fell, the Home Office said. The report was published in June.",
        "Crime fell, the Home Office said. The Lords met on it.",
    ],
)
def test_a_sentence_that_starts_afresh_inherits_nothing(text: str) -> None:
    assert said(text)[-1] == ("", "narrator")


@pytest.mark.parametrize(
    ("text", "claimant"),
    [
        (
            "Homeland Security chief Kristi Noem left. “It rained for days,” Noem said.",
            "Kristi Noem",
        ),
        ("Noem said it rained. Kristi Noem then left.", "Kristi Noem"),
        ("The Department of Energy (DOE) met. It rained, the DOE said.", "Department of Energy"),
        ("The Fed. of Teachers (FT) met. It rained, the FT said.", "Fed. of Teachers"),
        ("The Department of Energy met. It rained, the agency said.", "Department of Energy"),
        (
            "The Energy Agency met the Justice Department. It rained, the agency said.",
            "the agency",
        ),
        (
            "The Justice Department met. The Energy Agency said it rained. It snowed, the agency said.",
            "Energy Agency",
        ),
        ("Governor Ann Bee met Mayor Bo Lee. It rained, the mayor said.", "Bo Lee"),
        ("Ann Bee, the mayor of Leeds, left. It rained, the mayor said.", "Ann Bee"),
        ("The campaign group Roof & Right met. It rained, the group said.", "Roof & Right"),
        ("Acme Widgets Ltd. met. Acme said that it rained.", "Acme Widgets Ltd."),
        ("Ann Bee said it rained. “It rained for days,” she said.", "Ann Bee"),
        ("The Home Office issued its report. The report says it rained.", "Home Office"),
        ("A federal judge met both sides. It rained, the judge ruled.", "A federal judge"),
        ("A few local lawmakers went to Peru. It rained, they said.", "local lawmakers"),
        ("Bill Gray met Hillary Gray. It rained, Hillary Gray said.", "Hillary Gray"),
        ("Zoe\u0301 Be\u0301la left. It rained, Be\u0301la said.", "Zoe\u0301 Be\u0301la"),
    ],
)
def test_the_fullest_name(text: str, claimant: str) -> None:
    assert claimant in {name for name, _ in said(text)}


def test_the_span_shows_where_the_claimant_is_named() -> None:
    text = "Homeland Security chief Kristi Noem left. Prices fell, Noem said."
    claim = last(text)
    assert claim.claimant == "Kristi Noem"
    assert text[claim.claimant_start : claim.claimant_end] == "Noem"


def test_the_article_itself_has_no_span() -> None:
    claim = last("Prices fell by 4 percent in 2020.")
    assert (claim.claimant, claim.claimant_start, claim.claimant_end) == ("", None, None)


def test_a_turn_of_a_transcript_gives_the_speaker() -> None:
    text = (
        "Candidates: Leonora Arden, Mayor of Quill; Gideon Tolland. Moderator: Bettina Roache.\n"
        "MODERATOR: Good evening to you both.\n"
        "MS. ARDEN: We hired 64 constables. Crime fell, the police said.\n"
        "(APPLAUSE)\n"
        "MR. TOLLAND: That is untrue.\nIt never fell."
    )
    assert said(text)[-5:] == [
        ("Bettina Roache", "direct"),
        ("Leonora Arden", "direct"),
        ("Leonora Arden", "direct"),
        ("Gideon Tolland", "direct"),
        ("Gideon Tolland", "direct"),
    ]


def test_an_interview_gives_the_answers_to_the_interviewee() -> None:
    text = (
        "Interview: Jonas Pell\n"
        "Hedvig Saine, chief engineer of the Water Board, agreed to talk about the leak.\n"
        "Q: What happened? Some residents say it was sabotage.\n"
        "A: A valve failed. Nobody died."
    )
    assert said(text)[1:] == [
        ("Some residents", "indirect"),
        ("Hedvig Saine", "direct"),
        ("Hedvig Saine", "direct"),
    ]


def test_the_author_is_no_speaker() -> None:
    text = "By Ann Bee\nIt rained in Leeds on Monday. Prices fell, Bee said."
    assert said(text)[-1] == ("Bee", "indirect")
