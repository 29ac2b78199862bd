"""English: the sentences that questions to begin with are made of. Data only."""

from __future__ import annotations

_NAME = r"(?-i:[A-Z][\w'-]+(?: (?:of |de )?[A-Z][\w'-]+){1,2})"
_THING = r"(?P<thing>(?-i:The )[^,;:.()]{3,45}?)"
_DONE = r"(?P<done>\w+ed|built|won|made|held|found|begun|written|led|sold|cut)"

_DID_WHAT = r"(?P<done>\w+ed|won|wrote|built|led|made|found) (?P<what>the [^,;:.()]{4,45})[,.]"
_DATE = r"(?:on|in) (?P<a>(?:\w+ ){0,2}\d[\w ]*)"
_FIGURE = r"(?P<a>(?:\w+ ){0,2}[£$€]?\d[\w,. ]*)"

_END = r"(?=[,.;:)]| (?:and|who|was|were|is|has|had|in|to|on|at|for|said|that|will|with|from|by|as)\b|$)"  # of a name

STARTERS = (  # kind, what a sentence says, with the answer as `a`, and the question
    (
        "who is",
        rf"(?P<name>{_NAME}), (?P<a>(?:(?:an? |the )(?:\w+ ){{0,2}})?{{people}}\b[^,;:.()]*)[,.]",
        "Who is {name}?",
    ),
    ("who", rf"(?P<a>{_NAME}) {_DID_WHAT}", "Who {done} {what}?"),
    (
        "by whom",
        rf"{_THING} (?P<was>was|were) {_DONE} by (?:\w+ ){{0,5}}(?P<a>{_NAME})",
        "Who {was} {thing} {done} by?",
    ),
    ("when", rf"{_THING} (?P<was>was|were) {_DONE} {_DATE}", "When {was} {thing} {done}?"),
    (
        "when",
        rf"(?P<name>{_NAME}) was (?P<done>born|elected|appointed|killed|awarded) (?:[^,;.]{{0,40}} )?{_DATE}",
        "When was {name} {done}?",
    ),
    (
        "when",
        rf"{_THING}(?<! was)(?<! were) (?P<did>opened|closed|began|ended) {_DATE}",
        "When was it that {thing} {did}?",
    ),
    ("topic", rf"\b(?-i:[a-z]+) (?P<a>)(?P<name>(?:the )?{_NAME}){_END}", "What is said about {name}?"),
    ("how much", rf"{_THING} cost {_FIGURE}", "How much did {thing} cost?"),
)
