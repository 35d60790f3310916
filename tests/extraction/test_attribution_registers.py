"""Who says what in whole passages: wire report, court, science, sport, live blog, press release.

Below each passage stands the speaker of every sentence of running text, with the type by its first letter
(direct, indirect, according_to, inherited as i too, narrator).
"""

import pytest

from workers.extraction import extract

PASSAGES = {
    "a wire report": (
        """GENEVA - Cholera has killed 312 people in the delta since March, the World Health Organization (WHO) said on Friday, as aid groups warned that clean water was running out.
The outbreak has spread to nine districts, WHO emergencies director Amara Diallo told a briefing. She said only a third of the vaccines had arrived.
“We asked for two million doses. We have received 640,000,” Diallo said. “That is not a plan.”
The health ministry disputes the toll. Its spokesman, Tomas Reyes, said 188 deaths had been confirmed by laboratories.
“Anything beyond that is guesswork. We do not deal in guesswork,” Reyes told state radio.
The rainy season begins in June.""",
        """
        World Health Organization i
        Amara Diallo i
        Amara Diallo i
        Amara Diallo d
        Amara Diallo d
        Amara Diallo d
        health ministry i
        Tomas Reyes i
        Tomas Reyes d
        Tomas Reyes d
        n
        """,
    ),
    "a British court": (
        """Graham Pellew, 58, moved the money between 14 accounts, prosecutor Nadia Khan told Exeter Crown Court.
‘He knew precisely what he was doing,’ Ms Khan said. ‘He had done it before.’
Mr Pellew denies seven counts of fraud.
The trial continues.""",
        """
        Nadia Khan i
        Nadia Khan d
        Nadia Khan d
        Graham Pellew i
        n
        """,
    ),
    "an American court": (
        """The lawsuit alleges that Verdane Corp. dumped 3,000 tons of waste in the river. The company denied the allegations in a statement. “Verdane complies with all laws,” it said.
In a deposition, former engineer Saul Brandt testified that executives knew. Brandt also said that the records were shredded.
U.S. District Judge Carla Reyes ruled Friday that the agency had broken the law. “The statute could not be clearer,” Reyes wrote. The agency, she added, had ignored two earlier orders.""",
        """
        the lawsuit i
        Verdane Corp. i
        Verdane Corp. d
        Saul Brandt i
        Saul Brandt i
        Carla Reyes i
        Carla Reyes d
        Carla Reyes i
        """,
    ),
    "science news": (
        """Bees can count to six, a team from the University of Tarn reports today in Current Ethology.
“It's a small brain doing a big job,” says lead author Ines Okafor, an ethologist. “We expected four at most.”
Not everyone is persuaded. “The sample was eleven bees,” says Pieter Maas of the Free University of Ghent, who was not part of the team. “You cannot build arithmetic on eleven bees.”
Okafor counters that each bee was tested 200 times.
An earlier study by Maas found no sign of counting in wasps.""",
        """
        a team from the University of Tarn i
        Ines Okafor d
        Ines Okafor d
        n
        Pieter Maas d
        Pieter Maas d
        Ines Okafor i
        Pieter Maas i
        """,
    ),
    "politics": (
        """“Nobody has ever cut taxes like this,” President Alan Whitcomb told supporters at a rally in Ohio. “Three thousand dollars. Every family.”
The nonpartisan Tax Policy Institute estimates the average saving at $740.
“It's simply not true,” said Senator Rita Morales, a Democrat from Arizona. “Most families in my state would get nothing.”
According to a poll released Monday by Quarrell University, 52 percent of voters oppose the plan.""",
        """
        Alan Whitcomb d
        Alan Whitcomb d
        Alan Whitcomb d
        Tax Policy Institute i
        Rita Morales d
        Rita Morales d
        Quarrell University a
        """,
    ),
    "a live blog": (
        """11:42 The prime minister says the army has been sent to three towns.
11:50 “We will not leave anyone behind,” he adds.
12:05 The fire service tweets that the road to Alby is closed.
12:20 Our reporter Lena Frost, who is in Alby, says at least 30 houses have burned down.""",
        """
        the prime minister i
        the prime minister d
        the fire service i
        Lena Frost i
        """,
    ),
    "sport": (
        """“It was not an easy decision,” chairman Roy Bell said. “But the numbers speak for themselves.”
Luis Prado, 51, said he had been promised funds that never came. “They told me there would be £40m in January,” he told Radio Solway. “I got four.”""",
        """
        Roy Bell d
        Roy Bell d
        Luis Prado i
        Luis Prado d
        Luis Prado d
        """,
    ),
    "a press release": (
        """Commenting on the results, Chief Executive Helga Brandt said: “We have cut emissions by a third in five years. No competitor has done more.”
“Demand for plant-based food is growing by 20 percent a year,” added Chief Financial Officer Omar Said. “Our factory in Brno runs at full capacity.”""",
        """
        Helga Brandt d
        Helga Brandt d
        Omar Said d
        Omar Said d
        """,
    ),
    "a feature that presents people after their words": (
        """“I sold the flat for half of what I paid. I am still paying the mortgage.” Joan Pike, 67, is one of 4,000 leaseholders who cannot sell.
The builder, Cotterell Homes, says it learned of the problem in 2019.""",
        """
        Joan Pike d
        Joan Pike d
        n
        Cotterell Homes i
        """,
    ),
    "a speech over several paragraphs": (
        """In her speech to parliament, Finance Minister Eva Lindgren painted a bleak picture.
“Our debt has doubled in six years. Interest now costs more than defence.
“There is no painless way out of this.”
The opposition laughed.""",
        """
        n
        Eva Lindgren d
        Eva Lindgren d
        Eva Lindgren d
        n
        """,
    ),
}


@pytest.mark.parametrize("register", PASSAGES)
def test_who_says_each_sentence(register: str) -> None:
    text, wanted = PASSAGES[register]
    claims = extract(text, threshold=0.0).claims
    shown = [f"{claim.claimant} {claim.claimant_type[0]}".strip() for claim in claims]
    speakers = [line.strip() for line in wanted.strip().splitlines()]
    assert [line.removeprefix("The ").removeprefix("the ") for line in shown] == [
        line.removeprefix("the ") for line in speakers
    ]
