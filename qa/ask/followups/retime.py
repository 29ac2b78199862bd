"""Puts another date, year or number in the order into the former question: "et en 2021 ?", "and the second?"."""

from __future__ import annotations

import re

from qa.lang import LANGUAGES
from qa.lang.followup_words import FollowUpWords
from qa.lang.reading import Date, Question, compiled
from qa.lang.rewrite import inserted, put


def years_later(former: Question, years: int) -> str | None:
    """The former question about the year that lies so many years after its own."""
    dates = [date for date in former.dates if date.year is not None and date.month is None]
    if len(dates) != 1:
        return None
    at, year = former.plain.index(dates[0].year or "", dates[0].start), int(dates[0].year or 0)
    return f"{former.text[:at]}{year + years}{former.text[at + 4 :]}"


def at_date(former: Question, fragment: Question, date: Date, *, opened: bool) -> str | None:
    """The former question with another date in the place of its own, or with one more.

    Args:
        former: the question before.
        fragment: what was asked now.
        date: the date that closes it.
        opened: whether it began with "and", "what about".
    """
    if not opened and (date.outer or (not date.before and not former.dates)):
        return None
    own = former.language == fragment.language
    said, words = fragment.text[date.outer :], LANGUAGES[former.language].follow_ups
    if not former.dates:
        if not own or (former.asking is not None and former.asking.wh == "when"):
            return None
        return inserted(former, _placed(said, date, words))
    if len(former.dates) > 1 or (not own and (date.month or not date.year)):
        return None
    old = former.dates[0]
    if date.year is None and date.month and old.year and old.month:
        said += f" {old.year}"
    alike, bare = _same_shape(old, date), said[date.start - date.outer :]
    bare = bare.split(" ")[-1] if date.year and not date.month else bare
    inside = words.head_last and not old.before and any(p.start < old.start < p.end for p in former.phrases)
    if inside:  # "the {2018} World Cup"
        return put(former, old.start, old.end, bare) if alike else None
    if alike and (old.before in words.chain or not date.before or not own):
        return put(former, old.start, old.end, bare)
    return put(former, old.outer, old.end, _placed(said, date, words) if own else words.dated(bare, day=False))


def _placed(said: str, date: Date, words: FollowUpWords) -> str:
    """A date with a preposition: "in 2021" for "2021", but "yesterday" as it is."""
    bare = not date.before and (date.year is not None or date.month is not None)
    return words.dated(said, day=date.day is not None) if bare else said


def _same_shape(one: Date, other: Date) -> bool:
    """Whether both are years, both months or both days: then one can stand where the other did."""
    return (one.day is None, one.month is None) == (other.day is None, other.month is None)


def ordinals(question: Question) -> list[re.Match[str]]:
    """The numbers in an order that a question holds, outside its dates: "first"."""
    found = compiled(rf"\b(?:{LANGUAGES[question.language].follow_ups.ordinals})\b").finditer(question.plain)
    return [one for one in found if not any(date.start <= one.start() < date.end for date in question.dates)]


def at_ordinal(former: Question, fragment: Question) -> str | None:
    """The former question with another number in the order in the place of its own: "the first", "the second"."""
    new, old = ordinals(fragment), ordinals(former)
    only = len(new) == 1 and len(old) == 1 and len(fragment.tokens) <= 3
    if not only or former.language != fragment.language or new[0][0].lower() == old[0][0].lower():
        return None
    return put(former, old[0].start(), old[0].end(), new[0][0])
