"""Which full stops, questions and ellipses end a sentence, within one line."""

import pytest

from workers.extraction import sentences


def split(text: str) -> list[str]:
    return [text[sentence.start : sentence.end] for sentence in sentences(text)]


TITLES_AND_NAMES = [
    ["Gov. Smith met Sen. Lee and Dr. Will Gray.", "They spoke for an hour."],
    ["He is a retired Lt. Col.", "The state pays him."],
    ["Both were taught by Mr. No and Mrs. So.", "Neither complained."],
    ["GOV. BEE SIGNED THE BILL IN ST. ROWAN.", "THE CROWD CHEERED."],
    ["J. K. Marlow wrote it.", "T. S. Quill did not."],
    ["The ship was named for George W. Anders.", "He never saw it."],
    ["You and I.", "Who else?"],
    ["It was only you and I.", "Did Bo I. Lee come?"],
    ["Bo Lee Jr. spoke first.", "Then came Bo Lee Sr.", "He was brief."],
    ["This is Bo Lee Jr.'s boat.", "It leaks."],
    ["She has a Ph.D. in botany and an M.Sc. from Quillen.", "Her sister has a Ph.D.", "It shows."],
    ["The Minneapolis-St. Olaf line is shut.", "Nobody knows why."],
    ["Jos. Bee and Wm. Lee signed.", "Nobody else did."],
    ["They tested for hepatitis B.", "Doctors came from Ward A. Lee Hall."],
]
PLACES_AND_BODIES = [
    ["The U.S. Naval base is closed.", "It will not open."],
    ["He went back to the U.S.", "The trip took a day."],
    ["Washington, D.C. – The agency said so.", "Nobody else did."],
    ["The D.C. Police Department declined.", "So did the U.N. Security Council."],
    ["In Parkland, Fla. High School students left.", "They had come by bus."],
    ["Rep. Ann Bee (D-Calif.) Committee counsel spoke.", "Others listened."],
    ["Acme Inc. Chairman Bo Lee resigned.", "He founded Acme Inc.", "The firm is old."],
    ["Acme Corp. said so.", "So did Widget Co. Ltd. of Hull.", "It sold Bolts Bros. last year."],
    ["It is run by the Natl. Widget Corp. of Ohio.", "It pays well."],
    ["It stands on 5th Ave. near the park.", "We live on 6th Ave.", "It is quiet."],
    ["Ask Jane and co. at noon.", "They know."],
]
NUMBERS_AND_TIMES = [
    ["She lives at No. 10 Mill Lane.", "No.", "I never met her."],
    ["They met at 4 p.m. Monday.", "It ended at 5 p.m.", "Nobody left early."],
    ["It begins at 8 p.m. Oslo time.", "It ends at 9 p.m. EST.", "Bring a coat."],
    ["At 5 a.m. Mr. Bee went home.", "He rose again at 6 P.M.", "Mrs. Bee slept on."],
    ["On Jan. 5 it rained.", "It was dry by Dec.", "The sun was back."],
    ["Prices rose 3.5 percent.", "Wages rose .5 percent.", "The rest cost $3.", "That is all."],
    ["Under Art. IV, Sec. 7, it is banned.", "Under Fig. A it is not."],
    ["See pp. 12-14 and Eq. (3).", "It is sold by Roe et al. (2010).", "Nobody else sells it."],
    ["Look at vol. 2, no. 4, p. 7.", "The rest is lost."],
    ["Quillen F.C. vs. The Rest ended 2:1.", "Nobody minded, i.e. The Rest did not."],
    ["The offence, cf. Op. Cit., is old.", "So is the law."],
    ["It was in 1990.", "5 men came."],
    ["It is his 42nd.", "100 people came.", "“Fine,” he said."],
    ["Bo Lee, b. 1850, d. 1912, was 6 ft. 2 in. tall.", "He weighed 200 lbs.", "Nobody minded."],
]
ELLIPSES = [
    ["It was late...", "Nobody came."],
    ["It was late… and dark.", "Nobody came…", "We left."],
    ["We waited . . . and left.", "They stayed."],
    ["So... I think it is true.", "Well, what I mean...see?", "Quite."],
    ["It may be . . . I cannot say.", "Ask him."],
    ["It was the end . . . .", "Nothing followed."],
    ["They had ceased.", ". . . The habit lived on.", "It was old."],
    ["He said: “… We won.”", "They lost."],
    ["“The plan […] was Bee’s.”", "She denies it."],
    ["It was cheap […] Bee said so.", "It was not."],
    ["We had our say. ...", "They had theirs."],
    ["I meant that....", "I went home."],
    ["The rule lapsed . . .", "[I]n truth it never was one."],
]
QUESTIONS_AND_CRIES = [
    ["Really?!", "Yes!!", "Who says so??", "I do."],
    ["“Why now?” Ann Bee asked.", "“Stop!” I shouted.", "Nobody answered."],
    ["“Why now?” asked the mayor.", "“Because!” she cried."],
    ["“Why now?”", "Bee answered, “Because we can.”"],
    ["“Why now?”", "Ann Bee left.", "Bo Lee said nothing."],
    ["“Why now?”", "He said nothing."],
    ["“Why now?” Ann Bee, the mayor, asked.", "“Why not?”", "I smiled and asked, “When?”"],
    ["“Why now?”", "Somewhat nervously, the mayor replied.", "“Why not?”", 'Bee asked "When?"'],
    ["It is O.K.?", "Good.", "Is it the U.S.!?", "Bee says so."],
    ["She works at Yahoo! in Hull.", "Yahoo! Finance said so.", "We like Yahoo!", "It is old."],
    ["The show Jeopardy! began in May.", "Was it fun?", "It was."],
]
QUOTATIONS_AND_BRACKETS = [
    ["“A cat sat.", "We saw it,” Lee said in a statement.", "“It was grey.”"],
    ['"We won.', 'We will win again," Lee said.', '"Watch us."'],
    ['She turned and said, "It is good." and left.', 'He said, "It is bad."', "She laughed."],
    ["He said: “We won.”", "They had not."],
    ["“They said, ‘Go home.’", "We went,” Lee said."],
    ["«Oui. »", "Bon."],
    ["„Das ist gut.“", "Er ging."],
    ["It ended (at last.)", "They left."],
    ["The late (?) Bo Lee signed the (!) Treaty of Hull.", "Ask him."],
    ["They left.", "(It was late.)", "Nobody came."],
    ["He teaches (He was a smith once.) at the school.", "It pays."],
    ["He left.”", "Then she left."],
    [
        "It grew.[1][2]",
        "It shrank. [3, 4]",
        "It died.[citation needed]",
        "It is gone.¹²",
        "So be it.",
    ],
    ["“It was so.” (Bee 55).", "“It was not.” [Lee, Op. Cit., p. 7]", "Who knows?"],
    ["It grew every year.12", "Then it shrank."],
]
LISTS_WITHIN_A_LINE = [
    ["1. Pay the rent.", "2. Feed the cat.", "3. Lock the door."],
    ["1) Pay the rent", "2) Feed the cat"],
    ["1.) Pay the rent", "2.) Feed the cat"],
    ["(a) Pay the rent", "(b) Feed the cat"],
    ["a. Pay the rent", "b. Feed the cat", "c. Lock the door"],
    ["i. Pay the rent.", "ii. Feed the cat."],
    ["• Pay the rent", "• Feed the cat"],
    ["⁃9. Pay the rent", "⁃10. Feed the cat"],
    ["It does two things: 1. It pays the rent.", "2. It feeds the cat."],
    ["There are two ways, a) by boat and b) on foot.", "Both are slow."],
    ["A. Bee met B. Cox on Monday.", "They spoke."],
    ["Fill in the form.", "(b) Sign it.", "(c) Post it."],
    ["1.", "Turn to page 2.", "Read it aloud."],
    ["2.1. Methods of counting are old.", "2.2. Others are new."],
]
ADDRESSES = [
    ["See https://a.example/b.html?c=d.e for more.", "It is free."],
    ["Write to bo.lee@mail.example.", "He answers."],
    ["It is sold on Booking.Com and runs on ASP.NET today.", "It sells."],
    ["Read www.a.example/x.y.", "It helps."],
]
CARELESS_WRITING = [
    ["i went home.", "it was late.", "i slept."],
    ["iPhone sales fell.", "eBay sales rose."],
    ["It is *very good.*", "It is _not bad._", "**Buy it!**", "Do."],
    ["I like it. :)", "Do you? ;-)", "Then buy it."],
    ["He asked the dept. about it.", "The dept. said no."],
]
OTHER_SCRIPTS = [
    ["今日は雨です。", "明日は晴れる！", "本当？", "はい。"],
    ["यह एक वाक्य है।", "यह दूसरा है।"],
    ["هل هذا صحيح؟", "نعم هو صحيح."],
    ["Он ушёл.", "Она осталась."],
    ["L’été fut long.", "Élise partit."],
]


@pytest.mark.parametrize(
    "parts",
    [
        *TITLES_AND_NAMES,
        *PLACES_AND_BODIES,
        *NUMBERS_AND_TIMES,
        *ELLIPSES,
        *QUESTIONS_AND_CRIES,
        *QUOTATIONS_AND_BRACKETS,
        *LISTS_WITHIN_A_LINE,
        *ADDRESSES,
        *CARELESS_WRITING,
        *OTHER_SCRIPTS,
    ],
    ids=lambda parts: parts[0][:30],
)
def test_one_line_is_split_into_its_sentences(parts: list[str]) -> None:
    assert split(" ".join(parts)) == parts


@pytest.mark.parametrize(
    "parts",
    [
        ["It ended.", "“We won,” he said.”", "The rest left."],
        ["It was worthless.", "Ms. Bee said so.\x94", "\x93Nobody else did."],
        ["It ended.", "The rest left!", "I did not.", "Who?", "Nobody knows."],
        ["Ask Dr.Lee about Node.Js and Booking.Com today.", "Nobody else knows."],
        ["他走了。", "她说：“好。”", "雨停了。"],
    ],
)
def test_sentences_pasted_together_are_parted(parts: list[str]) -> None:
    assert split("".join(parts)) == parts


@pytest.mark.parametrize("space", ["  ", "\t", "\u00a0", "\u2009", "\u3000", "\u200b ", "\u200f "])
def test_any_space_parts_sentences(space: str) -> None:
    first, second = split(f"It rained.{space}It snowed.")
    assert first.rstrip("\u200b\u200f") == "It rained."
    assert second == "It snowed."
