"""What a language provides to complete follow-up questions; `qa.lang.phrases` and `qa.ask.followups` use it.

Patterns are regular expressions for `re.IGNORECASE`, matched in text with straight apostrophes and plain spaces;
sets hold words in lower case. What words cannot say is a method, which a language may write anew in its `syntax.py`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from qa.lang.reading import NEVER, Gender, Question, Role, Sort, Wh

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
    question_mark: str = "?"  # with the space before it
    inverted: str = NEVER  # a pronoun behind its verb: "a-t-{il}"
    with_pronoun: str = NEVER  # at the end of a word: any pronoun behind its verb
    repeated_subject: str = NEVER  # a verb with the pronoun that repeats its subject: "le tunnel {a-t-il}"
    yes_or_no: str = NEVER  # what opens a question that is answered by yes or no: "est-ce que"
    question_that: str = NEVER  # what may follow a question word: "quand {est-ce que}"

    # ---- nouns
    determiners: Mapping[str, tuple[Gender | None, bool]] = field(default_factory=dict)  # -> gender, plural
    asked_gender: Mapping[str, Gender] = field(default_factory=dict)  # of the noun after "quelle"
    contractions: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # "du" -> "de", "le"
    elided: Mapping[str, str] = field(default_factory=dict)  # "d'" -> "de"
    chain: frozenset[str] = frozenset()  # prepositions inside a noun phrase: "of"
    about: frozenset[str] = frozenset()  # prepositions that say nothing of the noun after them: "and {for} Lyon?"
    joining: frozenset[str] = frozenset()  # words of other languages inside names: "the Canal {du} Midi"
    locative: frozenset[str] = frozenset()  # before places
    temporal: frozenset[str] = frozenset()  # before dates
    prepositions: frozenset[str] = frozenset()  # all of them
    people: frozenset[str] = frozenset()  # nouns for persons
    places: frozenset[str] = frozenset()  # nouns for places
    everywhere: frozenset[str] = frozenset()  # nouns of what each place has its own of: "the {hospital} of Lyon"
    head_last: bool = False  # whether the noun comes after what goes with it: "the Millau viaduct"
    article_in_names: bool = False  # whether a name may begin with a capital article: "The Hague"
    plural_noun: str = NEVER  # the end of a noun in the plural, where its determiner does not show it
    dated_noun: str = NEVER  # the year before a noun with its article: "{the 2018} World Cup"
    article: str = NEVER  # with the space after it
    events: str = NEVER  # words of what takes place now here, now there
    placed_event: str = NEVER  # what is named after its place, the group `place`: "the {Paris} Olympics"
    not_determiners: frozenset[tuple[str, str]] = frozenset()  # with the word before: "was {it that} Foster built"
    participles: str = ""  # verbs that close a question after its subject; "" where nothing must be cut
    adverbs: str = NEVER  # the same of adverbs: "was it {recently} opened"
    before_infinitive: frozenset[str] = frozenset()  # helpers before a verb: "did the mayor {resign}"
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
    then: str = "{}"  # {}: a month or a year without a preposition
    then_day: str = "{}"  # {}: a day without one
    fronted: str = "{np}, {question}"  # {np}, {question}
    hosts: Mapping[str, str] = field(
        default_factory=dict
    )  # "his" -> "the": a possessive whose owner is named after the noun
    feminine: tuple[tuple[str, str], ...] = ()  # rewritten for a subject that is now feminine: pattern, replacement
    masculine: tuple[tuple[str, str], ...] = ()
    asking_agreement: tuple[tuple[Gender, str, str], ...] = ()  # "Quel est la" -> "Quelle est la"

    def join(self, before: str, phrase: str) -> str:
        """A preposition, "" for none, and a noun phrase: "de" and "le Japon" are "du Japon"."""
        return f"{before} {phrase}".strip()

    def determined(self, determiner: str, noun: str) -> str:
        """A determiner and a noun: "la" and "hauteur" are "la hauteur"."""
        return f"{determiner} {noun}"

    def stated(self, subject: str, wh: str, rest: str) -> str:
        """A question about a whole statement, without its mark: "When was it that Chirac opened the viaduct"."""
        return self.statement.format(subject=subject, wh=wh, rest=rest).rstrip(" ?")

    def dated(self, said: str, *, day: bool) -> str:
        """A date with the preposition before it: "in 1969", "on 20 July 1969"."""
        on_day = self.then_day.format("")
        if on_day and said.lower().startswith(on_day):
            return said
        return (self.then_day if day else self.then).format(said)

    def role(self, question: Question) -> Role:
        """What the words that ask are in their question."""
        asking = question.asking
        if asking is None or not question.predicate:
            return "unclear"
        if asking.wh in ("when", "where", "why", "how") or asking.preposition:
            return "adverb"
        return self.role_of_noun(question)

    def role_of_noun(self, question: Question) -> Role:
        """The same, where they can be the subject or the object."""
        asking, (first, *rest) = question.asking, question.predicate
        if asking is None or (asking.wh == "how_many" and not asking.noun):
            return "unclear"
        named = bool(rest) and question.opens_noun(rest[0].start)
        return "predicate" if first.low in self.be and not asking.noun and named else "subject"

    def with_object(self, former: Question, asked: str, rest: str, answer: str) -> str | None:
        """A question with other words that ask, and its answer where its object was; None where something stands there.

        Args:
            former: the question.
            asked: the words that ask now.
            rest: what followed those that asked.
            answer: to the question.
        """
        return None if self.is_full(former) else f"{asked} {rest} {answer}"

    def is_full(self, former: Question) -> bool:
        """Whether a noun phrase or a date closes the question, so that no object can stand there."""
        ends = {phrase.end for phrase in former.phrases} | {date.end for date in former.dates}
        return former.core_end in ends

    def possessive(self, question: Question, start: int, end: int, owner: str, *, person: bool) -> tuple[int, int, str]:
        """What to put for the possessive at `start` to `end`: the characters to replace, and by what."""
        return start, end, owner

    def owner_goes_first(self, question: Question, start: int, end: int) -> bool:
        """Whether the owner goes to the head of the question, and the possessive stays."""
        return False

    def for_pronoun(self, question: Question, start: int, end: int, text: str) -> tuple[int, int, str]:
        """What to put for the pronoun at `start` to `end`: the characters to replace, and by what."""
        return start, end, text

    def closes(self, question: Question, start: int) -> bool:
        """Whether what begins at an offset is the last noun of a question."""
        rest = question.plain[start:]
        return len(question.plain[start : question.core_end].split()) <= 2 and not re.search(self.inverted, rest)
