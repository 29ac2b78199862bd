"""What a turn of a conversation spoke of, and a pronoun of the next question can stand for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from qa.ask.followups.restate import may_be_person, names_someone, quotable, role
from qa.lang import LANGUAGES
from qa.lang.phrases import read
from qa.lang.reading import Gender, NounPhrase, Question, Sort, compiled, gender_of_name
from qa.values import Turn


@dataclass(frozen=True, slots=True)
class Referent:
    """What a pronoun may stand for."""

    text: str
    sort: Sort
    gender: Gender | None
    plural: bool
    head: str = ""
    placed: str = ""  # with its preposition: "in Lyon", "en 1975"
    answered: bool = False  # whether it is an answer


def referents(turn: Turn) -> Iterator[Referent]:
    """What a turn spoke of, the most likely first."""
    question = read(turn.question, turn.language)
    answer = _of_answer(question, turn)
    part = role(question)
    answer_first = part in ("subject", "predicate") or (answer is not None and answer.sort in ("date", "place"))
    if answer is not None and answer_first:
        yield answer
    yield from _in_question(question)
    if answer is not None and not answer_first:
        yield answer


def _in_question(question: Question) -> Iterator[Referent]:
    words = LANGUAGES[question.language].follow_ups
    asking = question.asking
    for date in question.dates:
        text = question.text[date.start : date.end]
        yield Referent(text, "date", None, False, placed=question.text[date.outer : date.end])
    phrases = [phrase for phrase in question.phrases if phrase.determiner or phrase.named]
    if asking is not None and not asking.noun and asking.wh in ("which", "what") and role(question) == "predicate":
        phrases.sort(key=lambda phrase: phrase.top)  # "the height of {the viaduct}" before the height
    seen = set()
    for phrase in (*phrases, *question.names):
        if phrase.outer in seen or phrase.attached:
            continue
        seen.add(phrase.outer)
        yield of_phrase(question, phrase)
    if not phrases and asking is not None and role(question) == "subject":  # "who discovered {penicillin}"
        rest = question.predicate
        if 2 <= len(rest) <= 4 and not any(token.low in words.prepositions for token in rest[1:]):
            text = question.text[rest[1].start : question.core_end]
            yield Referent(text, "thing", None, False, head=rest[1].low)


def of_phrase(question: Question, phrase: NounPhrase) -> Referent:
    """A noun phrase of a question as something that a pronoun can stand for."""
    words = LANGUAGES[question.language].follow_ups
    placed = phrase.before in words.locative or (
        phrase.before in words.chain and phrase.named and not phrase.determiner
    )
    sort = "place" if placed and phrase.sort == "unknown" and phrase.before in words.locative else phrase.sort
    plural = phrase.plural or (compiled(words.plural_noun).search(phrase.head) is not None and not phrase.named_head)
    at = words.join(phrase.before, phrase.text) if phrase.before in words.locative else ""
    if placed and not at:
        at = words.join(words.there.split(" ")[0], phrase.text)
    text = phrase.text
    if phrase.start == 0 and phrase.determiner:
        text = text[:1].lower() + text[1:]
    return Referent(text, sort, phrase.gender, plural, phrase.head, at)


def _of_answer(question: Question, turn: Turn) -> Referent | None:
    """The answer as something that a pronoun can stand for."""
    text, asking = quotable(turn.answer), question.asking
    if not text or asking is None:
        return None
    words = LANGUAGES[question.language].follow_ups
    asked = set(question.plain[asking.start : asking.end].lower().split())
    nouns = asked if asking.noun else {phrase.head for phrase in question.tops[:1]}
    sort: Sort = {"who": "person", "where": "place", "when": "date", "how_many": "quantity"}.get(asking.wh, "thing")  # type: ignore[assignment]
    if asking.wh in ("which", "what"):
        sort = "person" if nouns & words.people else "place" if nouns & words.places else "thing"
        if text[0].isdigit():
            sort = "quantity"
    if asking.wh in ("why", "how") or (asking.wh == "who" and names_someone(question)):
        return None
    if sort == "person" and not may_be_person(text, turn.language):
        sort = "thing"  # "the mould" is nobody
    inside = read(text, turn.language)
    joins = frozenset().union(
        *(language.follow_ups.both for language in LANGUAGES.values())
    )  # quotes keep their language
    first = inside.phrases[0] if inside.phrases and inside.phrases[0].start == 0 else None
    gender = first.gender if first is not None and first.determiner else gender_of_name(text)
    if gender is None and asking.noun and sort == "thing":
        gender = next((words.asked_gender[word] for word in asked if word in words.asked_gender), None)
    plural = (first.plural if first is not None else False) or any(token.low in joins for token in inside.tokens)
    if sort == "person" and inside.tokens and not inside.tokens[0].capital:  # "engineers"
        plurals = [token.low for token in inside.tokens if compiled(words.plural_noun).search(token.low)]
        plural = plural or any(word[:-1] in words.people for word in plurals)
    return Referent(text, sort, gender, plural, first.head if first else "", answered=True)
