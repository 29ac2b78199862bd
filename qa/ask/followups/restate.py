"""Asks the former question with other question words: "Who opened the viaduct?" and "when?"."""

from __future__ import annotations

import re

from qa.lang import LANGUAGES
from qa.lang.folding import plain
from qa.lang.phrases import read
from qa.lang.reading import Asking, NounPhrase, Question, Role, compiled
from qa.lang.rewrite import capitalised, put
from qa.values import LanguageCode

LONGEST_ANSWER = 80  # characters of an answer that is put into a question
_EDGE = ' ,;:.!?…–—«»"“”'


def quotable(answer: str) -> str:
    """An answer that can be put into a question; "" where it cannot."""
    text = " ".join(answer.split()).strip(_EDGE)
    return text if len(text) <= LONGEST_ANSWER and not re.search(r"[.!?…] ", text) else ""


def may_be_person(answer: str, language: LanguageCode) -> bool:
    """Whether an answer can be somebody: a name or "the minister", no clause and no other noun."""
    words, found = LANGUAGES[language].follow_ups, read(answer, language)
    tokens, small = found.tokens, LANGUAGES[language].follow_ups.joining | LANGUAGES[language].particles
    if not tokens or tokens[0].number or compiled(words.relative).search(found.plain):
        return False
    first = 1 if tokens[0].low in words.determiners or tokens[0].low in small else 0
    after = first
    while after < len(tokens) and (after == first or found.plain[tokens[after - 1].end : tokens[after].start] == " "):
        low = tokens[after].low
        if low in words.prepositions or low in words.contractions or low in words.both:
            break
        after += 1
    noun = tokens[first:after]
    if any(token.low in words.helpers for token in noun):
        return False
    person = max((number for number, token in enumerate(noun) if token.low in words.people), default=None)
    if person is not None:  # "the culture minister Rachida Dati", but not "workers sealed the pipe"
        return not words.head_last or all(token.capital for token in noun[person + 1 :])
    if not noun or not noun[0].capital or (first and tokens[0].low in words.determiners and not tokens[0].capital):
        return False
    return all(token.capital or token.number or token.low in small for token in noun)


def role(question: Question) -> Role:
    """What the words that ask are in their question."""
    return LANGUAGES[question.language].follow_ups.role(question)


def names_someone(question: Question) -> bool:
    """Whether it asks who someone is whom it names: "Who is Simone Veil?"."""
    asking = question.asking
    if asking is None or role(question) != "predicate":
        return False
    verb = question.predicate[0]
    return any(name.outer == name.start == verb.end + 1 and not name.determiner for name in question.names)


def ask_instead(former: Question, new: Asking, asked: str, language: LanguageCode, answer: str) -> str | None:
    """The former question, asked with other words.

    Args:
        former: the question before.
        new: the words that ask now, read.
        asked: the words themselves.
        language: theirs.
        answer: what was answered to the former question, "" where nothing was.
    """
    old, words = former.asking, LANGUAGES[former.language].follow_ups
    if old is None:
        return _of_yes_or_no(former, new, asked) if language == former.language else None
    if new.wh in ("what", "which", "how_many") and not new.preposition:
        return None
    if language != former.language:
        if new.wh not in words.same_word or " " in asked:
            return None
        asked = words.same_word[new.wh]
    part = role(former)
    if new.wh == "who" and part == "adverb" and compiled(words.passive).search(former.plain):
        asked = words.by_whom if not new.preposition else asked
    elif new.wh == "who" and not new.preposition:
        return None
    if former.plain[old.start : old.end].strip().lower() == asked.lower():
        return None
    asked, rest = capitalised(asked), former.text[old.end : former.core_end].strip()
    core = _restated(former, part, asked, rest, quotable(answer), new)
    if core is not None:
        lead = former.text[: old.start]
        return (
            f"{lead}{core}{_closing(former)}" if not lead else f"{lead}{core[:1].lower()}{core[1:]}{_closing(former)}"
        )
    also = words.also.format(question=former.text[: former.core_end], wh=asked.lower())
    return also.rstrip(" ?") + _closing(former)


def _of_yes_or_no(former: Question, new: Asking, asked: str) -> str | None:
    """The words that ask, before a question that is answered by yes or no: "Is the plant closed?" and "why?"."""
    words = LANGUAGES[former.language].follow_ups
    if not former.tokens or not (new.preposition or new.wh in words.same_word):
        return None
    first = former.tokens[0].low
    stated = compiled(words.inverted).search(former.plain) is not None and first in words.determiners
    if not (first in words.helpers or compiled(words.yes_or_no).match(first) or stated):
        return None
    return f"{capitalised(asked)} {former.text[:1].lower()}{former.text[1 : former.core_end]}{_closing(former)}"


def _closing(former: Question) -> str:
    return former.text[former.core_end :] or LANGUAGES[former.language].follow_ups.question_mark


def _restated(former: Question, part: Role, asked: str, rest: str, answer: str, new: Asking) -> str | None:
    """The question without its question mark; None where its shape gives no good one."""
    old, words = former.asking, LANGUAGES[former.language].follow_ups
    assert old is not None
    if part == "adverb":
        asked_before = former.text[old.start : old.end].strip()
        that = compiled(words.question_that).search(plain(asked_before))
        full = f"{asked}{asked_before[that.start() :]}" if that else asked
        return f"{full}{'' if full.endswith(('’', chr(39))) else ' '}{rest}"
    if part == "subject":
        return _about(former, asked, _subject(former, old, answer), rest)
    if part == "predicate":
        verb, _, noun = rest.partition(" ")
        if new.wh == "where" and " " not in asked:
            return f"{asked} {rest}"
        if old.wh == "who" and not names_someone(former):
            return _about(former, asked, answer or words.someone, rest)
        return None if not answer else _predicate(former, asked, verb, noun, answer)
    if part == "object" and answer and old.wh != "how_many":
        return words.with_object(former, asked, rest, answer)
    return None


def _about(former: Question, asked: str, subject: str | None, rest: str) -> str | None:
    """The question about a whole statement: "When was it that Chirac opened the viaduct"."""
    words = LANGUAGES[former.language].follow_ups
    if subject is None:
        return None
    helper, _, after = rest.partition(" ")
    if words.cleft is not None and helper.lower() in words.helpers:
        return words.cleft.format(wh=asked, helper=helper, subject=subject, rest=after).rstrip(" ?")
    return words.stated(subject, asked, rest)


def _subject(former: Question, old: Asking, answer: str) -> str | None:
    """What the words that asked stood for: the answer, or "someone"."""
    words = LANGUAGES[former.language].follow_ups
    if old.wh == "how_many":
        noun = former.text[old.start : old.end].split(" ", 2)[-1]
        elided = next((prefix for prefix in words.elided if plain(noun).startswith(prefix)), "")
        noun = noun[len(elided) :]
        return None if not answer else answer if noun.lower() in answer.lower() else f"{answer} {noun}"
    if answer:
        return answer
    return words.someone if old.wh == "who" else words.something if old.wh == "what" else None


def _predicate(former: Question, asked: str, verb: str, noun: str, answer: str) -> str:
    """The question with its answer as the predicate: "Why is the height of the viaduct 343 metres"."""
    words = LANGUAGES[former.language].follow_ups
    if words.cleft is not None:
        return f"{asked} {verb} {noun} {answer}"
    return words.stated(noun, asked, f"{verb} {answer}")


def about_object(new: NounPhrase, former: Question) -> str | None:
    """For "and insulin?" after "Who discovered penicillin?": another bare noun in the place of the only one."""
    asking = former.asking
    if asking is None or role(former) != "subject" or former.tops or former.dates or new.determiner:
        return None
    rest = former.predicate
    if not 2 <= len(rest) <= 4:
        return None
    return put(former, rest[1].start, former.core_end, new.text)
