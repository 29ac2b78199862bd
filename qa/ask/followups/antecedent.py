"""Finds what the pronouns of a question stand for in the conversation, and puts it in: "when was he born?"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qa.ask.followups.referents import Referent, of_phrase, referents
from qa.ask.followups.restate import quotable, role
from qa.lang import LANGUAGES
from qa.lang.folding import fold
from qa.lang.followup_words import Pronoun
from qa.lang.phrases import read
from qa.lang.reading import Question, compiled
from qa.lang.rewrite import capitalised, lowered
from qa.values import Turn

BACK = 2  # turns that a pronoun may reach over


@dataclass(frozen=True, slots=True)
class PronounUse:
    """A pronoun of the question."""

    pronoun: Pronoun
    start: int
    end: int
    group: int  # where the verb or preposition that goes with it begins
    noun: str  # "this {city}", in lower case


def points_back(question: Question) -> bool:
    """Whether a pronoun of the question stands for something outside it."""
    return any(not _bound(question, found) for found in _pronouns(question))


def only_points_back(question: Question) -> bool:
    """The same where the question names nothing that the pronoun could stand for, even loosely."""
    pronouns = [found for found in _pronouns(question) if not _bound(question, found)]
    named = (*question.tops, *question.names)
    return bool(pronouns) and all(any(p.start <= f.start < p.end for f in pronouns) for p in named)


def antecedents(question: Question, turns: Sequence[Turn]) -> str | None:
    """The question with what its pronouns stand for; None where none points back, or one is unclear."""
    pronouns = [found for found in _pronouns(question) if not _bound(question, found)]
    resolved: list[tuple[PronounUse, Referent]] = []
    for found in pronouns:
        subject = next((r for f, r in resolved if f.pronoun.form in ("inverted", "subject", "object")), None)
        if subject is not None and found.pronoun.form == "possessive" and _fits(found.pronoun, subject):
            continue  # "where did he publish {his} paper"
        referent = _referent(question, found, turns, [r.text for _, r in resolved])
        if referent is None:
            return None
        resolved.append((found, referent))
    return _put_in(question, resolved) if resolved else None


def _pronouns(question: Question) -> list[PronounUse]:
    """The pronouns that stand for something, in order."""
    words = LANGUAGES[question.language].follow_ups
    taken = [match.span() for match in compiled(words.expletives).finditer(question.plain)]
    found = []
    for pronoun in words.pronouns:
        for match in compiled(pronoun.pattern).finditer(question.plain):
            start, end = match.span("p")
            if any(first < end and start < last for first, last in taken):
                continue
            taken.append((start, end))
            groups = match.groupdict()
            found.append(PronounUse(pronoun, start, end, match.start(), (groups.get("noun") or "").lower()))
    return sorted(found, key=lambda one: one.start)


# ---------------------------------------------------------------- inside the question


def _bound(question: Question, found: PronounUse) -> bool:
    """Whether the pronoun stands for something in its own question."""
    form, words = found.pronoun.form, LANGUAGES[question.language].follow_ups
    if form == "then":
        return any(date.end <= found.start or date.start >= found.end for date in question.dates)
    if form == "that":
        return False
    if form == "there":
        return any(name.before in words.locative for name in question.names)
    asking = question.asking
    if form == "possessive" and asking is not None and role(question) == "subject" and asking.wh in ("who", "which"):
        return asking.noun or "person" in found.pronoun.sorts
    others = [
        phrase
        for phrase in (*question.tops, *question.names)
        if not (phrase.start <= found.start < phrase.end) and not phrase.attached
    ]
    if form == "demonstrative":
        return any(fold(other.head) == fold(found.noun) for other in others) or found.noun not in _known(question)
    clause = compiled(words.clauses)
    for other in others:
        if not _fits(found.pronoun, of_phrase(question, other)):
            continue
        between = question.plain[other.end : found.group]
        if other.end <= found.group:
            if form == "possessive" or (form == "inverted" and not between.strip()):
                return True
            if (clause.search(between) if form != "clitic" else "," in between) or ":" in between:
                return True
        elif "," in question.plain[found.end : other.outer] and other.end == question.core_end:
            return True
    if asking is None or not asking.noun:
        return False
    return clause.search(question.plain, asking.end, found.start) is not None  # "which writer said that {he} …"


def _known(question: Question) -> set[str]:
    """Nouns after "this" that can point back: all but those of time, which the dates hold."""
    return {token.low for token in question.tokens if not any(d.start <= token.start < d.end for d in question.dates)}


# ---------------------------------------------------------------- in the conversation


def _referent(question: Question, found: PronounUse, turns: Sequence[Turn], used: Sequence[str]) -> Referent | None:
    """What the pronoun stands for: the nearest that fits, in the turn before or the ones before it."""
    if found.pronoun.form == "that":
        answer = quotable(turns[-1].answer)
        return Referent(answer, "unknown", None, False, answered=True) if answer else None
    for turn in list(reversed(turns))[:BACK]:
        fitting = [one for one in referents(turn) if _may_be(question, found, one) and one.text not in used]
        if fitting:
            where = [one for one in fitting if one.answered and one.sort in ("place", "date")]
            others = [one for one in fitting if one not in where]
            return (where + others if found.pronoun.form in ("there", "then", "demonstrative") else others + where)[0]
    return None


def _may_be(question: Question, found: PronounUse, one: Referent) -> bool:
    words = LANGUAGES[question.language].follow_ups
    if found.pronoun.form == "demonstrative":
        if one.sort == "date" or one.sort == "quantity":
            return False
        if found.noun in words.people:
            return one.sort == "person" or (one.sort == "unknown" and not one.placed)
        if found.noun in words.places:
            return one.sort == "place" or (one.sort == "unknown" and not one.answered)
        return fold(one.head) == fold(found.noun)
    if not _fits(found.pronoun, one) or (one.answered and found.pronoun.unanswered):
        return False
    about_people = compiled(words.of_people).search(question.plain) is not None
    about_things = compiled(words.of_things).search(question.plain) is not None
    if about_people and not about_things and "person" in found.pronoun.sorts:
        return one.sort == "person" or (one.sort == "unknown" and not one.placed)
    if about_things and not about_people and "thing" in found.pronoun.sorts:
        return one.sort != "person"
    return True


def _fits(pronoun: Pronoun, one: Referent) -> bool:
    if pronoun.gender is not None and one.gender is not None and pronoun.gender != one.gender:
        return False
    if pronoun.plural != one.plural:
        return False
    if one.sort == "unknown":
        return one.answered or "place" in pronoun.sorts or not one.placed or pronoun.sorts == ("unknown",)
    return one.sort in pronoun.sorts


# ---------------------------------------------------------------- putting it in


def _put_in(question: Question, resolved: Sequence[tuple[PronounUse, Referent]]) -> str | None:
    """The question with every referent in its place."""
    fronted = list(dict.fromkeys(one.text for found, one in resolved if _goes_first(question, found)))
    if len(fronted) > 1:
        return None
    text = question.text
    for found, one in sorted(resolved, key=lambda pair: -pair[0].start):
        if not _goes_first(question, found):
            start, end, new = _edit(question, found, one)
            text = text[:start] + new + text[end:]
    text = capitalised(text)
    if fronted:
        np, words = capitalised(fronted[0]), LANGUAGES[question.language].follow_ups
        text = words.fronted.format(np=np, question=lowered(text, question.language))
    return text


def _goes_first(question: Question, found: PronounUse) -> bool:
    """Whether what the pronoun stands for goes to the head of the question, and the pronoun stays."""
    form, asking = found.pronoun.form, question.asking
    if form == "inverted" and asking is not None and asking.wh == "what" and not asking.preposition:
        return True  # "qu'a-t-il découvert" takes no subject before its verb
    if form == "possessive":
        return LANGUAGES[question.language].follow_ups.owner_goes_first(question, found.start, found.end)
    return form == "clitic"


def _edit(question: Question, found: PronounUse, one: Referent) -> tuple[int, int, str]:
    """The characters to replace, and by what."""
    form, words = found.pronoun.form, LANGUAGES[question.language].follow_ups
    start, end = found.start, found.end
    if form == "inverted":
        return _before_verb(question, found, one.text)
    if form == "possessive":
        return words.possessive(question, start, end, one.text, person=one.sort == "person")
    if form == "there":
        known = bool(one.placed) and not one.answered
        return start, end, one.placed if known else words.join(words.there.split(" ")[0], one.text)
    if form == "then":
        return start, end, _then(one, question)
    if form == "that":
        return start, end, words.quotes.format(one.text)
    return words.for_pronoun(question, start, end, one.text)


def _before_verb(question: Question, found: PronounUse, subject: str) -> tuple[int, int, str]:
    """The subject before its verb, whose pronoun stays; "qui est-elle" takes it in the pronoun's place."""
    at, words = found.group, LANGUAGES[question.language].follow_ups
    who = question.asking is not None and question.asking.wh == "who" and not question.asking.preposition
    verb = question.plain[at : found.start - 1].lower()
    if who and verb in words.be and found.end == question.core_end:
        return found.start - 1, found.end, f" {subject}"
    first = question.text[at : at + 1]
    return at, at + 1, f"{subject} {first.lower() if at == 0 else first}"


def _then(one: Referent, question: Question) -> str:
    """A date with its preposition: "in 1969", "on 20 July 1969", "le 14 décembre 2004"."""
    dates = read(one.text, question.language).dates
    if one.placed and " " in one.placed and not one.answered and dates:
        return one.placed
    words = LANGUAGES[question.language].follow_ups
    if dates and dates[0].before and not dates[0].day:
        return one.text
    return words.dated(one.text, day=bool(dates and dates[0].day))
