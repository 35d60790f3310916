"""Words and shapes that speak for or against checking a sentence.

Each sign is a set of words or pairs of words, in small letters; ``features`` counts them. They are
chosen to mean the same in news, debate and speech, which a list of topics would not.
"""

from ..wordlist import word_set

NUMBER_WORDS = word_set(
    """
    two three four five six seven eight nine ten eleven twelve thirteen fifteen twenty thirty forty
    fifty sixty seventy eighty ninety hundred thousand dozen dozens hundreds thousands millions
    billions half third quarter twice double doubled tripled triple zero
    """
)
MAGNITUDES = word_set("million billion trillion thousand bn percent percentage")
MONEY_WORDS = word_set(
    """
    dollar dollars euro euros pound pounds cents yen yuan crowns francs salary salaries wage wages
    tax taxes budget deficit debt debts revenue cost costs fine fined funding spending subsidy
    paid pay price prices loan loans trade tariff tariffs income profit profits bonus donation
    donated donations billionaire
    """
)
CALENDAR = word_set(
    """
    january february march april june july august september october november december monday tuesday
    wednesday thursday friday saturday sunday yesterday today tonight jan feb aug sept oct nov dec
    week weeks month months year years decade decades century annually yearly daily
    """
)
PAST_FORMS = word_set(
    """
    was were had did took made went came got gave found became began brought built bought broke
    caught chose cut drew drove fell fought gained held hit kept knew led left lost met paid put ran
    rose saw sent sold set shot shut spent spoke stood stole struck taught told thought threw won
    wore wrote said died grew hid burned sought
    """
)
ED_BUT_NOT_PAST = word_set("need indeed speed feed seed exceed proceed bed red hundred breed weed")
REPORTING_WORDS = word_set(
    """
    said says told announced reported confirmed stated according revealed claims claimed alleges
    alleged allegedly reportedly found shows showed testified warned denied admitted insisted
    officials spokesman spokesperson spokeswoman statement report reports study survey poll data
    statistics records documents researchers investigators authorities
    """
)
LAW_WORDS = word_set(
    """
    law laws legal illegal illegally court courts judge judges ruling ruled rule rules bill act
    legislation statute amendment constitution constitutional unconstitutional ban bans banned
    lawsuit sued sentenced convicted indicted charged charges trial jury verdict appeal warrant
    treaty regulation regulations executive order orders ordered license licence permit rights
    veto vetoed repeal repealed mandatory prohibited requires required enforcement
    """
)
WRONGDOING_WORDS = word_set(
    """
    killed murder murdered shot attack attacked attacks arrested arrest crime crimes criminal fraud
    corruption corrupt stole stolen bribe abuse abused assault assaulted rape accused accusations
    guilty terrorist terrorists terrorism violence violent victim victims dead deaths died death
    weapon weapons gun guns bomb drug drugs illegal scandal conspiracy lied lying cheated violated
    threatened suspended fired resigned
    """
)
PUBLIC_WORDS = word_set(
    """
    government president minister senator congress senate parliament governor mayor police military
    army department agency administration federal state states county city officials official party
    election elections vote voted votes voters campaign company companies bank hospital school
    schools university health vaccine vaccines disease virus climate immigration immigrants migrants
    refugees border war troops nuclear oil energy jobs unemployment economy workers employees
    students patients prison security fbi cia epa nato intelligence investigation
    """
)
CAUSAL_WORDS = word_set(
    "because caused causes cause causing due led leads resulted resulting therefore thanks"
)
COMPARING_WORDS = word_set(
    """
    more less fewer most least higher lower highest lowest largest biggest smallest greatest record
    first worst best increase increased increases decrease decreased decline declined rise rises
    risen rose fell fallen dropped grew grown than compared average rate rates majority only
    """
)
OPINION_WORDS = word_set(
    """
    good bad great terrible wonderful beautiful amazing awful horrible ridiculous disgusting
    outrageous incredible fantastic perfect nice important wrong right sad happy proud sorry glad
    stupid crazy funny interesting strong weak fair unfair better tremendous disgrace shame evil
    brave love hate loves hates hopefully unfortunately fortunately frankly honestly clearly
    obviously surely ridiculous sick tough easy hard difficult simple nasty silly joke dream hope
    """
)
BELIEF_WORDS = word_set(
    "think thinks believe believes feel feels felt guess suppose hope wish want wants seems seem "
    "maybe perhaps probably doubt imagine wonder"
)
OBLIGATION_WORDS = word_set(
    "should must ought let let's let’s need needs gotta shouldn’t shouldn't"
)
FUTURE_WORDS = word_set(
    "will won't won’t shall going gonna i'll i’ll we'll we’ll they'll they’ll he'll he’ll she'll "
    "she’ll it'll it’ll tomorrow forward expected plans hopes intends"
)
POSSIBLE_WORDS = word_set("may might could would can if wouldn’t wouldn't")
FIRST_PERSON = word_set("i i'm i’m i've i’ve i'd i’d i'll i’ll me my mine myself")
WE_WORDS = word_set("we we're we’re we've we’ve our us ours")
SECOND_PERSON = word_set("you your yours you're you’re you've you’ve you'll you’ll yourself")
VAGUE_WORDS = word_set(
    "something things thing stuff somehow someone somebody everybody everyone nobody anything "
    "everything lot lots kind sort very really just actually basically somewhat folks guys"
)
GREETING_WORDS = word_set(
    "thank thanks welcome hello please congratulations goodbye bye hi okay ok"
)
DEICTIC_OPENERS = word_set("it this that these those he she they there its such")
JOINING_OPENERS = word_set("and but so or because well now yes no then yet also")
IMPERATIVE_OPENERS = word_set(
    """
    click check see visit read watch listen share sign subscribe join call email contact follow find
    remember consider imagine look take try keep make use get go give tell ask think let don’t don't
    please stop wait expect register donate help learn note
    """
)
COPULAS = word_set("is are am be being isn’t isn't aren’t aren't it’s it's that’s that's")
NEGATIONS = word_set(
    "not never no none neither nor nobody nothing without didn’t didn't doesn’t doesn't don’t don't "
    "isn’t isn't wasn’t wasn't haven’t haven't hasn’t hasn't hadn’t hadn't can’t can't"
)
