"""English: the words, abbreviations and signs that the rest of the project needs."""

from __future__ import annotations

from qa.lang.base import Hyphens, Language
from qa.lang.en.dates import DATES
from qa.lang.en.followups import FOLLOW_UPS
from qa.lang.en.spellings import OTHER_SPELLINGS
from qa.lang.en.starters import STARTERS
from qa.values import QuestionKind

_QUESTION_WORDS = "who whom whose what which when where why how what's who's where's how's when's whats"

_STOP_WORDS = """
the a an this that these those each every either neither some any no none all both few many much more most other
another such same own
i you he she it we they me him her them my your his its our their mine yours hers ours theirs
myself yourself himself herself itself ourselves themselves one's
of in on at by for with about against between into through during before after above below to from up down out off
over under again within without upon among across toward towards until since than as per via
and or but nor so if because while although though unless whether
am is are was were be been being has have had having do does did doing done will would shall should can could
might must cannot
not very too also just only then there here once ever never yet still however
isn't aren't wasn't weren't doesn't don't didn't won't wouldn't can't couldn't hasn't haven't hadn't it's that's
there's he's she's they're we're i'm i've
s t re ve ll don didn doesn isn aren wasn weren wouldn couldn shouldn hasn haven hadn
"""

_TITLES = """
Mr Mrs Ms Mx Dr Drs Prof Messrs Gen Col Capt Cpt Cmdr Lt Sgt Maj Adm Rev Hon Gov Sen Sens Rep Reps Pres Sec Supt Fr Msgr
vs Vs v e.g i.e E.g I.e cf Cf viz approx Mt Ft
"""

_ABBREVIATIONS = """
Inc Ltd Co Corp Cos Bros LLC plc Jr Sr St Ave Blvd Rd Dept Univ Assn est ed eds al ca Ph.D Calif Fla Mass Pa Ind Conn
Ala Ariz Ark Colo Ga Ky La Md Mich Minn Miss Mo Mont Neb Nev Okla Ore Tenn Tex Va Vt Wash Wis Wyo M Mme
"""

_BEFORE_NUMBERS = """
no nos p pp vol vols ch chap sec art fig figs op col cl para c r b d fl
"""

_KINDS: dict[QuestionKind, str] = {  # with straight apostrophes
    "yes_no": (
        r"(?:and |so |but )?(?:is|are|was|were|am|do|does|did|has|have|had|can|could|will|would|shall|should|must|may|"
        r"might)(?:n't)? (?!.*\bor\b)"
    ),
    "definition": (
        r"who(?:'s| is| was) (?-i:[A-Z])(?!.*\b(?:to|by|for|with|from|against)\s*\?*$)|"
        r"what(?:'s| is| are| was| were) (?:the )?(?-i:[A-Z])[\w'-]*(?: (?-i:[A-Z])[\w'-]*){0,4}\s*\?*$|"
        r"what(?:'s| is| are) (?:an?|meant by) [\w' -]{1,40}\?*$|what does .{1,40} mean\b"
    ),
    "list": (
        r"(?:in |on |at |from |to |for )?(?:which|what) (?:\w+ )?(?!(?:is|was|has|does|its|his|this|yes|gas)\b)"
        r"(?:\w{2,}(?<![su])s|people|men|women|children) (?!is\b|was\b)|who (?:are|were)\b|(?:name|list) (?:the|all)\b"
    ),
}

_SAID = r"(?:said|written|reported|published|known)"
_SAY = r"(?:say|said|report|reported|write|written|tell(?: us| me)?)"
_ARTICLES = r"(?:the |these |those |your |my |our )?(?:articles?|archives?|documents?|texts?|papers?|press)"
_TOPICS = (  # with straight apostrophes
    r"(?:(?:and |so )?what (?:is|was|are|were|has been|have been) (?:being )?"
    rf"{_SAID} (?:in {_ARTICLES} )?(?:about|on|of)|"
    rf"what (?:do|does|did|have|has) {_ARTICLES} (?:have to )?{_SAY} (?:about|on|of)|"
    r"(?:which|what) (?:articles?|documents?|texts?|papers?) "
    r"(?:(?:is|are|was|were) (?:about|on)|(?:talk|speak|write|report)s? (?:about|of|on)|"
    r"(?:mention|discuss|cover|describe|concern)(?:s|es)?|deals? with)|"
    rf"(?:is|are) there (?:anything|something|any {_ARTICLES}|{_ARTICLES}) (?:about|on|that mentions?)|"
    r"(?:find|show|list|give)(?: me)? (?:all |any |every )?(?:the )?"
    r"(?:articles?|documents?|extracts?|passages?|quotes?|mentions|everything|anything) (?:about|on|of|that mentions?)|"
    r"(?:everything|anything|all) about|tell me (?:more |everything |all )?about) (?P<topic>.+)"
)

_BEFORE_HYPHEN = "all co cross ex half high long low mid non self short so vice well"

_AFTER_HYPHEN = """
based led like old style term wide year
one two three four five six seven eight nine first second third fourth fifth sixth seventh eighth ninth
"""

LANGUAGE = Language(
    code="en",
    number=2,
    name="English",
    stemmer="english",
    tesseract="eng",
    stop_words=frozenset((_STOP_WORDS + _QUESTION_WORDS).split()),
    question_words=frozenset(_QUESTION_WORDS.split()),
    particles=frozenset(),
    elisions=frozenset(),
    tell_tales=r"'(?:s|t|re|ve|ll|d)$|s'$|(?:ing|ings|ness|ship|ful|ly|wn|ght|ed|ty|dy|ry|ck|sh|th)$|^wh|w$",
    titles=frozenset(_TITLES.split()),
    abbreviations=frozenset(_ABBREVIATIONS.split()),
    before_numbers=frozenset(_BEFORE_NUMBERS.split()).union(map(str.title, DATES.cut_short)),
    kinds=_KINDS,
    topics=_TOPICS,
    starters=STARTERS,
    joining=frozenset({"and", "or"}),
    hyphens=Hyphens(frozenset(_BEFORE_HYPHEN.split()), frozenset(_AFTER_HYPHEN.split())),
    other_spellings=OTHER_SPELLINGS,
    dates=DATES,
    follow_ups=FOLLOW_UPS,
)
