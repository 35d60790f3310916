"""What checking a claim would turn on: a number, a law, a cause.

One kind a claim; where several fit, the order of the tests in ``kind_of`` decides. The hard line is
between a figure and an act with a figure in it: "Police arrested 14 people" is an event, and "Police
made 14 percent more arrests" a quantity.
"""

import re
from collections.abc import Mapping

from .. import found
from ..wordlist import word_set
from . import signs

_WINDOW = 1_000

_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[a-z]{3,20}")
_STATES_AND_SAYINGS = frozenset({"was", "were", "had", "said", "told", "knew", "thought"})
_ACTS = signs.PAST_FORMS - _STATES_AND_SAYINGS
_NO_ACTS = signs.ED_BUT_NOT_PAST | word_set(
    "added noted stated reported announced claimed explained insisted warned argued suggested called"
)
# Figures that only say when, which or how old do not make a quantity.
_NOT_A_QUANTITY = re.compile(
    r"\b(?:\d{1,2}(?:st|nd|rd|th)? (?:of )?(?:January|February|March|April|May|June|July|August|"
    r"September|October|November|December)(?:,? \d{4})?|(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|"
    r"June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.? \d{1,2}(?:, \d{4})?)\b"
    r"|\b\d{1,2}:\d\d\b|\b\d{1,2}(?:[:.]\d\d)? ?[ap]\.?m\b\.?|, \d{1,3}(?=[,.;]\W)|\bNo\. ?\d{1,5}"
    r"|(?:January|February|March|April|May|June|July|August|September|October|November|December) "
    r"(?:1[5-9]|20)\d\d\b"
    r"|\bAct (?:of )?\d{4}|\b(?:Art|Sec|Section|Article)\.? ?\d{1,4}"
    r"|\b(?:in|since|from|until|by|of|to|before|after|during|for|early|late|and|mid-) ?"
    r"(?:1[5-9]|20)\d\d\b|\((?:1[5-9]|20)\d\d\)|\b[A-Z]{1,4}-\d{1,4}\b"
)
_COUNT = r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty)"
_QUANTITY = re.compile(
    rf"\b\d{{1,15}}|\b(?:hundreds|thousands|millions|billions|dozens|{_COUNT}|half|twice) of\b"
    rf"|\b(?:one|{_COUNT}) \w{{0,15}} ?in {_COUNT}\b|\ba (?:half|third|quarter|fifth|tenth)\b"
    rf"|\b(?:hundred|thousand|million|billion|doubled|halved|tripled)\b|\b(?:within|every|for|than|to) {_COUNT}\b",
)
_NTH_SINCE = re.compile(
    r"\bthe (?:second|third|fourth|fifth|sixth) \w{1,20}(?: \w{1,20}){0,5} since\b"
)
_STRONG_QUANTITY = re.compile(
    r"[$€£¥] ?\d|\d[\d.,]{0,15} ?(?:%|percent|per cent|million|billion|bn\b|trillion)"
    r"|\d,\d{3}|\b\d{2,}\b|\d\.\d"
)
_COMPARISON = re.compile(
    r"\b(?:than (?!(?:an?|half|one|two|three|four|five|ten|\d\S{0,12}) )(?![$€£]?\d)|(?:second|third|fourth|fifth) (?:most|largest|biggest|highest)|"
    r"(?:the|their|its|our|his|her) (?:\w{1,15} ){0,2}\w{2,15}est\b|lowest|highest|largest|biggest|"
    r"smallest|most \w{3,20}|least \w{3,20}|compared|record (?:high|low)|on record|ranks?|"
    r"ranked|outnumber\w{0,3}|surpass\w{0,3}|exceeds?|twice as|as \w{2,15} as|first time|"
    r"double the|almost double)\b",
)
# Said of a figure, these make the claim turn on what the figure stands beside.
_STRONG_COMPARISON = re.compile(
    r"\b(?:(?:lowest|highest|largest|biggest|smallest|fewest) (?:of|in|among)\b|almost double|"
    r"double the|as (?!many\b|much\b|well\b|soon\b|long\b|far\b)\w{3,15} as (?!of\b)|"
    r"against an? (?:\w{1,15} ){0,2}average|most steeply|than (?:any|all|every)\b|"
    r"no (?:added|greater|higher|lower) \w{2,15}|"
    r"the (?:best|worst) \w{2,20}(?: \w{1,15}){0,3} (?:recorded|ever))",
)
# Somebody did it, or it happened to them: how many they were comes second.
_ACT = re.compile(
    r"\b(?:(?:arrest|kill|injur|wound|evacuat|deport|seiz|attack|protest)(?:ed|ing)|rescued|taken|"
    r"flown|sank|crashed|collided|ran aground|exploded|collapsed|derailed|shot|stabbed|robbed|"
    r"raided|resigned|elected|appointed|dismissed|sacked|voted|signed|visited|marched|struck|closed|"
    r"opened|reopened|launched|completed|recalled|banned|fined|jailed|ordered|promised|"
    r"pleaded|accused|sentenced|convicted|indicted|charged with|(?:did not|didn[’']t|never) \w{3,15}|"
    r"agreed|admitted|drowned|buckled|inspected|named|handed|(?:was|were) told|sued|bought|acquired|merged|cancelled|suspended)\b"
)
# What only a measurement says; beside one of these an act is no more than the figure's occasion.
_MEASURED = re.compile(
    rf"^\W?{_COUNT} of\b|%|[$€£¥]|\d,\d{{3}}"
    r"|\b(?:percent|per cent|average|median|rate|total(?:led|s)?|number of|per \w{1,15}|rose|risen|"
    r"rises?|fell|fallen|falls?|grew|grown|climbed|dropped|declined|increased?|decreased?|shrank|"
    r"doubled|tripled|halved|costs?|costing|spent|spends?|paid|pays?|worth|earned|owes?|more than|"
    r"less than|fewer than|at least|up to|nearly|almost|about|around|some|roughly|out of|one in|"
    r"survey(?:ed)?|poll|study|estimat\w{1,4}|figures|statistics)\b",
)
_CAUSAL = re.compile(
    r"\b(?:because|caused?|causes|causing|due to|led to|leads to|leading to|result(?:ed|s|ing)? (?:in|"
    r"from)|as a result of|thanks to|to blame|blames?d?|attribut(?:es?|ed)|owing to|responsible for|"
    r"accounts? for|(?:is|are|was|were) making|triggered|brought about|sparked|fuell?ed|that is why)\b",
)
_LAW = re.compile(
    r"\b(?:court (?:order|ruling|rul\w{1,3})|judges?|ruled|ruling|law|laws|unlawful(?:ly)?|lawful|legal right|"
    r"constitution(?:al)?|unconstitutional|statute|Act|Amendment|regulations?|banned|ban|prohibit\w{0,3}|"
    r"compulsory|mandatory|required by|requires?|must|"
    r"treaty|executive order|legislation|Article|licen[cs]e|permit|order(?:ed)? (?:by|the|that)|"
    r"entitled|liable)\b"
)
_COURT = re.compile(r"\b(?:court|judge|judges|order)\b(?! (?:\w{1,15} ){0,2}(?:fined|jailed)\b)")
# What a rule says, whoever made it; the rule itself is often named only as "it" or "householders".
_RULE = r"(?:law|act|bill|rules?|accord|treaty|agreement|order|constitution|code|ordinance|charter|statute)"
_SAYS_RULE = re.compile(
    rf"\bunder (?:the|this|that|its|an?|our|my) (?:\w{{1,15}} ){{0,2}}{_RULE}\b"
    rf"|\b{_RULE}s? (?:\w{{1,15}} ){{0,2}}(?:says?|requires?|allows?|forbids?|bans?|limits?|permits?|"
    r"gives?|lets?|applies|covers?|sets?|entitles?|would (?:\w{1,15} ){0,1}(?:require|ban|allow|let|give|"
    r"forbid|make))\b|\bmay (?:not|only)\b|\bmay use\b|\b(?:has|have) the right to\b"
    r"|\b(?:is|are) (?:not |only |also )?(?:allowed|permitted|entitled|obliged|forbidden|barred|"
    r"required|eligible|disqualified|exempt)\b|\b(?:is|are) (?:a crime|an offence|legal|lawful)\b"
)
_NORM = re.compile(
    r"\b(?:must|[A-Z]\w{2,20} Act\b|(?:is|are|was|were) (?:banned|prohibited|compulsory|mandatory|"
    r"unlawful|illegal|unconstitutional|against the law)|compulsory|constitution|(?:[Bb]y|the) law\b|"
    r"[Ll]aws? (?:passed|limits?|requires?|bans?|forbids?|allows?|says)|(?:speed|legal|age) limit is|"
    r"the fine is|acted unlawfully|Supreme Court (?:held|ruled|upheld|struck)|court ordered|"
    r"(?:judge|court) (?:ordered|blocked|ruled)|quashed|(?:has|have|had) no rules|rules? (?:requires?|"
    r"says?)|need(?:s)? (?:\w{1,20} ){0,2}(?:insurance|licen[cs]e|permit|permission))\b"
    r"|\bfined? [^.]{0,30}\d"
)
_RETOLD = re.compile(
    r"\b(?:I quote|said so|(?:I|[Tt]hey|[Ww]e) told (?:us|them|me|the \w{3,20})|[Ii]t says)\b"
)
_PREDICTION = re.compile(
    r"\b(?:will|won[’']t|[’']ll|shall|is going to|are going to|is due to|are due to|expects?|expected "
    r"to|forecasts? |predict(?:s|ed)?|projected to|is set to|are set to|plans to|hopes to|hope to|"
    r"intends to|would go on)\b|\w[’']ll\b"
)
# Only what is foreseen of the figure itself, so that the figure cannot be looked up yet.
_AHEAD = re.compile(
    r"\b(?:will|would|could|may|might) (?:also |soon |only |then )?(?:be|have|fall|rise|grow|cost|"
    r"reach|save|lose|gain|add|cut|create|bring|buy|pay|raise|open|close|need|take|drop|increase)\b"
    r"|\b(?:sees|expects|forecasts|plans to|hopes to|is to|are to)\b"
)
_SPEECH_ACT = re.compile(
    r"\b(?:praised|criticized|criticised|condemned|denounced|called on|called for|urged|spoken out|"
    r"spoke out|disputed|disputes|denies|denied|rejected|welcomed|declared|vowed|pledged|"
    r"described|saluted|apologi[sz]ed|demanded|thanked|said so|promised)\b"
)


def kind_of(sentence: str, features: Mapping[str, float]) -> str:
    """Return one of found.CLAIM_KINDS for ``sentence``, whose counted signs are ``features``."""
    sentence = sentence[:_WINDOW]
    # In small letters most patterns cost half of what they would without regard to case.
    small = sentence.lower()
    figures = _NOT_A_QUANTITY.sub(" ", sentence).lower() if _DIGIT.search(small) else small
    past = _is_past(small) if features.get("past") else False
    happened = past and not _MEASURED.search(figures)
    for kind, pattern, words in (
        (found.LAW, _NORM, sentence),
        (found.LAW, _SAYS_RULE, small),
        (found.QUOTATION, _RETOLD, sentence),
        (found.COMPARISON, _STRONG_COMPARISON, small),
        (found.CAUSAL, _CAUSAL if happened else None, small),
        (found.EVENT, _ACT if happened and not _COURT.search(sentence) else None, sentence),
        (found.PREDICTION, None if past else _AHEAD, small),
        (found.QUANTITY, _NTH_SINCE, small),
        (found.QUANTITY, _STRONG_QUANTITY, figures),
        (found.PREDICTION, None if past else _PREDICTION, sentence),
        (found.CAUSAL, _CAUSAL, small),
        (found.COMPARISON, _COMPARISON, small),
        (found.QUANTITY, _QUANTITY, figures),
        (found.LAW, _LAW, sentence),
        (found.QUOTATION, _SPEECH_ACT, sentence),
    ):
        if pattern is not None and pattern.search(words):
            return kind
    return found.EVENT if past else found.OTHER


def _is_past(small: str) -> bool:
    """Tell whether somebody did something: that they said so, or that something was so, is no act."""
    return any(
        word in _ACTS or (word.endswith("ed") and len(word) > 4 and word not in _NO_ACTS)
        for word in _WORD.findall(small)
    )
