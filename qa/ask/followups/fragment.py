"""Completes a fragment with the former question: "et à Paris ?", "and in 2021?", "when?", "who is that?"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa.ask.followups.restate import about_object, ask_instead, may_be_person, names_someone, quotable, role
from qa.lang import LANGUAGES
from qa.lang.followup_words import FollowUpWords
from qa.lang.phrases import read
from qa.lang.reading import Date, NounPhrase, Reading, compiled, fold, plain
from qa.lang.rewrite import agreeing, elides, inserted, joined, put, replaced
from qa.values import LanguageCode, Turn

LONGEST_FRAGMENT = 8  # words after "and"
_EDGE = " ,;:.!?…-–—"
_ARTICLE = re.compile(r"the ", re.IGNORECASE)
_SMALL = {"de", "du", "des", "le", "la", "les", "of", "the"}  # which two names may share
_YEAR = re.compile(r"the [12]\d{3} ", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Fragment:
    """A question without what stands around it, and the conversation before it."""

    core: str
    opened: bool  # whether it began with "and", "what about"
    marked: bool  # whether it ended with a question mark
    language: LanguageCode
    turns: Sequence[Turn]

    @property
    def _words(self) -> FollowUpWords:
        return LANGUAGES[self.language].follow_ups

    @property
    def _last(self) -> Turn:
        return self.turns[-1]

    @property
    def _former(self) -> Reading:
        return read(self._last.question, self._last.language)

    def what_is_that(self) -> str | None:
        """Rule for "who is that?", "c'est quoi ?": about the last answer; "" where that is no such thing."""
        answer, asking = quotable(self._last.answer), self._former.asking
        wh = None if asking is None else asking.wh
        (who, who_is), (what, what_is) = self._words.who_is, self._words.what_is
        person = wh in ("who", "what", "which") and may_be_person(answer, self._last.language)
        if compiled(who).fullmatch(plain(self.core)):
            return who_is.format(answer) if person else ""
        if not compiled(what).fullmatch(plain(self.core)) or not answer or (person and wh == "who"):
            return None
        clause = wh in ("why", "how", "when") or answer[0].isdigit()
        return "" if clause else what_is.format(answer)

    def ask_otherwise(self) -> str | None:
        """Rule for "when?", "where was that?", "dans quelle ville ?": the former question, asked with other words."""
        straight = plain(self.core)
        before = compiled(rf"(?:{self._words.backwards}) ").match(straight)
        core = straight[before.end() :] if before else straight
        asking = read(core, self.language).asking
        if asking is None or asking.start > 0 or (asking.wh == "how_many" and not asking.preposition):
            return None
        rest = core[asking.end :].strip(_EDGE)
        happened = rf"(?:{self._words.happened})(?: (?:{self._words.happened}))?"
        if rest and not compiled(happened).fullmatch(rest):
            return None
        at = len(self.core) - len(core)
        asked = self.core[at : at + asking.end].strip(_EDGE)
        for pattern, full in self._words.bare:
            if compiled(pattern).fullmatch(plain(asked)):
                asked = compiled(pattern).sub(full, plain(asked))
        asking = read(asked, self.language).asking
        return None if asking is None else ask_instead(self._former, asking, asked, self.language, self._last.answer)

    def ask_of_another(self) -> str | None:
        """Rule for "et à Paris ?", "and in 2021?", "what about Lyon?": the former question about something else."""
        if not self.opened and not self.marked:
            return None
        core = self.core
        for pattern, full in self._words.standing_in:
            core = compiled(pattern).sub(full, core)
        fragment = read(core, self.language)
        if fragment.asking is not None or not 0 < len(fragment.tokens) <= LONGEST_FRAGMENT:
            return None
        if self.opened and self.core.lower() in self._words.him_or_her:
            return self._of_the_other_person()
        if compiled(self._words.ordinals).search(fragment.plain):
            return self._ordinal(fragment)
        for pattern, years in self._words.years:
            if compiled(rf"(?:{pattern})").fullmatch(fragment.plain):
                return self._years_later(years)
        date = next((date for date in fragment.dates if date.end == len(fragment.plain)), None)
        if date is None:
            return self._of_phrase(fragment, self._former)
        dated = self._at_date(fragment, date)
        if dated is None or not date.outer:
            return dated
        place = read(fragment.text[: date.outer].strip(_EDGE), self.language)
        return self._of_phrase(place, read(dated, self._last.language))

    def _years_later(self, years: int) -> str | None:
        former = self._former
        dates = [date for date in former.dates if date.year is not None and date.month is None]
        if len(dates) != 1:
            return None
        at, year = former.plain.index(dates[0].year or "", dates[0].start), int(dates[0].year or 0)
        return f"{former.text[:at]}{year + years}{former.text[at + 4 :]}"

    def _at_date(self, fragment: Reading, date: Date) -> str | None:
        """The former question with another date in the place of its own, or with one more."""
        former = self._former
        if date.outer and not self.opened:
            return None
        if not self.opened and not date.before and not former.dates:
            return None
        said = fragment.text[date.outer :]
        if not former.dates:
            if former.asking is not None and former.asking.wh == "when":
                return None
            said = (
                said
                if date.before or date.year is None or date.month
                else LANGUAGES[self.language].follow_ups.then.format(said)
            )
            return inserted(former, said) if former.language == self.language else None
        if len(former.dates) > 1:
            return None
        old = former.dates[0]
        if date.year is None and date.month and old.year and old.month:
            said += f" {old.year}"
        if former.language != self.language and (date.month or not date.year):
            return None
        bare = said[date.start - date.outer :]
        words, there = LANGUAGES[former.language].follow_ups, any(p.start < old.start < p.end for p in former.phrases)
        inside = words.head_last and not old.before and there  # "the {2018} World Cup"
        if inside and not _same_shape(old, date):
            return None
        if inside or old.before in words.chain or not date.before or former.language != self.language:
            bare = bare.split(" ")[-1] if date.year and not date.month else bare
            return (
                put(former, old.start, old.end, bare)
                if _same_shape(old, date)
                else put(former, old.outer, old.end, said)
            )
        return put(former, old.outer, old.end, said)

    def _ordinal(self, fragment: Reading) -> str | None:
        former = self._former
        new = list(compiled(rf"\b(?:{self._words.ordinals})\b").finditer(fragment.plain))
        old = list(compiled(rf"\b(?:{self._words.ordinals})\b").finditer(former.plain))
        only = len(new) == 1 and len(old) == 1 and len(fragment.tokens) <= 3
        if not only or former.language != self.language or new[0][0].lower() == old[0][0].lower():
            return None
        return put(former, old[0].start(), old[0].end(), new[0][0])

    def _of_the_other_person(self) -> str | None:
        """Rule for "and her?": the only other person that the conversation named."""
        gender = self._words.him_or_her[self.core.lower()]
        former = self._former
        here = [name for name in former.names if not name.attached and name.sort in ("person", "unknown")]
        others = {
            name.text: name
            for turn in self.turns[:-1]
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

    # ------------------------------------------------------------ another phrase

    def _of_phrase(self, fragment: Reading, former: Reading) -> str | None:
        """The former question with another noun phrase in the place of one of its own."""
        new = _whole(fragment)
        if new is None:
            return None
        if new.before in self._words.locative:
            return self._at_place(new, former)
        if new.before and new.before not in ("pour", "for"):
            same = [phrase for phrase in (*former.names, *former.phrases) if phrase.before == new.before]
            same = [phrase for phrase in same if bool(phrase.determiner) == bool(new.determiner)] or same
            if len({phrase.outer for phrase in same}) == 1:
                return self._swapped(former, same[0], new)
            return None
        if not self.opened:
            return None
        if new.named or not new.determiner:
            found = self._named(new, former)
            if found is not None or new.named:
                return found
        return self._noun(new, former)

    def _at_place(self, new: NounPhrase, former: Reading) -> str | None:
        words = LANGUAGES[former.language].follow_ups
        names = [name for name in _places(former) if not name.attached]
        there = [name for name in names if name.before in words.locative] or [
            name for name in names if name.sort != "person" and _of_any_place(former, name)
        ]
        same_language = former.language == self.language
        if there:
            old = there[-1]
            if old.before in words.locative and same_language:
                return put(former, old.outer, old.end, joined(new.before, new.text, self.language))
            return replaced(former, old, new.text)
        if not same_language or (former.asking is not None and former.asking.wh == "where") or not self.opened:
            return None
        if any(name.attached or name.determiner or name.before in words.chain for name in former.names):
            return None  # "the Canal du Midi", "le viaduc de Millau": what has a name stands in one place
        if role(former) == "subject" and any(not name.before and name.sort == "unknown" for name in former.names):
            return None  # "Who won Wimbledon?"
        return inserted(former, joined(new.before, new.text, self.language))

    def _named(self, new: NounPhrase, former: Reading) -> str | None:
        """Which name of the former question another name takes the place of."""
        names = list(_places(former))
        if not names:
            return None
        words = {fold(word) for word in new.text.split()}
        alike = [name for name in names if words & {fold(word) for word in name.text.split()} - _SMALL]
        heads = [
            phrase for phrase in former.phrases if phrase.determiner and phrase.head == new.head and new.determiner
        ]
        if heads:
            return self._swapped(former, heads[0], new)
        if new.determiner and not new.text[len(new.determiner) :].lstrip(" '’")[:1].isupper():  # "le pont de Normandie"
            nouns = [phrase for phrase in former.phrases if phrase.named and phrase.determiner]
            nouns = [phrase for phrase in nouns if not phrase.named_head] or nouns
            return self._swapped(former, nouns[-1], new) if nouns else None
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
                    return self._in_place_of(former, choice[0], new)
        return None

    def _in_place_of(self, former: Reading, old: NounPhrase, new: NounPhrase) -> str | None:
        """The new name where the old one stood."""
        holder = next((phrase for phrase in former.phrases if phrase.start < old.start and phrase.end == old.end), None)
        if old.attached and holder is not None:  # "la tour Eiffel" is one name: "et Lyon ?" is no other tower
            return self._swapped(former, holder, new) if new.determiner else None
        bound = old.before in LANGUAGES[former.language].follow_ups.chain and not _of_any_place(former, old)
        if bound and (old.determiner or new.determiner):  # "le canal du Midi" is one name: "et Paris ?" is no canal
            return None
        longer = [p for p in former.phrases if p.start == old.start and p.end > old.end and old.determiner]
        return self._swapped(former, longer[0] if longer and new.determiner else old, new)

    def _swapped(self, former: Reading, old: NounPhrase, new: NounPhrase) -> str | None:
        """The former question with another noun phrase, and with what agrees with it."""
        text, year = new.text, _YEAR.match(plain(old.text))
        if year is not None and not any(map(str.isdigit, text)):  # "the 2018 World Cup": another cup of that year
            if not new.named or not _ARTICLE.match(plain(text)):
                return None
            text = _ARTICLE.sub(year[0], text)
        completed = replaced(former, old, text)
        return agreeing(completed, new.gender, former.language) if old.gender != new.gender else completed

    def _noun(self, new: NounPhrase, former: Reading) -> str | None:
        """Which noun of the former question another noun takes the place of: "and the length?"."""
        if former.language != self.language:
            return None
        same = [phrase for phrase in former.phrases if phrase.head == new.head and phrase.determiner]
        if same:
            return None
        tops = [phrase for phrase in former.tops if phrase.determiner]
        copular = role(former) == "predicate" and not names_someone(former)
        if copular and len(tops) == 1 and tops[0].head != tops[0].text and _has_complement(former, tops[0]):
            return self._attribute(new, former, tops[0])
        if len(tops) == 1 and new.determiner in LANGUAGES[self.language].follow_ups.determiners and not tops[0].before:
            return self._swapped(former, tops[0], new)
        return about_object(new, former)

    def _attribute(self, new: NounPhrase, former: Reading, old: NounPhrase) -> str | None:
        """For "and the length?" after "What is the height of the viaduct?": the complement of the noun stays."""
        inside = next((phrase for phrase in former.phrases if old.start < phrase.start and phrase.end == old.end), None)
        if inside is None or not new.determiner:
            return None
        noun = new.text[len(new.determiner) :].strip(" ’'")
        determiner = self._words.hosts.get(new.determiner, new.determiner)
        gap = "" if determiner.endswith("'") else " "
        if self.language == "fr" and determiner in ("le", "la") and elides(noun):
            determiner, gap = "l’", ""
        text = f"{determiner}{gap}{noun}"
        completed = put(former, old.start, inside.outer - 1, text)
        for gender, pattern, full in self._words.asking_agreement:
            if gender == new.gender:
                completed = compiled(pattern).sub(full, completed)
        return completed


def _whole(fragment: Reading) -> NounPhrase | None:
    """The noun phrase that the fragment is, without anything else."""
    length = len(fragment.plain)
    found = next((p for p in (*fragment.phrases, *fragment.names) if p.outer == 0 and p.end == length), None)
    if found is not None or not 0 < len(fragment.tokens) <= 3:
        return found
    stops = LANGUAGES[fragment.language].stop_words
    if any(token.low in stops for token in fragment.tokens) or fragment.dates:
        return None
    return NounPhrase(0, 0, length, fragment.text, fragment.tokens[0].low, top=True)


def _places(question: Reading) -> Sequence[NounPhrase]:
    """The names of a question; where it is all in small letters, bare words after a preposition."""
    words = LANGUAGES[question.language].follow_ups
    if question.names or any(token.capital for token in question.tokens[1:]):
        return question.names
    return [
        phrase
        for phrase in question.phrases
        if not phrase.determiner and phrase.before in words.locative | words.chain and " " not in phrase.text
    ]


def _of_any_place(question: Reading, name: NounPhrase) -> bool:
    """Whether a name says of which place something is that others have too: "the mayor {of Lyon}"."""
    words = LANGUAGES[question.language].follow_ups
    if name.before not in words.chain:
        return False
    holders = [one.start for one in question.phrases if one.start < name.outer and one.end == name.end]
    nouns = [token.low for token in question.tokens if max(holders, default=0) <= token.start < name.outer]
    nouns = nouns if holders else nouns[-1:]
    return any(noun in words.people | words.everywhere for noun in nouns)


def _same_shape(one: Date, other: Date) -> bool:
    """Whether both are years, both months or both days: then one can stand where the other did."""
    return (one.day is None, one.month is None) == (other.day is None, other.month is None)


def _has_complement(question: Reading, phrase: NounPhrase) -> bool:
    """Whether a noun has a complement: "the height {of the viaduct}"."""
    return any(phrase.start < other.start and other.end == phrase.end for other in question.phrases)
