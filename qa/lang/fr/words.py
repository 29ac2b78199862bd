"""French: the words, abbreviations and signs that the rest of the project needs."""

from __future__ import annotations

from qa.lang.base import Hyphens, Language
from qa.lang.fr.dates import DATES
from qa.lang.fr.followups import FOLLOW_UPS
from qa.lang.fr.starters import STARTERS
from qa.values import QuestionKind

_QUESTION_WORDS = """
qui que quoi quand où comment combien pourquoi quel quelle quels quelles lequel laquelle lesquels lesquelles
duquel desquels desquelles auquel auxquels auxquelles est-ce qu'est-ce
"""

_PARTICLES = "le la les de du des en sur"

_STOP_WORDS = """
un une au aux à et ou ni mais donc si comme lorsque quoique puisque tandis
dans par pour avec sans sous vers chez entre contre depuis pendant durant avant après dès jusque selon
malgré parmi hors outre lors envers
je tu il elle on nous vous ils elles me te se moi toi lui leur eux soi y t
ce cet cette ces ceci cela ça celui celle ceux celles celui-ci celle-ci ceux-ci celles-ci celui-là celle-là
mon ton son ma ta sa mes tes ses notre votre nos vos leurs
dont où ainsi aussi alors encore déjà très trop peu plus moins bien même mêmes autre autres tout toute tous toutes
aucun aucune quelque quelques chaque plusieurs certains certaines tel telle tels telles
ne pas non jamais rien guère oui
est sont était étaient fut furent sera seront serait seraient soit soient être étant suis es sommes êtes
a ont avait avaient eut eurent aura auront aurait auraient ait aient avoir eu ayant ai as avons avez
fait font faire peut peuvent doit doivent
ici là ci puis ensuite enfin cependant toutefois pourtant ailleurs afin
"""

_ELISIONS = "l d qu j m t s c n jusqu lorsqu puisqu quoiqu quelqu presqu"

_TITLES = """
M MM Mme Mmes Mlle Mlles Me Mes Mgr Dr Drs Pr Prs Vve Sr Cie Gal Gén Cdt Cne Lt Col St Ste Sts Stes Ph Chr Cl Fr Jos
cf Cf ex Ex vs env Env av Av bd Bd boul Boul pl Pl apr c.-à-d c-à-d p.ex resp
"""

_ABBREVIATIONS = """
J.-C éd ed eds éds coll trad dir sq sqq suiv ibid id op loc cit syn ca al Inc Ltd Corp Jr art.cit
"""

_BEFORE_NUMBERS = """
no nos n num p pp art al alin fig figs tab vol vols t tom chap ch sect § par rép réf tél fasc suppl pl ann add c r v
"""

_KINDS: dict[QuestionKind, str] = {  # with straight apostrophes
    "yes_no": (
        r"(?!.*\bou\b)(?:(?:et |mais |alors )?est-ce qu(?:e |')|"
        r"(?!.*\b(?:qui|quel(?:le)?s?|quand|où|combien|comment|pourquoi|quoi)\b)"
        r"[^?]{0,60}?\w-(?:t-)?(?:ils?|elles?|on|ce|je|tu|nous|vous)\b)"
    ),
    "definition": (
        r"(?:qui (?:est|était|fut)|c'est qui,?) (?-i:[A-ZÀÂÇÉÈÊÎÔŒ])|"
        r"(?:qu'est-ce (?:que c'est )?qu(?:e |')|c'est quoi,? )(?:"
        r"(?:l'|le |la |les |une? |des )[\w'-]+(?: [\w'-]+){0,2}|"
        r"(?-i:[A-ZÀÂÇÉÈÊÎÔŒ])[\w'-]*(?: (?-i:[A-ZÀÂÇÉÈÊÎÔŒ])[\w'-]*){0,4})\s*\?*$|que (?:signifie|veut dire)\b"
    ),
    "list": (
        r"(?:dans |en |à |de |sur |pour |avec |par )?(?:quels|quelles|lesquels|lesquelles)\b|"
        r"qui (?:sont|étaient|furent|ont)\b|"
        r"comment s'appell(?:ent|aient)\b|(?:cite|nomme|énumère)[rsz]?\b|quelle est la liste\b"
    ),
}

_ARTICLES = r"(?:les |ces |vos |mes |nos |des |d')?(?:articles?|archives?|documents?|textes?|journaux|presse)"
_ABOUT = r"(?:de |du |des |d'|sur |(?:à propos|au sujet) (?:de |du |des |d')|concernant )"
_TOPICS = (  # with straight apostrophes
    rf"(?:(?:et |alors )?(?:que dit(?:-on| on| {_ARTICLES})|qu'est-ce (?:qu'on|que l'on) dit|qu'est-ce qui est dit|"
    r"qu'(?:a-t-on|est-il|a-t-il été) (?:dit|écrit|publié)|que sait-on|"
    rf"que (?:disent|racontent|rapportent|écrivent) {_ARTICLES}|que dit la presse) {_ABOUT}|"
    r"(?:dans )?quels (?:articles|documents|textes|journaux) "
    rf"(?:(?:parlent|traitent|parle-t-on|parle t-on|est-il question) {_ABOUT}|"
    r"(?:évoquent|mentionnent|citent|abordent|concernent) |portent sur )|"
    rf"(?:y a-t-il|il y a|existe-t-il) (?:quelque chose|{_ARTICLES}) (?:qui parlent? )?{_ABOUT}|"
    r"(?:trouve|montre|donne|liste|cherche)[rz]?(?:-moi)? (?:tous |toutes )?(?:les |des )?"
    rf"(?:articles|documents|extraits|passages|mentions|citations) (?:qui parlent )?{_ABOUT}|"
    rf"(?:parle|dis)[sz]?-moi (?:tout |en plus )?{_ABOUT}|tout {_ABOUT})(?P<topic>.+)"
)

_BEFORE_HYPHEN = """
après arrière au avant bien celle celles celui ceux ci demi est ex grand haut là mi mini non nord par peut quasi
quelques sans saint sainte semi sud vice
"""

_AFTER_HYPHEN = """
ce ci elle elles en être eux il ils je la là le les leur lui même mêmes moi nous on t toi tu vous y
un une deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize vingt vingts
"""

LANGUAGE = Language(
    code="fr",
    number=1,
    name="Français",
    stemmer="french",
    tesseract="fra",
    stop_words=frozenset((_STOP_WORDS + _QUESTION_WORDS + _PARTICLES).split()),
    question_words=frozenset(_QUESTION_WORDS.split()),
    particles=frozenset(_PARTICLES.split()),
    elisions=frozenset(_ELISIONS.split()),
    tell_tales=r"^(?:l|d|qu|j|n|s|c|jusqu|lorsqu|puisqu)'|-(?:t-)?(?:il|elle|on|ils|elles|ce|vous)$|[àâèêëîïôùûçœ]|é",
    titles=frozenset(_TITLES.split()),
    abbreviations=frozenset(_ABBREVIATIONS.split()),
    before_numbers=frozenset(_BEFORE_NUMBERS.split()) | DATES.cut_short,
    csv_delimiter=";",
    kinds=_KINDS,
    topics=_TOPICS,
    starters=STARTERS,
    joining=frozenset({"et", "ou", "ainsi que"}),
    hyphens=Hyphens(frozenset(_BEFORE_HYPHEN.split()), frozenset(_AFTER_HYPHEN.split())),
    dates=DATES,
    follow_ups=FOLLOW_UPS,
)
