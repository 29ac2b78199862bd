"""The rules that complete a fragment with the former question: "et à Paris ?", "when?", "who is that?"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qa.ask.followups.restate import ask_instead, may_be_person, quotable
from qa.ask.followups.retime import at_date, at_ordinal, ordinals, years_later
from qa.ask.followups.substitute import Substitution, of_other_person
from qa.lang import LANGUAGES
from qa.lang.folding import plain
from qa.lang.followup_words import FollowUpWords
from qa.lang.phrases import read
from qa.lang.reading import Question, compiled
from qa.values import LanguageCode, Turn

LONGEST_FRAGMENT = 8  # words after "and"
_EDGE = " ,;:.!?…-–—"


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
    def _former(self) -> Question:
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
            return of_other_person(self._former, self.turns[:-1], self._words.him_or_her[self.core.lower()])
        if ordinals(fragment):
            return at_ordinal(self._former, fragment)
        for pattern, years in self._words.years:
            if compiled(rf"(?:{pattern})").fullmatch(fragment.plain):
                return years_later(self._former, years)
        date = next((date for date in fragment.dates if date.end == len(fragment.plain)), None)
        if date is None:
            return Substitution(self._former, fragment, self.opened).completed()
        dated = at_date(self._former, fragment, date, opened=self.opened)
        if dated is None or not date.outer:
            return dated
        place = read(fragment.text[: date.outer].strip(_EDGE), self.language)
        return Substitution(read(dated, self._last.language), place, self.opened).completed()
