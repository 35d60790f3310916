"""The words that comparing statements turns on: plain tables, English, all in lower case."""

from collections.abc import Iterable


def word_set(listing: str) -> frozenset[str]:
    return frozenset(listing.split())


def _numbered(listing: str, start: int = 0, step: int = 1) -> dict[str, int]:
    return {word: start + step * place for place, word in enumerate(listing.split())}


def _grouped(**groups: str) -> dict[str, str]:
    """Each word of a group with the group's name."""
    return {word: name for name, words in groups.items() for word in words.split()}


def _as_tuples(listing: str) -> list[tuple[str, ...]]:
    return [tuple(words.split()) for words in listing.split("|")]


# --- Amounts

NUMBER_WORDS = _numbered(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen"
) | _numbered("twenty thirty forty fifty sixty seventy eighty ninety", 20, 10)
ORDINAL_WORDS = _numbered("first second third fourth fifth sixth seventh eighth ninth tenth", 1)

# A number before one of these is that many of them.
MULTIPLIERS = {
    word: value
    for value, words in (
        (12, "dozen dozens"),
        (10**2, "hundred hundreds"),
        (10**3, "thousand thousands"),
        (10**6, "million millions mn mln"),
        (10**9, "billion billions bn"),
        (10**12, "trillion trillions tn"),
    )
    for word in words.split()
}
# Right behind the digits, as in $5m and 40k; "m" and "b" only behind a currency: otherwise they may be metres.
SUFFIXES = {"k": 10**3, "m": 10**6, "mn": 10**6, "bn": 10**9, "b": 10**9, "tn": 10**12}

FRACTIONS = _grouped(
    **{"1/2": "half halves", "1/3": "third thirds", "1/4": "quarter quarters", "1/5": "fifths"},
    **{"1/10": "tenths"},
)
TIMES = _grouped(
    **{"2": "twice double doubled doubling", "3": "thrice triple tripled", "4": "quadrupled"},
    **{"1/2": "halved halving"},
)

# Each unit with its name here, and how many of those it is.
UNITS = {
    word: (name, factor)
    for name, factor, words in (
        ("percent", "1", "percent pct percents percentage"),
        ("percentage points", "1", "pp"),
        ("dollars", "1", "$ dollar dollars usd"),
        ("euros", "1", "€ euro euros eur"),
        ("pounds", "1", "£ pound pounds gbp"),
        ("yen", "1", "¥ yen jpy"),
        ("rupees", "1", "₹ rupee rupees inr"),
        ("crowns", "1", "crown crowns czk kč koruna korun koruny"),
        ("roubles", "1", "rouble roubles ruble rubles"),
        ("cents", "1", "cent cents"),
        ("metres", "1", "m metre metres meter meters"),
        ("metres", "1000", "km kilometre kilometres kilometer kilometers"),
        ("metres", "0.01", "cm centimetre centimetres centimeter centimeters"),
        ("metres", "0.001", "mm millimetre millimetres millimeter millimeters"),
        ("miles", "1", "mile miles"),
        ("feet", "1", "foot feet ft"),
        ("inches", "1", "inch inches"),
        ("acres", "1", "acre acres"),
        ("hectares", "1", "hectare hectares ha"),
        ("kilograms", "1", "kg kilo kilos kilogram kilograms kilogramme kilogrammes"),
        ("kilograms", "0.001", "g gram grams gramme grammes"),
        ("kilograms", "1000", "tonne tonnes"),
        ("tons", "1", "ton tons"),
        ("ounces", "1", "ounce ounces oz"),
        ("litres", "1", "l litre litres liter liters"),
        ("gallons", "1", "gallon gallons"),
        ("barrels", "1", "barrel barrels"),
        ("degrees", "1", "° degree degrees"),
        ("seconds", "1", "second seconds"),
        ("minutes", "1", "minute minutes"),
        ("hours", "1", "hour hours"),
        ("days", "1", "day days"),
        ("weeks", "1", "week weeks"),
        ("months", "1", "month months"),
        ("years", "1", "year years"),
        ("decades", "1", "decade decades"),
        ("centuries", "1", "century centuries"),
        ("megawatts", "1", "mw megawatt megawatts"),
        ("megawatts", "1000", "gw gigawatt gigawatts"),
        ("times", "1", "times fold"),
    )
    for word in words.split()
}
CURRENCY_SIGNS = frozenset("$€£¥₹")
TIME_UNITS = word_set("seconds minutes hours days weeks months years decades centuries")

# What stands before an amount and makes a bound of it.
BOUNDS = dict.fromkeys(
    _as_tuples("more than|over|above|at least|exceeding|no fewer than|no less than"), "more than"
) | dict.fromkeys(
    _as_tuples("less than|fewer than|under|below|at most|up to|no more than"), "less than"
)

SHARES = _grouped(
    all="all every each everyone everybody always everything",
    most="most majority mostly",
    some="some several sometimes",
    few="few hardly rarely seldom barely",
    many="many often",
    none="none nobody nothing nowhere",
    only="only solely exclusively",
)

# --- Dates

_MONTHS = (
    "january jan|february feb|march mar|april apr|may|june jun|july jul|august aug|september sept sep"
    "|october oct|november nov|december dec"
)
MONTHS = {word: number for number, words in enumerate(_as_tuples(_MONTHS), 1) for word in words}
MONTH_NAMES = [words[0].capitalize() for words in _as_tuples(_MONTHS)]
ALSO_NAMES = word_set("jan mar march april may june august")
BEFORE_A_MONTH = word_set("in of since until by from last next this early late mid")
WEEKDAYS = word_set("monday tuesday wednesday thursday friday saturday sunday")
RELATIVE_DAYS = word_set("yesterday today tomorrow tonight")
RELATIVE = word_set("last this next previous past coming current")
PERIODS = word_set("year month week quarter decade century weekend summer winter spring autumn")

# --- What turns a statement round

DENIALS = word_set(
    "fail fails failed failing refuse refuses refused refusing deny denies denied denying lack lacks lacked lacking"
)
NEGATIONS = DENIALS | word_set(
    "not no never nobody nothing neither nor without none nowhere hardly unable"
)

# How often: so much a year is not so much a month.
RHYTHMS = {
    word: words.partition(" ")[0]
    for words in (
        "day days daily",
        "week weeks weekly",
        "month months monthly",
        "year years yearly annual annually",
    )
    for word in words.split()
}

# Words of one pair on the two sides of a comparison say the contrary.
_PAIRS = (
    (
        "rise increase grow growth climb jump surge soar gain up upward",
        "fall decrease decline drop shrink plunge slump lose down downward sink",
    ),
    ("more higher larger bigger greater", "less lower smaller fewer"),
    ("highest largest biggest most best", "lowest smallest least fewest worst"),
    ("legal lawful constitutional", "illegal unlawful unconstitutional"),
    ("allow permit legalise legalize", "ban forbid prohibit outlaw criminalise"),
    ("support back approve endorse", "oppose reject veto"),
    ("win", "lose"),
    ("before", "after"),
    ("above over", "below under"),
    ("true real genuine", "false fake hoax"),
    ("buy import", "sell export"),
    ("man male boy", "woman female girl"),
    ("north northern", "south southern"),
    ("east eastern", "west western"),
    ("open reopen", "close shut"),
    ("begin start launch", "end finish stop abolish"),
    ("hire recruit", "fire dismiss sack"),
    ("alive survive", "dead die kill"),
    ("guilty convict", "innocent acquit"),
    ("safe", "dangerous unsafe"),
    ("cause", "prevent cure"),
    ("add", "remove"),
    ("rich", "poor"),
    ("young younger", "old older"),
    ("early earlier", "late later"),
    ("employment", "unemployment"),
    ("likely", "unlikely"),
    ("public", "private"),
    ("with", "without"),
    ("democrat democratic", "republican"),
)


def _opposites(pairs: Iterable[tuple[str, str]]) -> dict[str, set[tuple[int, int]]]:
    """Each word with the pairs that it is of, and on which side; a word may be of several."""
    places: dict[str, set[tuple[int, int]]] = {}
    for pair, sides in enumerate(pairs):
        for side, words in enumerate(sides):
            for word in words.split():
                places.setdefault(word, set()).add((pair, side))
    return places


OPPOSITES = _opposites(_PAIRS)

MODALITY = _grouped(
    future="will shall 'll",
    possible="may might could can possibly perhaps allegedly reportedly probably",
    due="should must ought",
    hypothetical="would if",
)

# --- Names

TITLES = word_set(
    "mr mrs ms miss dr prof professor president minister prime chancellor senator sen rep governor gov mayor king"
    " queen prince princess sir lord lady general gen colonel captain judge justice chairman director secretary"
    " former vice deputy"
)
# A name without one of these names something else: York is not New York.
PARTS_OF_NAMES = word_set(
    "new north south east west northern southern eastern western central upper lower great saint san"
)
# Said in one of several ways, each the same name; the longer way stands first.
ALIASES = (
    dict.fromkeys(_as_tuples("united states of america|united states|u.s.a|u.s"), "usa")
    | dict.fromkeys(_as_tuples("united kingdom|u.k"), "uk")
    | dict.fromkeys(_as_tuples("european union|e.u"), "eu")
    | dict.fromkeys(_as_tuples("united nations|u.n"), "un")
)

# --- Words that say little by themselves: never looked up, never a name at the head of a sentence

STOP_WORDS = word_set(
    """a about after again against all also although am an and another any are as at be because been before being
    between both but by can could did do does doing done down during each either else ever every few for from further
    get gets getting got had has have having he her here hers herself him himself his how however i if in into is it
    its itself just like made make makes many may me might mine more most much must my myself no nor not now of off on
    once one only or other others our ours ourselves out over own per quite rather s said same say saying says she
    should since so some still such t than that the their theirs them themselves then there these they thing things
    this those though through thus to told too under until up upon us very via was we were what when where whether
    which while who whom whose why will with within without would yes yet you your yours yourself 'll
    new today yesterday"""
)

IRREGULAR = _grouped(
    rise="rose risen rising",
    fall="fell fallen",
    grow="grew grown",
    buy="bought",
    sell="sold",
    win="won winning",
    lose="lost losing loss",
    give="gave given",
    take="took taken",
    write="wrote written",
    speak="spoke spoken",
    begin="began begun",
    pay="paid",
    spend="spent",
    build="built",
    hold="held",
    find="found",
    leave="left",
    lead="led",
    die="died dying dies",
    dead="death deaths",
    child="children",
    man="men",
    woman="women",
    person="people persons",
    send="sent",
    steal="stole stolen",
    see="saw seen",
    eat="ate eaten",
    drive="drove driven",
    know="knew known",
    shoot="shot",
    become="became",
    think="thought",
    teach="taught",
    catch="caught",
    keep="kept",
    meet="met",
    shrink="shrank shrunk",
    sink="sank sunk",
    forbid="forbade forbidden",
)
