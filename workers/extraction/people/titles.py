"""Words that stand beside names: titles, offices, kinds of organisation.

A *role* is the plain noun for an office (``governor``); the keys of ``ROLE_OF`` are the forms in
which a text writes it, in small letters and without the stop.
"""

from ..wordlist import word_set

_ROLES = (
    "president premier minister secretary chancellor governor mayor senator representative "
    "congressman congresswoman lawmaker councillor councilman councilwoman judge magistrate chief "
    "director chairman chair spokesman spokesperson spokeswoman commander captain colonel "
    "lieutenant general admiral sergeant officer detective inspector superintendent commissioner "
    "ambassador attorney prosecutor sheriff deputy king queen prince princess pope bishop "
    "archbishop cardinal coach manager economist analyst adviser advisor strategist scientist "
    "researcher professor engineer author activist leader speaker treasurer comptroller head "
    "pilot doctor lawyer moderator host owner founder correspondent reporter editor candidate "
    "statistician epidemiologist historian executive ceo minister whip counsel marshal "
    "ombudsman auditor coroner dean rector principal nurse farmer teacher resident"
)
ROLE_OF = {role: role for role in _ROLES.split()} | {
    "gov": "governor",
    "govs": "governor",
    "sen": "senator",
    "sens": "senator",
    "rep": "representative",
    "reps": "representative",
    "pres": "president",
    "sec": "secretary",
    "prof": "professor",
    "dr": "doctor",
    "justice": "judge",
    "chairwoman": "chairman",
    "chairperson": "chairman",
    "cmdr": "commander",
    "capt": "captain",
    "col": "colonel",
    "lt": "lieutenant",
    "gen": "general",
    "adm": "admiral",
    "sgt": "sergeant",
    "det": "detective",
    "supt": "superintendent",
    "insp": "inspector",
    "amb": "ambassador",
    "atty": "attorney",
    "cllr": "councillor",
}
HONORIFICS = word_set(
    """
    mr mrs ms mx miss sir dame lord lady rev reverend hon mp mep msp fr msgr father sister brother st rabbi
    imam sheikh ayatollah vice prime former acting interim ex maj ens cpl pvt
    """
)

NAME_SUFFIXES = frozenset(("jr", "sr", "ii", "iii", "iv"))

ORGANISATION_WORDS = word_set(
    """
    department dept ministry office agency bureau administration authority commission committee
    cttee council board court service services university univ college school institute
    institution center centre centers centres foundation association assn federation fed union
    party alliance club society league group company corporation inc corp co ltd llc plc
    holdings bank fund airlines airways industries technologies systems laboratory laboratories
    lab labs hospital hospitals church police army navy forces corps congress senate house
    parliament assembly cabinet times journal news herald tribune gazette courier mercury
    chronicle radio television network project campaign coalition organization organisation
    registry observatory museum library trust chamber treasury reserve ferries railways partners
    insurance pharmaceuticals media taskforce tribunal fellowship brotherhood republic kingdom
    commonwealth nations states embassy consulate secretariat directorate inspectorate academy
    academies confederation guild forum initiative
    """
)
ABBREVIATED_ORGANISATIONS = word_set("dept inc corp co ltd assn fed univ cttee plc")
"""Words whose full stop belongs to the name: ``the World Bank.`` ends a sentence, ``Acme Inc.`` may not."""
SMALL_COMPANY_ENDINGS = word_set("inc corp co ltd llc plc company corporation group")

# "the agency" and "the company" name a class of organisation rather than a word of its name.
CLASS_WORDS = {
    "agency": word_set(
        """
    agency department dept bureau administration service services commission office authority
    ministry board council registry centre center
    """
    ),
    "company": word_set(
        """
    inc corp co ltd llc plc company corporation group holdings airlines airways motors ferries
    industries technologies systems railways bank
    """
    ),
    "union": word_set("union federation fed fellowship brotherhood association guild"),
    "group": word_set(
        """
    group association federation coalition alliance campaign society union league foundation
    project trust
    """
    ),
}
CLASS_WORDS["firm"] = CLASS_WORDS["company"]
CLASS_WORDS["organisation"] = CLASS_WORDS["group"]
CLASS_WORDS["organization"] = CLASS_WORDS["group"]
CLASS_WORDS["charity"] = frozenset(("foundation", "trust", "charity", "society"))
CLASS_WORDS["laboratory"] = CLASS_WORDS["lab"] = frozenset(("laboratory", "laboratories", "lab"))

ORGANISATION_NOUNS = frozenset(CLASS_WORDS) | word_set(
    """
    body regulator watchdog ministry department commission committee council board court
    university college school institute center centre foundation association federation party
    service office authority bank newspaper paper network operator airline maker think-tank
    institution tribunal registry bureau
    """
)
"""Small-letter nouns that may stand before an organisation's name, or for it with ``the``."""

PLACE_STARTS = word_set(
    """
    new north south east west northern southern eastern western el la los las san santa santo
    united saint mount lake port fort upper lower great cape white capitol middle supreme
    """
)
"""First words that make two capitalised words a place rather than a person."""

NOT_NAMES = word_set(
    """
    monday tuesday wednesday thursday friday saturday sunday january february march april may
    june july august september october november december christmas easter democrats republicans
    americans i i’m i'm i’ve i've
    """
)
