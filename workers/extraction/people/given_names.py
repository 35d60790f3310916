"""Given names that tell a man from a woman, so that ``she`` is not taken for ``John``.

Only names that are rarely the other's: men of Italy and France are called Andrea, Nicola and Jean.
Whoever is not here may be either.
"""

from ..wordlist import word_set

MEN = word_set(
    """
    aaron abdul abdullah abraham adam adrian ahmed alan albert alejandro alexander alfred ali
    andrew andrzej andy anthony antonio arthur barack ben benjamin bernard bernie bill björn bob
    boris brad brandon brendan brian bruce carl carlos charles chris christopher chuck clarence
    colin craig dan daniel dave david dennis derek diego dick dmitry don donald doug douglas ed
    edward elon emmanuel enrique eric erik ernest ethan eugene felix fernando francisco frank
    franz fred frederick gareth gary geoff geoffrey george gerald giorgio giovanni giuseppe glenn
    graham greg gregory günther guy hans harold harry harvey hassan henry herbert howard hugh
    hugo hussein ian ibrahim igor ivan jack jacob jaime jake james jason javier jeff jeffrey
    jeremy jerome jerry jim joe johann john johnny jon jonathan jorge jose josé joseph josh joshua
    juan julio justin karl keir keith ken kenneth kevin klaus kofi kwame lars larry lawrence leo
    leonard lloyd louis luca luis luke malcolm manuel marco mario mark martin marvin matt matthew
    maurice max michael miguel mike mikhail mitch mohamed mohammed muhammad nathan neil nicholas
    nick nigel noah oliver olaf omar oscar otto pablo patrick paul pavel pedro pete peter philip
    phil pierre rafael ralph randy raymond ricardo richard rick rishi rob robert roberto roger ron
    ronald roy rupert russell ryan salman samuel scott sean sebastian sergei sergio seth shaun
    simon stanley stefan stephen steve steven stuart ted terrence thomas tim timothy tom tony
    travis trevor vernon victor vincent vladimir volodymyr walter warren wayne wilhelm william
    piers rolf oleg pyotr henrik sven anders jens nils mikael tomas rasmus gunnar stig rajiv
    winston wolfgang xavier yusuf zachary
    """
)
WOMEN = word_set(
    """
    abigail adriana agnes aisha alexandra alice alicia alison amanda amelia amy ana anastasia
    angela angelina anita ann anna anne annette annie anya barbara beatrice bernadette beth
    betty bridget brenda caitlin camilla carla carmen carol carolina caroline carolyn catherine
    cecilia charlotte chloe christina christine cindy claire clara claudia colleen cynthia daisy
    daniela deborah debra diana diane dolores donna dorothy edith eileen elaine eleanor elena
    elizabeth ella ellen emily emma erica erin esther eva evelyn fatima fiona florence frances
    francesca gabriela georgia gertrude gina gloria grace greta hannah heather heidi helen helena
    henrietta hilary hillary holly ida ingrid irene iris isabel isabella jacqueline jacinda jane
    janet janice jennifer jenny jessica jill joan joanna josephine joyce judith judy julia
    julie kamala karen kate katherine kathleen kathryn katie kimberly kirsten kristi kristen
    laura lauren leila letitia lily linda lisa liz louise lucia lucy lydia madeleine maggie margaret
    maria marie marina marissa marjorie martha mary maureen megan melania melanie melissa meredith
    michelle mildred miriam molly monica nadia nancy naomi natalia natalie nicole nina nora
    norma olga olivia pamela patricia paula pauline penelope phoebe rachel rebecca renata rita rosa
    rose ruth sabrina sally samantha sandra sara sarah sharon sheila shirley silvia sofia sonia
    sophia sophie stella stephanie sue susan susanna svetlana sylvia tamara tanya teresa theresa
    tiffany tina ursula valentina valerie vanessa vera veronica victoria virginia vivian wendy
    lena ines ewa priya mia jess helga hedvig ilse thea astrid birgit solveig siobhan mona
    doreen beryl carole gwen lucille marguerite delia noreen eunice hilda ethel
    yolanda yvonne zainab zoe
    """
)

MENS_TITLES = word_set(
    """
    mr sir lord king prince father brother fr imam bishop archbishop cardinal pope
    spokesman chairman congressman councilman businessman policeman alderman
    """
)
WOMENS_TITLES = word_set(
    """
    mrs ms miss dame lady queen princess sister baroness duchess countess
    spokeswoman chairwoman congresswoman councilwoman businesswoman policewoman
    """
)
