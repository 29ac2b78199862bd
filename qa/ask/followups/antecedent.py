"""Finds what the pronouns of a question stand for in the conversation, and puts it in: "when was he born?"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qa.ask.followups.restate import may_be_person, names_someone, quotable, role
from qa.lang import LANGUAGES
from qa.lang.followup_words import Gender, Pronoun, Sort
from qa.lang.phrases import read
from qa.lang.reading import NounPhrase, Reading, compiled, fold, gender_of_name
from qa.lang.rewrite import capitalised, elides, joined, lowered
from qa.values import Turn

BACK = 2  # turns that a pronoun may reach over


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


@dataclass(frozen=True, slots=True)
class Found:
    """A pronoun of the question."""

    pronoun: Pronoun
    start: int
    end: int
    group: int  # where the verb or preposition that goes with it begins
    noun: str  # "this {city}", in lower case


def points_back(question: Reading) -> bool:
    """Whether a pronoun of the question stands for something outside it."""
    return any(not _bound(question, found) for found in _pronouns(question))


def antecedents(question: Reading, turns: Sequence[Turn]) -> str | None:
    """The question with what its pronouns stand for; None where none points back, or one cannot be told."""
    pronouns = [found for found in _pronouns(question) if not _bound(question, found)]
    resolved: list[tuple[Found, Referent]] = []
    for found in pronouns:
        subject = next((r for f, r in resolved if f.pronoun.form in ("inverted", "subject", "object")), None)
        if subject is not None and found.pronoun.form == "possessive" and _fits(found.pronoun, subject):
            continue  # "where did he publish {his} paper"
        referent = _referent(question, found, turns, [r.text for _, r in resolved])
        if referent is None:
            return None
        resolved.append((found, referent))
    return _put_in(question, resolved) if resolved else None


def _pronouns(question: Reading) -> list[Found]:
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
            found.append(Found(pronoun, start, end, match.start(), (groups.get("noun") or "").lower()))
    return sorted(found, key=lambda one: one.start)


# ---------------------------------------------------------------- inside the question


def _bound(question: Reading, found: Found) -> bool:
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
        if not _fits(found.pronoun, _of_phrase(question, other)):
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


def _known(question: Reading) -> set[str]:
    """Nouns after "this" that can point back: all but those of time, which the dates hold."""
    return {token.low for token in question.tokens if not any(d.start <= token.start < d.end for d in question.dates)}


# ---------------------------------------------------------------- in the conversation


def _referent(question: Reading, found: Found, turns: Sequence[Turn], used: Sequence[str]) -> Referent | None:
    """What the pronoun stands for: the nearest that fits, in the turn before or the ones before it."""
    if found.pronoun.form == "that":
        answer = quotable(turns[-1].answer)
        return Referent(answer, "unknown", None, False, answered=True) if answer else None
    for turn in list(reversed(turns))[:BACK]:
        fitting = [one for one in _referents(turn) if _may_be(question, found, one) and one.text not in used]
        if fitting:
            where = [one for one in fitting if one.answered and one.sort in ("place", "date")]
            others = [one for one in fitting if one not in where]
            return (where + others if found.pronoun.form in ("there", "then", "demonstrative") else others + where)[0]
    return None


def _may_be(question: Reading, found: Found, one: Referent) -> bool:
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


def _referents(turn: Turn) -> Iterator[Referent]:
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


def _in_question(question: Reading) -> Iterator[Referent]:
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
        yield _of_phrase(question, phrase)
    if not phrases and asking is not None and role(question) == "subject":  # "who discovered {penicillin}"
        rest = [token for token in question.tokens if token.start >= asking.end]
        if 2 <= len(rest) <= 4 and not any(token.low in words.prepositions for token in rest[1:]):
            text = question.text[rest[1].start : question.core_end]
            yield Referent(text, "thing", None, False, head=rest[1].low)


def _of_phrase(question: Reading, phrase: NounPhrase) -> Referent:
    words = LANGUAGES[question.language].follow_ups
    placed = phrase.before in words.locative or (
        phrase.before in words.chain and phrase.named and not phrase.determiner
    )
    sort = "place" if placed and phrase.sort == "unknown" and phrase.before in words.locative else phrase.sort
    plural = phrase.plural or (
        words.head_last and re.search(r"(?<![aius])s$", phrase.head) is not None and not phrase.named_head
    )
    at = joined(phrase.before, phrase.text, question.language) if phrase.before in words.locative else ""
    if placed and not at:
        at = joined(words.there.split(" ")[0], phrase.text, question.language)
    text = phrase.text
    if phrase.start == 0 and phrase.determiner:
        text = text[:1].lower() + text[1:]
    return Referent(text, sort, phrase.gender, plural, phrase.head, at)


def _of_answer(question: Reading, turn: Turn) -> Referent | None:
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
    first = inside.phrases[0] if inside.phrases and inside.phrases[0].start == 0 else None
    gender = first.gender if first is not None and first.determiner else gender_of_name(text)
    if gender is None and asking.noun and sort == "thing":
        gender = next((words.asked_gender[word] for word in asked if word in words.asked_gender), None)
    plural = (first.plural if first is not None else False) or bool(re.search(r"\b(?:et|and)\b", text))
    if words.head_last and sort == "person" and inside.tokens and not inside.tokens[0].capital:
        plural = plural or any(t.low.endswith("s") and t.low[:-1] in words.people for t in inside.tokens)  # "engineers"
    return Referent(text, sort, gender, plural, first.head if first else "", answered=True)


# ---------------------------------------------------------------- putting it in


def _put_in(question: Reading, resolved: Sequence[tuple[Found, Referent]]) -> str | None:
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


def _goes_first(question: Reading, found: Found) -> bool:
    """Whether what the pronoun stands for goes to the head of the question, and the pronoun stays."""
    form, asking = found.pronoun.form, question.asking
    if form == "inverted" and asking is not None and asking.wh == "what" and not asking.preposition:
        return True  # "qu'a-t-il découvert" takes no subject before its verb
    if form == "possessive" and question.language == "fr":
        return not _owned_last(question, found) or question.plain[found.start : found.end].lower() == "leur"
    return form == "clitic"


def _owned_last(question: Reading, found: Found) -> bool:
    """Whether the noun after a possessive ends the question."""
    return len(question.plain[found.end : question.core_end].split()) <= 2 and not re.search(
        r"-(?:t-)?(?:il|elle)", question.plain[found.end :]
    )


def _edit(question: Reading, found: Found, one: Referent) -> tuple[int, int, str]:
    """The characters to replace, and by what."""
    form, language, words = found.pronoun.form, question.language, LANGUAGES[question.language].follow_ups
    start, end = found.start, found.end
    if form == "inverted":
        at = found.group
        who = question.asking is not None and question.asking.wh == "who" and not question.asking.preposition
        if who and question.plain[at : start - 1].lower() in words.be and end == question.core_end:
            return start - 1, end, f" {one.text}"  # "qui est-elle"
        verb = question.text[at : at + 1]
        return at, at + 1, f"{one.text} {verb.lower() if at == 0 else verb}"
    if form == "possessive":
        return _possessive(question, found, one)
    if form == "there":
        return (
            start,
            end,
            one.placed if one.placed and not one.answered else joined(words.there.split(" ")[0], one.text, language),
        )
    if form == "then":
        return start, end, _then(one, question)
    if form == "that":
        return start, end, words.quotes.format(one.text)
    before = question.plain[:start].rstrip(" ").rpartition(" ")[2].lower() if language == "fr" else ""
    if before.endswith("'"):
        at = start - len(before)
        full = {"qu'": "que", "d'": "de", "s'": "si", "lorsqu'": "lorsque", "puisqu'": "puisque"}.get(before, before)
        whole = f"qu’{one.text}" if full == "que" and elides(one.text) else joined(full, one.text, language)
        return at, end, whole
    if before in ("de", "à"):
        at = len(question.plain[:start].rstrip(" ")) - len(before)
        return at, end, joined(before, one.text, language)
    return start, end, one.text


def _possessive(question: Reading, found: Found, one: Referent) -> tuple[int, int, str]:
    language, words = question.language, LANGUAGES[question.language].follow_ups
    owned = question.text[found.end : question.core_end].strip()
    host = words.hosts[question.plain[found.start : found.end].lower()]
    if language == "fr":
        noun = f"l’{owned}" if host in ("le", "la") and elides(owned) else f"{host} {owned}"
        return found.start, question.core_end, f"{noun} {joined('de', one.text, language)}"
    if one.sort != "person" and _owned_last(question, found) and " " in one.text:
        return found.start, question.core_end, f"{host} {owned} of {one.text}"
    return (
        found.start,
        found.end,
        f"{one.text}'" if one.text.endswith("s") and one.sort != "person" else f"{one.text}'s",
    )


def _then(one: Referent, question: Reading) -> str:
    """A date with its preposition: "in 1969", "on 20 July 1969", "le 14 décembre 2004"."""
    if one.placed and " " in one.placed and not one.answered and read(one.text, question.language).dates:
        return one.placed
    words = LANGUAGES[question.language].follow_ups
    inside = read(one.text, question.language)
    if inside.dates and inside.dates[0].day:
        return (
            f"on {one.text}"
            if question.language == "en"
            else one.text
            if one.text.startswith("le ")
            else f"le {one.text}"
        )
    if inside.dates and inside.dates[0].before:
        return one.text
    return words.then.format(one.text)
