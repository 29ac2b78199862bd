"""A third language as small as one can be: a test copies this folder to `qa/lang/it` and adds "it" to the registry."""

from __future__ import annotations

from qa.lang.base import Language
from qa.lang.date_words import DateWords
from qa.lang.followup_words import FollowUpWords

_QUESTION_WORDS = "chi che cosa quale quali quando dove come quanto quanti perché"
_STOP_WORDS = """
il lo la i gli le un uno una di del della dei delle a al alla da dal dalla in nel nella con su per tra fra e o ma se non
è era sono stato stata fu ha hanno si ci questo questa suo sua anche più
"""

LANGUAGE = Language(
    code="it",
    number=3,
    name="Italiano",
    stemmer="italian",
    stop_words=frozenset((_STOP_WORDS + _QUESTION_WORDS).split()),
    question_words=frozenset(_QUESTION_WORDS.split()),
    particles=frozenset(["di", "del", "della"]),
    elisions=frozenset(["l", "d", "dell", "all", "nell", "un"]),
    tell_tales=r"(?:zione|zioni|mente|aggio|tà)$",
    titles=frozenset(["Sig", "Dott"]),
    abbreviations=frozenset(["ecc"]),
    before_numbers=frozenset(["n", "pag"]),
    dates=DateWords(
        months={
            **{"gennaio": 1, "febbraio": 2, "marzo": 3, "aprile": 4, "maggio": 5, "giugno": 6, "luglio": 7},
            **{"agosto": 8, "settembre": 9, "ottobre": 10, "novembre": 11, "dicembre": 12},
        },
        dates=(
            r"(?:il )?(?P<d>{day}) (?P<m>{month})(?: (?P<y>{year}))?",
            r"(?P<m>{month})(?: (?P<y>{year}))?",
            r"(?P<y>{year})",
        ),
        since=("da(?:l|l')? {a}",),
    ),
    follow_ups=FollowUpWords(
        openers="e(?: per)?",
        asking=(("who", r"chi\b"), ("when", r"quando\b"), ("where", r"dove\b")),
        be=frozenset(["è", "era"]),
        helpers=frozenset(["è", "era", "ha"]),
        determiners={"il": ("m", False), "la": ("f", False), "i": ("m", True), "le": ("f", True)},
        chain=frozenset(["di"]),
        locative=frozenset(["a", "in"]),
        temporal=frozenset(["nel"]),
        prepositions=frozenset(["di", "a", "in", "nel", "da", "con", "per"]),
        people=frozenset(["sindaco", "presidente"]),
    ),
)
