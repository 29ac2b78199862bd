"""English: what the order of words says, and how an owner is named."""

from __future__ import annotations

from qa.lang.followup_words import FollowUpWords
from qa.lang.reading import Question, Role

_DO = ("do", "does", "did")


class EnglishFollowUps(FollowUpWords):
    """The words of English with its auxiliaries and its genitive."""

    __slots__ = ()

    def role_of_noun(self, question: Question) -> Role:
        """By the auxiliary before the subject: "Which bridge {did} Foster build", "Who {was} the mayor"."""
        first, *rest = question.predicate
        if first.low in _DO:
            return "object"
        role = super().role_of_noun(question)
        inverted = first.low in self.helpers and bool(rest) and question.opens_noun(rest[0].start)
        if role != "subject" or not inverted:
            return role
        return "predicate" if first.low in self.be else "object"

    def possessive(self, question: Question, start: int, end: int, owner: str, *, person: bool) -> tuple[int, int, str]:
        """In the genitive: "Chirac's"; of a thing with several words, after the noun: "the height of the viaduct"."""
        if not person and self.closes(question, end) and " " in owner:
            host, owned = self.hosts[question.plain[start:end].lower()], question.text[end : question.core_end].strip()
            return start, question.core_end, f"{host} {owned} of {owner}"
        return start, end, f"{owner}'" if owner.endswith("s") and not person else f"{owner}'s"
