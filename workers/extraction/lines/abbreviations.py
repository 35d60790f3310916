"""Words that a full stop does not always end, by what decides the matter.

The classes are compared with the exact spelling before the stop: ``Gen.`` is a rank, ``gen.`` is
not. Lists are our own, for English news.
"""

from ..wordlist import word_set

NEVER_LAST = word_set(
    "Mr Mrs Ms Mx Messrs Mme Mlle vs v eg ie e.g i.e E.g I.e cf Cf viz feat Op op Loc loc"
)
"""No sentence ends with these, whatever follows: ``Mr. No``, ``e.g. The Hague``, ``Op. Cit.``."""

BEFORE_A_NAME = word_set(
    """
    Dr Drs Prof Profs Gov Govs Lt Sen Sens Rep Reps Del Gen Gens Brig Maj Col Cols Capt Cpt Cmdr
    Cdr Sgt Sgts Cpl Pvt Pfc Spc Adm Ens Rev Revs Fr Msgr Hon Pres Amb Atty Supt Insp Det St Ste
    Sts Mt Mts Ft Pt Sec Treas Chanc Asst Assoc Dist Cllr Cr Rt Wm Geo Chas Jas Thos Robt Edw
    Benj Jos Ph Av Sra Srta Dra Lic pres approx ca c incl esp asst prof gov sen capt trans
    """
)
"""The end only before a word that cannot be a name: ``a retired Lt. Col. The state``."""

BEFORE_A_NUMBER = word_set(
    """
    No Nos no nos Nr N° Nº Art Arts art Sec Secs sec Sect Para Paras para Fig Figs fig figs Vol Vols
    vol vols Ch Chs ch chs P pp pg Pp Reg Rs Pub Stat Ex Eq Eqs eq Tab App Suppl Ps ca approx est al
    ft lb lbs hr hrs Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec
    """
)
"""Not the end before a figure. Before anything else they end like any other word."""

AFTER_A_NAME = word_set(
    """
    Inc Ltd Corp Co Cos LLC Bros Plc plc Jr Sr Jnr Snr Esq Dept Univ Assn Ave Blvd Rd Sq Hwy Bldg
    Cttee Govt Ctr Mgr Pty Bhd
    """
)
"""They stand behind a name, so none opens a sentence; the end before a word that does."""

MAY_END = AFTER_A_NAME | word_set(
    """
    Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Mon Tue Tues Wed Thu Thur Thurs Fri al ed
    eds Natl Intl Ed Eds Fed Min Mfg dept govt ext tel
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

CLOCK = word_set("a.m p.m A.M P.M am pm AM PM")

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

LETTERED = word_set(
    """
    vitamin hepatitis influenza type group plan phase stage class grade category section option
    part appendix division unit zone war
    """
)
"""A letter behind these is no initial: ``They tested for hepatitis B. Doctors were called.``"""

SMALL_OPENERS = word_set(
    "i he she it we they you this that these there the a my your his her what how why when so but"
)
"""With a small letter they open a sentence only where nobody minds capitals."""

PHRASE_OPENERS = word_set(
    "At On In By From To Around About Near Before After Since Until Till Outside Inside For Of"
)
"""They open the phrase of time or place before a sentence: ``At 5 a.m. Mr. Lee left``."""

EXCLAIMED_NAMES = word_set("Yahoo Jeopardy Yum Joomla Wham")
"""Names that are written with an exclamation mark."""

DOMAINS = word_set("Com Org Net Gov Edu Co Uk Info Js Io Ai Tv")
"""``Booking.Com`` is one word."""

SPEAKING = word_set(
    """
    said says asked asks replied wrote writes shouted yelled wondered wonders added exclaimed told
    cried whispered muttered murmured screamed demanded inquired enquired answered tweeted quipped
    joked laughed snapped continued responded sighed groaned gasped growled hissed
    mumbled repeated insisted interrupted
    """
)
"""Verbs behind a quotation: ``“Why now?” Ann Bee asked.``"""

LISTED = NEVER_LAST | BEFORE_A_NAME | BEFORE_A_NUMBER | MAY_END | STATES
"""Every abbreviation of the classes above."""
