"""Why a sentence was set aside, in the words of the ledger.

A checker reads the ledger to see whether the desk threw away a claim, so a reason must be true of
the sentence, not only common among those that score low. Each is told by wording that hardly
stands for anything else, and "of little consequence" is left for a plain statement of fact.
"""

import re
from collections.abc import Mapping

from .. import found
from .features import WORDS_A_LENGTH, count_features
from .reasons import Score

TOO_SHORT = "too short"
FRAGMENT = "fragment"
QUESTION = "question"
COURTESY = "courtesy"
BOILERPLATE = "boilerplate"
INSTRUCTION = "instruction"
OPINION = "opinion"
PREDICTION = "prediction"
PERSONAL_EXPERIENCE = "personal experience"
TOO_VAGUE = "too vague"
OF_LITTLE_CONSEQUENCE = "of little consequence"

_BY_KIND = {
    found.QUESTION: QUESTION,
    found.HEADLINE: "headline",
    found.BYLINE: "byline",
    found.DATELINE: "date line",
    found.MARK: "mark",
    found.TURN_LABEL: "speaker label",
    found.STAGE_DIRECTION: "stage direction",
    found.CREDIT: "credit",
    found.BOILERPLATE: BOILERPLATE,
}

REASONS = tuple(
    dict.fromkeys(
        (
            *_BY_KIND.values(),
            TOO_SHORT,
            FRAGMENT,
            COURTESY,
            INSTRUCTION,
            OPINION,
            PREDICTION,
            PERSONAL_EXPERIENCE,
            TOO_VAGUE,
            OF_LITTLE_CONSEQUENCE,
        )
    )
)
"""All that a SetAside can give as its reason."""

_WINDOW = 1_000
_OPENING = re.compile(r"[\W_]*(?:(?:and|but|so|well|now|also|then|then,|or)\b,? )?", re.IGNORECASE)
_ENDS_ASKING = re.compile(r"\?[\W_]*\Z")

_COURTESY = re.compile(
    r"(?:thank you|thanks(?! to (?!you\b|all\b|every))|welcome (?:to|back|every)|hello|hi\b|good "
    r"(?:morning|afternoon|evening|night)\b|goodbye|congratulations|you[’']re welcome"
    r"|(?:i am|we are|i[’']m|we[’']re) (?:\w{1,12} ){0,2}(?:sorry|grateful|thankful|delighted to)\b"
    r"|(?:i|we) (?:\w{1,12} )?(?:apologi[sz]e|thank)\b)",
    re.IGNORECASE,
)
_BOILERPLATE = re.compile(
    r"\b(?:sign up (?:to|for) (?:our|the|a)|subscribe (?:to|now|today|here)|our (?:\w{1,12} )?newsletter|"
    r"all rights reserved|copyright (?:\d{4}|\(c\)|©)|(?:use|uses|accept) cookies|privacy policy|"
    r"terms (?:of use|of service|and conditions)|follow us on|share this (?:article|story|page|post)|"
    r"read more|forward-looking statements|download our app|reporting by \w{2,20}|"
    r"this (?:article|story|post|page|report) (?:was|is|has been) (?:\w{1,12} )?(?:published|updated|"
    r"amended|produced|sponsored|part of)|for more information,? (?:visit|see|contact|call|go|please)|"
    r"support our journalism|enable javascript|opt[ -]out|photo credit|(?:your|invalid) e-?mail "
    r"address|may not be (?:published|reproduced|rewritten|redistributed))\b|©"
)
_ORDER = re.compile(
    r"(?:please\b(?!d)|(?:do not|don[’']t|never|always) (?!\w{2,20}ed\b)\w{2,20}\b|let(?:[’']s| us| me)\b"
    r"|(?:click|subscribe|remember|consider|imagine|register|read|listen|see|ask|keep|make|get|go|give|"
    r"tell|expect|join|follow|email|call|turn) (?!(?:is|are|was|were|be|of|and|has|had|will|\w{2,20}ed)\b)"
    r"|(?:check|visit|watch|share|sign|contact|find|look|take|use|think|stop|wait|donate|help|learn|"
    r"note|try|bring|put|leave|stay|avoid|start|book|pay|send|write|vote) (?:the|an?|your|our|his|her|"
    r"their|this|that|these|those|it|me|us|him|them|here|now|up|out|how|what|whether|if|early|twice|"
    r"more|for yourself|away|calm|about)\b"
    r"|you (?:can|may|should|must|need to|have to|will need to)\b)",
    re.IGNORECASE,
)
_HELD = re.compile(
    r"\b(?:(?:I|[Ww]e) (?:(?:do not|don[’']t|\w{1,10}ly|just|still|also) )?(?:think|believe|feel|guess|"
    r"suppose|suspect|hope|wish|doubt|love|hate|prefer|agree|disagree|want)\b"
    r"|[Ii]n my (?:view|opinion|book)|[Mm]y (?:guess|view|opinion|hope|money is on)|[Ii]f you ask me"
    r"|(?:(?<!who )(?<!what )(?<!what you )(?<!how )should|shouldn[’']t|ought to|deserves?|had better)\b(?! have been \w{1,15}ed by)"
    r"|[Ww]e (?:must|need to|have to) )"
    r"|^[\W_]*(?:[Hh]opefully|[Uu]nfortunately|[Ss]adly|[Ff]rankly|[Tt]hankfully|[Hh]onestly|[Ll]uckily)\b"
)
_PRAISE_OR_BLAME = (
    r"(?:good|bad|great|terrible|wonderful|beautiful|amazing|awful|horrible|ridiculous|disgusting|"
    r"outrageous|incredible|fantastic|perfect|nice|sad|happy|proud|glad|stupid|crazy|funny|interesting|"
    r"unfair|tremendous|disgrace\w{0,3}|shame\w{0,3}|evil|brave|nasty|silly|joke|disappoint\w{1,4}|"
    r"unacceptable|absurd|lucky|brilliant|excellent|superb|dreadful|appalling|tragic|triumph|disaster|"
    r"nonsense|delight\w{0,3}|charming|dull|boring|lovely|ugly|essential|vital|impressive|remarkable|"
    r"cowardly|reckless|heartless|wise|foolish|scandalous|insult\w{0,3}|masterpiece|embarrass\w{1,5}|"
    r"apples and pears|untrue|worth it|"
    r"shocking|immoral|intolerable|unforgivable|inspiring|outstanding)"
)
_JUDGED = re.compile(
    r"(?:\b(?:is|are|was|were|be|been|being|looks?|looked|sounds?|sounded|seems?|seemed|felt|feels?|"
    r"makes? (?:me|us)|called (?:it|this|that))|[’'](?:s|re))[ ‘“\"]{1,2}(?:(?:not|no|never|so|very|really|"
    r"too|an?|the|such|simply|just|quite|truly|absolutely|\w{2,12}ly|most|more|all|pretty|rather|"
    rf"nothing but|as) ){{0,3}}[‘“\"]?{_PRAISE_OR_BLAME}\b|\b(?:[Ww]hat|[Ss]uch) an? (?:\w{{1,12}} )?"
    rf"{_PRAISE_OR_BLAME}\b"
)
_AHEAD = re.compile(
    r"\b(?:will(?<!the will)(?<!his will)(?<!her will)(?<!their will)(?<!good will)(?<!at will)(?! of\b)|"
    r"won[’']t|shall)\b|[’']ll\b"
    r"|(?:\b(?:is|are|am|was|were)|[’'](?:s|re|m)) (?:not |now |only |also |still )?(?:going to|about "
    r"to|due to (?!the\b|an?\b)|set to|expected to|likely to|bound to|scheduled to|poised to)\b"
    r"|\b(?:expects?|hopes?|plans?|intends?|aims?|looks? forward) (?:\w{1,15} ){0,3}to\b"
    r"|\bwould (?:go on|follow|continue|soon)\b"
    r"|\b(?<!who )(?<!what )(?:may|might|could) (?:well |soon |also |even |still |yet )?(?:be|become|happen|come|go|see|"
    r"take|lead|rise|fall|get|face|help|end|make|mean|reach|hit|bring|turn|lose|win|grow)\b"
    r"|^[\W_]*If [^.]{3,120}\b(?:would|could)\b"
)
_OWN_LIFE = re.compile(
    r"\bI(?<!War I)(?<!Type I)(?<!Part I)(?<!Phase I)(?<!Division I)(?:[’'](?:m|ve|d|ll))? [a-z]"
    r"|\b[Mm]y (?:own )?[a-z]|\b(?:me|myself)\b"
)
_QUOTED = re.compile(r"[“\"‘]([^“”\"‘]{10,600})[”\"’]")
_SPECIFIC = ("money", "percent", "number", "year", "number_word", "magnitude", "name", "calendar")
_UNNAMED = re.compile(
    r"(?:it|this|that|these|those|they|such|others|nobody|everybody|everyone|someone|"
    r"somebody|something|everything|nothing|things|(?:some|many|most) (?:people|say|of (?:them|those|"
    r"these|us))|people say|one (?:could|can|might))\b",
    re.IGNORECASE,
)
_SOMETHING = re.compile(r"\b(?:something|somehow|someone|somebody|things|stuff|sort of|kind of)\b")
_POINTS_ELSEWHERE = re.compile(r"\b(?:that|this|it|so|them|there|those|these)[\W_]*\Z")
_FEWEST_WORDS = 4


def why_set_aside(kind: str, sentence: str, scored: Score) -> str:
    """Return one of REASONS for ``sentence``, whose ``kind`` is one of found.SENTENCE_KINDS."""
    if kind in _BY_KIND:
        return _BY_KIND[kind]
    sentence = sentence[:_WINDOW]
    if _ENDS_ASKING.search(sentence):
        return QUESTION
    bare = sentence[_opening_of(sentence) :]
    features = scored.features
    for reason, holds in (
        (COURTESY, _COURTESY.match(bare)),
        (BOILERPLATE, _BOILERPLATE.search(sentence.lower())),
        (INSTRUCTION, _ORDER.match(bare)),
        (OPINION, _HELD.search(sentence)),
        (PREDICTION, _AHEAD.search(sentence)),
        (OPINION, _JUDGED.search(sentence) or sentence.rstrip("”\"’' ").endswith("!")),
        (FRAGMENT, features.get("cut_off")),
        (PERSONAL_EXPERIENCE, not features.get("short") and _OWN_LIFE.search(sentence)),
        (TOO_VAGUE, features.get("short") and _POINTS_ELSEWHERE.search(sentence)),
        (TOO_SHORT, features.get("length", 0) * WORDS_A_LENGTH < _FEWEST_WORDS),
        (TOO_VAGUE, _says_nothing_specific(bare, sentence, features)),
    ):
        if holds:
            return reason
    return OF_LITTLE_CONSEQUENCE


def _opening_of(sentence: str) -> int:
    """Return where the sentence begins behind marks and a joining word."""
    opening = _OPENING.match(sentence)
    return opening.end() if opening else 0


def _says_nothing_specific(bare: str, sentence: str, features: Mapping[str, float]) -> bool:
    """Tell whether nobody and no amount, place or day is named that one could look up."""
    quoted = _QUOTED.search(sentence)
    if quoted is not None:  # who said it is named outside, and makes it no clearer
        features = count_features(quoted.group(1))
        bare = quoted.group(1)
    if any(features.get(sign) for sign in _SPECIFIC):
        return False
    return _UNNAMED.match(bare) is not None or _SOMETHING.search(bare.lower()) is not None
