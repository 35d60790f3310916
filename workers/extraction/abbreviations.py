"""Words that a full stop does not always end, by what decides the matter.

The classes are compared with the exact spelling before the stop: ``Gen.`` is a rank, ``gen.`` is
not. Lists are our own, for English news.
"""

from .wordlist import word_set

BEFORE_A_NAME = word_set(
    """
    Mr Mrs Ms Mx Dr Drs Prof Gov Govs Lt Sen Sens Rep Reps Del Gen Brig Maj Col Capt Cmdr Cdr
    Sgt Cpl Pvt Pfc Adm Ens Rev Fr Msgr Hon Pres Amb Atty Supt Insp Det Messrs Mme Mlle St Ste
    Mt Ft Sec Treas Chanc Asst Assoc Dist Cllr Cr Rt pres vs v eg ie e.g i.e cf viz approx ca c
    """
)
"""The end only before a word that cannot be a name: ``a retired Lt. Col. The state``."""

BEFORE_A_NUMBER = word_set(
    """
    No Nos no nos Art art Sec sec Sect Para para Fig fig Figs figs Vol vol Vols Ch ch p pp P Pp
    Op op Reg Rs Pub Stat Ex Eq ca approx est al Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov
    Dec
    """
)
"""Not the end before a figure. Before anything else they end like any other word."""

MAY_END = word_set(
    """
    Inc Ltd Corp Co Cos LLC Bros Plc plc Jr Sr Esq Dept Univ Assn Ave Blvd Rd Sq Hwy Jan Feb Mar
    Apr Jun Jul Aug Sep Sept Oct Nov Dec Mon Tue Tues Wed Thu Thur Thurs Fri al ed eds Mgr Natl
    Intl Ed Fed Cttee Bldg Govt Min Mfg Ctr
    """
)
"""The end only before a word that usually opens a sentence."""

STATES = word_set(
    """
    Ala Ariz Ark Calif Colo Conn Del Fla Ga Ill Ind Kan Kans Ky La Mass Md Mich Minn Miss Mo
    Mont Neb Nev Okla Ont Ore Pa Penn Que Tenn Tex Va Vt Wash Wis Wyo
    """
)
"""States after a comma, as in ``Parkland, Fla.``; elsewhere many of these are plain words."""

CLOCK = frozenset(("a.m", "p.m", "A.M", "P.M", "am", "pm"))

AFTER_CLOCK = word_set(
    """
    Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May
    June July August September October November December Jan Feb Mar Apr Jun Jul Aug Sept Oct
    Nov Dec Mon Tue Tues Wed Thu Thurs Fri Sat Sun EST EDT ET PST PDT PT CST CDT CT MST MDT MT
    GMT BST CET CEST EET UTC IST JST AEST Eastern Central Mountain Pacific Greenwich London
    """
)
"""What carries a clock time on: ``4 p.m. Monday``."""

NAME_OPENERS = word_set("Will May A I Do No One So")
"""Openers that are names or initials as well: ``Dr. Will``, ``Sen. May``."""

OPENERS = word_set(
    """
    The A An This That These Those There Here He She It They We I You His Her Its Their Our My
    Your In On At By For From With Without To After Before Since During Until Under Over Through
    Despite Because Although Though While When Whenever Where If Unless As Once And But Or So
    Yet Nor Not No One Two Three Some Many Most More All Both Each Every Few Several Other
    Others Another Such What Who Whose Why How Which According However Meanwhile Moreover
    Furthermore Nevertheless Instead Also Additionally Then Now Today Yesterday Later Earlier
    Last Next Even Only Still Just Asked Officials Police Critics Experts Do Did Does Is Was Are
    Were Has Have Had Will Would Can Could Should May Let Please Among Between Within Outside
    Inside Across Against Amid Like Unlike About Around Above Below Nearly Almost Overall
    Together First Second Finally Perhaps Maybe Yes Well Thus Hence Therefore Indeed Separately
    Of Out Up Anyone Everyone Nobody Nothing Something Someone People Only Whether
    """
)
"""Words that, capitalised in mid-text, most likely open a sentence."""
