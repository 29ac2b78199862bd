"""Puts another noun phrase in the place of one of the former question's: "et à Paris ?", "and the length?"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from qa.ask.followups.restate import about_object, names_someone, role
from qa.lang import LANGUAGES
from qa.lang.folding import fold, plain
from qa.lang.followup_words import FollowUpWords
from qa.lang.phrases import read
from qa.lang.reading import Gender, NounPhrase, Question, compiled
from qa.lang.rewrite import agreeing, inserted, put, replaced
from qa.values import Turn

_YEAR_AFTER = re.compile(r"\s(?:1\d|20)\d\d\b")


@cache
def _small_words() -> frozenset[str]:
    """The words of all languages that two names may share: "of", "la"."""
    words = (language.follow_ups for language in LANGUAGES.values())
    return frozenset(word for one in words for word in (*one.chain, *one.determiners, *one.contractions))


@dataclass(frozen=True, slots=True)
class Substitution:
    """Another noun phrase, and the question that it is put into."""

    former: Question
    fragment: Question  # what was asked now
    opened: bool  # whether it began with "and", "what about"

    @property
    def _words(self) -> FollowUpWords:
        return LANGUAGES[self.fragment.language].follow_ups

    @property
    def _same_language(self) -> bool:
        return self.former.language == self.fragment.language

    def completed(self) -> str | None:
        """The former question with another noun phrase in the place of one of its own; None where it is not clear."""
        new, former = _whole(self.fragment), self.former
        if new is None:
            return None
        if new.before in self._words.locative:
            return self._at_place(new)
        if new.before and new.before not in self._words.about:
            same = [phrase for phrase in (*former.names, *former.phrases) if phrase.before == new.before]
            same = [phrase for phrase in same if bool(phrase.determiner) == bool(new.determiner)] or same
            if len({phrase.outer for phrase in same}) == 1:
                return self._swapped(same[0], new)
            return None
        if not self.opened:
            return None
        if new.named or not new.determiner:
            found = self._named(new)
            if found is not None or new.named:
                return found
        return self._noun(new)

    def _at_place(self, new: NounPhrase) -> str | None:
        former, words = self.former, LANGUAGES[self.former.language].follow_ups
        names = [name for name in _places(former) if not name.attached]
        event = compiled(words.placed_event).search(former.plain)
        if event is not None and new.determiner and not new.named:
            return None
        if event is not None and not new.determiner and self._same_language:
            places = [name for name in names if name.before in words.locative]
            if all(event.start() <= name.start and name.end <= event.end() for name in places):
                return f"{former.text[: event.start('place')]}{new.text}{former.text[event.end('place') :]}"
            if any(event.start() <= name.start for name in places):
                return None  # "How many did athletes from France win at the Paris Olympics?" names two places
        there = [name for name in names if name.before in words.locative] or [
            name for name in names if name.sort != "person" and _of_any_place(former, name)
        ]
        if there:
            old = there[-1]
            if (ending := self._ending(old)) is not None:
                return replaced(former, ending, new.text) if not new.determiner and self._same_language else None
            if self._is_event(old) and not compiled(words.events).search(self.fragment.plain):
                return None  # "Who won the 2018 World Cup in Russia?": another place is another year, and no longer it
            if old.before in words.locative and self._same_language:
                return put(former, old.outer, old.end, words.join(new.before, new.text))
            return replaced(former, old, new.text)
        if not self._same_language or (former.asking is not None and former.asking.wh == "where") or not self.opened:
            return None
        if any(name.attached or name.determiner or name.before in words.chain for name in former.names):
            return None  # "the Canal du Midi", "le viaduc de Millau": what has a name stands in one place
        if role(former) == "subject" and any(not name.before and name.sort == "unknown" for name in former.names):
            return None  # "Who won Wimbledon?"
        return inserted(former, words.join(new.before, new.text))

    def _is_event(self, name: NounPhrase) -> bool:
        """Whether the name of a place is rather what takes place there, or stands beside its year."""
        former, events = self.former, compiled(LANGUAGES[self.former.language].follow_ups.events)
        found = [one for one in events.finditer(former.plain) if one.start() < name.end]
        if not found:
            return False
        year = next((date for date in former.dates if date.year is not None and date.start < name.end), None)
        return year is not None or any(name.start <= one.start() for one in found)

    def _ending(self, name: NounPhrase) -> NounPhrase | None:
        """The place with which the name of what takes place there ends: "aux JO {de Paris}"."""
        former, words = self.former, LANGUAGES[self.former.language].follow_ups
        whole = next((one for one in former.phrases if one.start == name.start and one.end > name.end), None)
        ends = [one for one in former.names if whole is not None and one.end == whole.end and one.before in words.chain]
        return ends[0] if ends else None

    def _named(self, new: NounPhrase) -> str | None:
        """Which name of the former question another name takes the place of."""
        former = self.former
        names = list(_places(former))
        if not names:
            return None
        words = {fold(word) for word in new.text.split()}
        alike = [name for name in names if words & {fold(word) for word in name.text.split()} - _small_words()]
        heads = [
            phrase for phrase in former.phrases if phrase.determiner and phrase.head == new.head and new.determiner
        ]
        if heads:
            return self._swapped(heads[0], new)
        if new.determiner and not new.text[len(new.determiner) :].lstrip(" '’")[:1].isupper():  # "le pont de Normandie"
            nouns = [phrase for phrase in former.phrases if phrase.named and phrase.determiner]
            nouns = [phrase for phrase in nouns if not phrase.named_head] or nouns
            return self._swapped(nouns[-1], new) if nouns else None
        free = [name for name in names if not name.attached] or names
        if not new.named and former.names:  # "and toulouse?", but "and insulin?" is not where France was
            closes = len(free) == 1 and not free[0].before and free[0].end == former.core_end
            if not closes and not (len(free) == 1 and _of_any_place(former, free[0])):
                return None
        pools = (alike, [n for n in free if bool(n.determiner) == bool(new.determiner)], free)
        for pool in pools:
            unbound = [name for name in pool if not name.before]
            for choice in (pool, unbound):
                if len({name.start for name in choice}) == 1:
                    return self._in_place_of(choice[0], new)
        return None

    def _in_place_of(self, old: NounPhrase, new: NounPhrase) -> str | None:
        """The new name where the old one stood."""
        former = self.former
        holder = next((phrase for phrase in former.phrases if phrase.start < old.start and phrase.end == old.end), None)
        if old.attached and holder is not None:  # "la tour Eiffel" is one name: "et Lyon ?" is no other tower
            return self._swapped(holder, new) if new.determiner else None
        bound = old.before in LANGUAGES[former.language].follow_ups.chain and not _of_any_place(former, old)
        if bound and (old.determiner or new.determiner):  # "le canal du Midi" is one name: "et Paris ?" is no canal
            return None
        longer = [p for p in former.phrases if p.start == old.start and p.end > old.end and old.determiner]
        return self._swapped(longer[0] if longer and new.determiner else old, new)

    def _swapped(self, old: NounPhrase, new: NounPhrase) -> str | None:
        """The former question with another noun phrase, and with what agrees with it."""
        former, text, words = self.former, new.text, LANGUAGES[self.former.language].follow_ups
        if not new.named and _YEAR_AFTER.match(former.text, old.end):  # "la Coupe du monde 2018" is one name
            return None
        year, article = compiled(words.dated_noun).match(plain(old.text)), compiled(words.article).match(plain(text))
        if year is not None and not any(map(str.isdigit, text)):  # "the 2018 World Cup": another cup of that year
            if not new.named or article is None:
                return None
            text = f"{year[0]}{text[article.end() :]}"
        completed = replaced(former, old, text)
        return agreeing(completed, new.gender, former.language) if old.gender != new.gender else completed

    def _noun(self, new: NounPhrase) -> str | None:
        """Which noun of the former question another noun takes the place of: "and the length?"."""
        former = self.former
        if not self._same_language:
            return None
        same = [phrase for phrase in former.phrases if phrase.head == new.head and phrase.determiner]
        if same:
            return None
        tops = [phrase for phrase in former.tops if phrase.determiner]
        copular = role(former) == "predicate" and not names_someone(former)
        if copular and len(tops) == 1 and tops[0].head != tops[0].text and former.inside(tops[0]):
            return self._attribute(new, tops[0])
        if len(tops) == 1 and new.determiner in self._words.determiners and not tops[0].before:
            return self._swapped(tops[0], new)
        return about_object(new, former)

    def _attribute(self, new: NounPhrase, old: NounPhrase) -> str | None:
        """For "and the length?" after "What is the height of the viaduct?": the complement of the noun stays."""
        inside = self.former.inside(old)
        if inside is None or not new.determiner:
            return None
        noun = new.text[len(new.determiner) :].strip(" ’'")
        text = self._words.determined(self._words.hosts.get(new.determiner, new.determiner), noun)
        completed = put(self.former, old.start, inside.outer - 1, text)
        for gender, pattern, full in self._words.asking_agreement:
            if gender == new.gender:
                completed = compiled(pattern).sub(full, completed)
        return completed


def of_other_person(former: Question, before: Sequence[Turn], gender: Gender | None) -> str | None:
    """The former question about the only other person that the conversation named: "and her?".

    Args:
        former: the question before.
        before: the turns before that one.
        gender: of the person who is asked about.
    """
    here = [name for name in former.names if not name.attached and name.sort in ("person", "unknown")]
    others = {
        name.text: name
        for turn in before
        for name in read(turn.question, turn.language).names
        if name.sort in ("person", "unknown")
        and not name.attached
        and not name.before
        and name.gender in (None, gender)
        and fold(name.text) not in {fold(one.text) for one in here}
    }
    if len(here) != 1 or len(others) != 1:
        return None
    (new,) = others.values()
    return agreeing(replaced(former, here[0], new.text), gender or "m", former.language)


def _whole(fragment: Question) -> NounPhrase | None:
    """The noun phrase that the fragment is, without anything else."""
    length = len(fragment.plain)
    found = next((p for p in (*fragment.phrases, *fragment.names) if p.outer == 0 and p.end == length), None)
    if found is not None or not 0 < len(fragment.tokens) <= 3:
        return found
    stops = LANGUAGES[fragment.language].stop_words
    if any(token.low in stops for token in fragment.tokens) or fragment.dates:
        return None
    return NounPhrase(0, 0, length, fragment.text, fragment.tokens[0].low, top=True)


def _places(question: Question) -> Sequence[NounPhrase]:
    """The names of a question; where it is all in small letters, bare words after a preposition."""
    words = LANGUAGES[question.language].follow_ups
    if question.names or any(token.capital for token in question.tokens[1:]):
        return question.names
    return [
        phrase
        for phrase in question.phrases
        if not phrase.determiner and phrase.before in words.locative | words.chain and " " not in phrase.text
    ]


def _of_any_place(question: Question, name: NounPhrase) -> bool:
    """Whether a name says of which place something is that others have too: "the mayor {of Lyon}"."""
    words = LANGUAGES[question.language].follow_ups
    if name.before not in words.chain:
        return False
    holders = [one.start for one in question.phrases if one.start < name.outer and one.end == name.end]
    nouns = [token.low for token in question.tokens if max(holders, default=0) <= token.start < name.outer]
    nouns = nouns if holders else nouns[-1:]
    return any(noun in words.people | words.everywhere for noun in nouns)
