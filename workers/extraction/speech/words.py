"""Verbs and nouns of saying, for the attribution rules."""

from ..wordlist import word_set

SAYING = word_set(
    """
    said says say told tells tell stated states noted notes added adds
    argued argues argue claimed claims claim insisted insists insist wrote writes testified
    testifies contended contends alleged alleges asserted asserts explained explains warned
    warns stressed stresses emphasized emphasised recounted replied responded remarked
    quipped quips tweeted tweets commented add warn insist contend stress assert write
    testify concede complain reply conceded concedes boasted complained complains lamented joked counters countered cautioned cautions allege reiterated
    reiterates retorted laments reckons reckoned written
    """
)
"""With a subject before them these attribute whatever follows or comes before."""

REPORTING = word_set(
    """
    maintained maintains posted fretted swore swears continued declared declares observed recalled
    announced announces reported reports report confirmed confirms confirm revealed reveals
    disclosed discloses found finds find concluded concludes estimated estimates estimate
    acknowledged acknowledges admitted admits denied denies suggested suggests suggest predicted
    predicts predict believes believe believed thinks think thought expects expect expected
    shows show showed indicated indicates indicate ruled rules promised promises vowed pledged
    agreed agrees learned determined calculated calculates projected projects forecast forecasts
    hopes reads read emailed e-mailed feared fears fear mentioned pointed points hinted implied
    implies proved proves
    demonstrated demonstrates recommends recommended
    """
)
"""These attribute only with ``that``, beside a quotation, or set off by a comma."""

QUOTING = word_set(
    """
    called calls described describes asked asks praised hailed dubbed branded dismissed
    denounced condemned shouted yelled whispered cried laughed shrugged sighed mused agreed
    promised tells concluded began begins answered put giggled chuckled beamed grinned fumed
    raged stormed blasted gushed enthused scoffed snapped sniffed moaned groaned sobbed wept
    muttered murmured thundered pleaded
    """
)
"""These attribute only beside a quotation."""

STANCE = word_set(
    """
    criticized criticised accuse blame reject dispute condemn urge deny disputed disputes denied denies praised condemned rejected rejects
    welcomed urged urges blamed blames accused accuses expects expect expected attributes attributed
    recommends recommended connects puts put estimates estimated counted defended demanded
    spoken saluted hailed thanked lauded applauded called
    """
)
"""These put their subject's view into the article's words: ``Landlords dispute that``."""

NOUNS_AS_WELL = word_set(
    """
    states claims claim notes counters report reports points fears fear estimates estimate
    projects forecasts forecast promises puts put calls show shows finds state hopes results
    answers read reads dispute blame
    """
)
"""Verbs only behind a word that can speak: in ``nine western states`` nobody states anything."""

IRREGULAR_PAST = word_set(
    """
    became began bent bled blew bore bought bred broke brought built burnt burst came caught chose
    clung cost crept cut dealt did drank drew drove dug ate fed fell felt fled flew forbade forgot
    fought found froze gave got grew had heard held hid hit hung hurt kept knew laid lay led left
    lent let lit lost made meant met overcame paid put quit ran rang read rode rose said sang sank
    sat saw sent set shook shot shrank shut slept slid sold sought spent split spoke spread sprang
    stood stole struck stuck sued swam swept swore swung taught threw told took tore undertook
    understood underwent upheld was went were withdrew withheld woke won wore wrote
    """
)

BEING = word_set("is are was were be been being am get gets got")
"""Before a past form they make it passive: ``was told``."""

HELPING = (
    word_set(
        """
    has have had also later then previously publicly repeatedly once again recently further
    earlier today yesterday reportedly simply just often always now still already never too
    himself herself itself themselves even did does do would
    """
    )
    | BEING
)

WEEKDAYS = word_set("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")

LEADING_WORDS = word_set(
    """
    but and yet still however meanwhile also later so then instead moreover separately though
    because while although as for nor or
    """
)
"""What may stand before a subject without being part of it."""

NOT_IN_A_SUBJECT = (
    word_set(
        """
    which who whom whose when while after before because if than to not what where how but or so
    since until will could should can may might must there as that whether why including comes
    come came led made make
    """
    )
    | BEING
    | word_set("has have had do does did would")
)

PRONOUNS = word_set("he she they it")
DETERMINERS = word_set(
    """
    the a an his her its their this that these those our one two three four five six some
    several many most few both other another no all such each
    """
)
PREPOSITIONS = word_set("for of at from in with by on to inside within under against")

DOCUMENTS = word_set(
    """
    report reports survey study studies poll polls records record data figures statement website
    tables table research analysis documents document testing tests review filing filings
    advertising letter article articles paper papers statistics affidavit complaint indictment
    lawsuit memo email emails release brief transcript audit findings estimates estimate post
    posts census index forecast testimony
    """
)
"""They speak for the body that issued them."""

AGENT_ENDINGS = tuple(
    word_set(
        """
    ers ors ists ials ants ents ians ates men women ics police groups authorities staff media
    people forces crews experts advocates families sources economists colleagues ysts tives crats
    ours witnesses veterans republicans americans allies rivals attorneys nurses judges guards aides
    rebels unions banks companies firms universities charities team teams force government bosses chiefs magistrates
    """
    )
)
"""How a small-letter subject ends that can speak: officials, researchers, economists."""
