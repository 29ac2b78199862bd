"""French: how words join (elision, contraction) and what the shape of a question says."""

from __future__ import annotations

import re

from qa.lang.followup_words import FollowUpWords
from qa.lang.reading import Question, Role

_VOWEL = re.compile(r"[aeiouyâàéèêëîïôöûùœh]", re.IGNORECASE)
_ASPIRATED = re.compile(
    r"haut|héros|hasard|handicap|harem|hausse|havre|haye|hongr|hollan|hambourg|huit|onz|yémen|yougo", re.IGNORECASE
)
_AGREED = re.compile(r"(?<=é)(?:es|s|e)$")  # a participle that agrees with an object before it


def elides(text: str) -> bool:
    """Whether "de", "que" and "le" lose their vowel before these words."""
    return bool(_VOWEL.match(text)) and not _ASPIRATED.match(text)


class FrenchFollowUps(FollowUpWords):
    """The words of French with its elisions, contractions and inversions."""

    __slots__ = ()

    def join(self, before: str, phrase: str) -> str:
        """With "du" for "de le", "au" for "à le", "d’" before a vowel and no article after "en"."""
        low, (determiner, _, noun) = before.lower(), phrase.partition(" ")
        if low == "en" and (determiner.lower() == "la" or phrase.lower().startswith(("l'", "l’"))):
            return f"en {noun if determiner.lower() == 'la' else phrase[2:]}"
        wanted = ("à" if low == "en" else low, determiner.lower())
        for contracted, pair in self.contractions.items():
            if pair == wanted and noun:
                return f"{contracted} {noun}"
        return f"d’{phrase}" if low == "de" and elides(phrase) else f"{before} {phrase}".strip()

    def determined(self, determiner: str, noun: str) -> str:
        """With "l’" before a vowel."""
        if determiner in ("le", "la") and elides(noun):
            return f"l’{noun}"
        return f"{determiner}{'' if determiner.endswith(chr(39)) else ' '}{noun}"

    def stated(self, subject: str, wh: str, rest: str) -> str:
        """With "qu’" before a vowel."""
        template = self.statement.replace(" que {subject}", " qu’{subject}") if elides(subject) else self.statement
        return template.format(subject=subject, wh=wh, rest=rest).rstrip(" ?")

    def role_of_noun(self, question: Question) -> Role:
        """By "est-ce qui" or "est-ce que", or a pronoun behind the verb."""
        asking = question.asking
        if asking is None:
            return "unclear"
        asked = question.plain[asking.start : asking.end].lower()
        if asking.wh == "what":
            return "subject" if asked == "qu'est-ce qui" else "object"
        inverted = re.search(self.inverted, question.plain[asking.end :], re.IGNORECASE) is not None
        if asked.endswith(("est-ce que", "est-ce qu'")) or (inverted and (asking.noun or asking.wh != "how_many")):
            return "object"
        if asking.wh == "how_many" and question.predicate[0].low not in self.helpers:
            return "unclear"
        return super().role_of_noun(question)

    def with_object(self, former: Question, asked: str, rest: str, answer: str) -> str | None:
        """Without the agreement with an object before the verb; "est-ce que" keeps a statement in order."""
        asking = former.asking
        if asking is None:
            return None
        if re.search(self.inverted, former.plain[asking.end :], re.IGNORECASE):
            return None if self.is_full(former) else f"{asked} {_AGREED.sub('', rest)} {answer}"
        if "est-ce" in former.plain[asking.start : asking.end].lower():
            return None if self.is_full(former) else self.stated(f"{_AGREED.sub('', rest)} {answer}", asked, "")
        subject = next((one for one in former.tops if one.end == former.core_end and not one.before), None)
        if subject is None:
            return None
        verb = former.text[asking.end : subject.outer].strip()
        return self.stated(former.text[subject.start : subject.end], asked, f"{verb} {answer}")

    def possessive(self, question: Question, start: int, end: int, owner: str, *, person: bool) -> tuple[int, int, str]:
        """The owner after the noun, which is the last: "la hauteur du viaduc"."""
        host = self.hosts[question.plain[start:end].lower()]
        noun = self.determined(host, question.text[end : question.core_end].strip())
        return start, question.core_end, f"{noun} {self.join('de', owner)}"

    def owner_goes_first(self, question: Question, start: int, end: int) -> bool:
        """Where the noun is not the last; "leur" alone can be a pronoun, too."""
        return not self.closes(question, end) or question.plain[start:end].lower() == "leur"

    def for_pronoun(self, question: Question, start: int, end: int, text: str) -> tuple[int, int, str]:
        """With what was elided or contracts before it: "qu'{il}", "de {lui}"."""
        head = question.plain[:start].rstrip(" ")
        before = head.rpartition(" ")[2].lower()
        if before.endswith("'"):
            full = self.elided.get(before, before)
            whole = f"qu’{text}" if full == "que" and elides(text) else self.join(full, text)
            return start - len(before), end, whole
        if before in ("de", "à"):
            return len(head) - len(before), end, self.join(before, text)
        return start, end, text
