"""French: the sentences that questions to begin with are made of. Data only."""

from __future__ import annotations

_NAME = r"(?-i:[A-ZÀÂÇÉÈÊÎÔŒ][\w'-]+(?: (?:de |du |d')?[A-ZÀÂÇÉÈÊÎÔŒ][\w'-]+){1,2})"
_THING = r"(?P<thing>(?-i:Le |La |L'|Les )[^,;:.()]{3,45}?)"
_DATE = r"(?P<a>(?:le |en |dès )(?:\w+ ){0,2}\d[\w ]*)"

_WHO_WHAT = r"(?P<done>\w+é) (?P<what>(?:le |la |l'|les )[^,;:.()]{4,45})[,.]"
_DONE = r"(?P<was>a été|avait été|ont été|fut) (?P<done>\w+ée?s?)"
_FIGURE = r"(?P<a>(?:\w+ ){0,2}\d[\w, ]*)"

_END = (
    r"(?=[,.;:)]| (?:et|qui|a|est|avait|était|sera|dans|en|au|aux|à|pour|par|sur|le|la|les|que|avec)\b|$)"  # of a name
)

STARTERS = (  # kind, what a sentence says, with the answer as `a`, and the question
    ("who is", rf"(?P<name>{_NAME}), (?P<a>(?:une? |le |la |l')?{{people}}\b[^,;:.()]*)[,.]", "Qui est {name} ?"),
    ("who", rf"(?P<a>{_NAME}) a {_WHO_WHAT}", "Qui a {done} {what} ?"),
    (
        "by whom",
        rf"{_THING} {_DONE} (?:\w+ ){{0,4}}par (?:\w+ ){{0,6}}(?P<a>{_NAME})",
        "Par qui est-ce que {thing} {was} {done} ?",
    ),
    ("when", rf"{_THING} {_DONE} {_DATE}", "Quand est-ce que {thing} {was} {done} ?"),
    (
        "when",
        rf"(?P<name>{_NAME}) (?P<did>est née?|est morte?|meurt|naît) (?:[^,;.]{{0,40}} )?{_DATE}",
        "Quand est-ce que {name} {did} ?",
    ),
    (
        "topic",
        rf"\b(?-i:[a-zàâçéèêîôûùœ]+) (?P<a>)(?P<name>{_NAME}){_END}",
        "Que disent les articles sur {name} ?",
    ),
    ("how many", rf"{_THING} (?P<cost>a coûté|coûte|mesure|compte) {_FIGURE}", "Combien est-ce que {thing} {cost} ?"),
)
