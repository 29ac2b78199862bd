"""What a language must provide to complete follow-up questions; `qa.lang.phrases` and `qa.ask.followups.rules` use it.

Patterns are regular expressions for `re.IGNORECASE`, matched in text with straight apostrophes and plain spaces;
sets hold words in lower case.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

NEVER = r"(?!)"  # the pattern of what a language does not have: it is found nowhere
Gender = Literal["m", "f"]
Sort = Literal["person", "thing", "place", "date", "quantity", "unknown"]  # what a noun phrase or a pronoun stands for
Wh = Literal["who", "what", "which", "when", "where", "why", "how", "how_many"]
# How what a pronoun stands for is put in: in the pronoun's place ("subject" and "object"), in front of the verb while
# the pronoun stays ("inverted"), at the head of the question while it stays ("clitic"), or with words around it.
Form = Literal["subject", "inverted", "object", "clitic", "possessive", "there", "then", "that", "demonstrative"]


@dataclass(frozen=True, slots=True)
class Pronoun:
    """One way in which a question points back: the group `p` of the pattern is the pronoun itself."""

    pattern: str
    form: Form
    sorts: tuple[Sort, ...]
    gender: Gender | None = None
    plural: bool = False
    unanswered: bool = False  # whether it never stands for an answer


@dataclass(frozen=True, slots=True)
class FollowUpWords:
    """How one language asks again, points back and joins words; by default nothing is a follow-up."""

    # ---- what the whole follow-up may be
    more: str = NEVER
    same_article: str = NEVER
    in_this_article: str = NEVER  # at the head or the end of a question
    courtesy: str = NEVER  # words around a question that ask nothing
    openers: str = NEVER  # "and", "what about"
    happened: str = NEVER  # what may follow a bare question word: "when {was that}"
    backwards: str = NEVER  # what may come before it: "c'était quand"
    standing_in: tuple[tuple[str, str], ...] = ()  # "the 2020 one" -> "2020": what stands in for a noun, replacement
    years: tuple[tuple[str, int], ...] = ()  # "the following year": how many years further

    # ---- question words
    asking: tuple[tuple[Wh, str], ...] = ()  # the phrase that opens a question, most special first
    bare: tuple[tuple[str, str], ...] = ()  # a bare "which city" -> "in which city": pattern, replacement
    same_word: Mapping[Wh, str] = field(
        default_factory=dict
    )  # what to put where a question word comes from another language
    be: frozenset[str] = frozenset()
    helpers: frozenset[str] = frozenset()  # auxiliaries of questions, `be` included
    passive: str = NEVER  # found where a question is in the passive
    by_whom: str = ""

    # ---- nouns
    determiners: Mapping[str, tuple[Gender | None, bool]] = field(default_factory=dict)  # -> gender, plural
    asked_gender: Mapping[str, Gender] = field(default_factory=dict)  # of the noun after "quelle"
    contractions: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # "du" -> "de", "le"
    chain: frozenset[str] = frozenset()  # prepositions inside a noun phrase: "of"
    joining: frozenset[str] = frozenset()  # words of other languages inside names: "the Canal {du} Midi"
    locative: frozenset[str] = frozenset()  # before places
    temporal: frozenset[str] = frozenset()  # before dates
    prepositions: frozenset[str] = frozenset()  # all of them
    people: frozenset[str] = frozenset()  # nouns for persons
    places: frozenset[str] = frozenset()  # nouns for places
    everywhere: frozenset[str] = frozenset()  # nouns of what each place has its own of: "the {hospital} of Lyon"
    head_last: bool = False  # whether the noun comes after what goes with it: "the Millau viaduct"
    participles: str = ""  # verbs that close a question after its subject; "" where nothing must be cut
    dates: tuple[str, ...] = ()  # with groups d, m, y where there are any
    ordinals: str = NEVER

    # ---- pronouns
    pronouns: tuple[Pronoun, ...] = ()
    expletives: str = NEVER  # "it takes", "il y a": a pronoun that stands for nothing
    relative: str = NEVER  # what opens a clause about a noun
    both: frozenset[str] = frozenset()  # between two persons
    clauses: str = NEVER  # what opens another clause inside a question
    of_people: str = NEVER  # verbs and nouns that only go with persons
    of_things: str = NEVER
    him_or_her: Mapping[str, Gender | None] = field(default_factory=dict)  # "and her?"
    who_is: tuple[str, str] = (NEVER, "{}")  # "who is that?" about the last answer, a person -> "who is {}?"
    what_is: tuple[str, str] = (NEVER, "{}")

    # ---- how a completed question is put
    statement: str = "{wh} {subject} {rest}?"  # {wh}, {subject}, {rest}: a question about a whole statement
    cleft: str | None = None  # the same where the verb is a helper and can change places; None: it never does
    also: str = "{question}, {wh}?"  # {question}, {wh}
    someone: str = ""
    something: str = ""
    quotes: str = "“{}”"  # {}
    there: str = "{}"  # {}: a place without a preposition
    then: str = "{}"  # {}: a date without a preposition
    fronted: str = "{np}, {question}"  # {np}, {question}
    hosts: Mapping[str, str] = field(
        default_factory=dict
    )  # "his" -> "the": a possessive whose owner is named after the noun
    feminine: tuple[tuple[str, str], ...] = ()  # rewritten for a subject that is now feminine: pattern, replacement
    masculine: tuple[tuple[str, str], ...] = ()
    asking_agreement: tuple[tuple[Gender, str, str], ...] = ()  # "Quel est la" -> "Quelle est la"
