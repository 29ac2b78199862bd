"""What is typed into the search -> what is sought: words, "exact phrases", beginn*, -without."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from qa.errors import QuestionError
from qa.lang import LANGUAGES
from qa.lang.characters import is_text
from qa.lang.words import spellings
from qa.values import Value

_TOKEN = re.compile(r"""([-−]?)(?:"([^"]*)"?|«([^»]*)»?|“([^”]*)”?|(\S+))""")
_ELIDED = re.compile(r"([^\W_]+)['’ʼ](?=[^\W_])")
PartKind = Literal["word", "phrase", "prefix"]


@dataclass(frozen=True, slots=True)
class SoughtPart(Value):
    """One condition of a search."""

    kind: PartKind  # "word": with its inflections; "phrase": these words as they are; "prefix": the last one is begun
    text: str  # as it was typed, without its signs
    words: tuple[str, ...]  # of it, each in its one spelling


@dataclass(frozen=True, slots=True)
class Sought(Value):
    """What an article must hold, and must not."""

    wanted: tuple[SoughtPart, ...]  # all of them
    unwanted: tuple[SoughtPart, ...]  # none of them

    @property
    def text(self) -> str:
        """The wanted words alone, for a search by meaning."""
        return " ".join(part.text for part in self.wanted)


def read_search(typed: str, most_chars: int) -> Sought:
    """What a search means.

    A word stands for its inflections too; words between quotation marks («…», “…” and "…") for themselves, in this
    order, as do those that a hyphen or an apostrophe joins; `*` ends what is only the beginning of a word; `-` goes
    before what must not be there. Accents and capitals never count.

    Raises:
        QuestionError: it names nothing to look for, is no text, or is longer than `most_chars` characters.
    """
    if not is_text(typed):
        raise QuestionError("The search holds a NUL or half of a character, which is no text: type it again.")
    if len(typed) > most_chars:
        raise QuestionError(
            "The search has {count} characters, the limit is {limit}: shorten it.", count=len(typed), limit=most_chars
        )
    wanted: dict[SoughtPart, None] = {}
    unwanted: dict[SoughtPart, None] = {}
    for sign, *quoted, bare in _TOKEN.findall(typed):
        part = _part("".join(quoted), is_quoted=True) if not bare else _part(bare, is_quoted=False)
        if part is not None:
            (unwanted if sign else wanted)[part] = None
    if unwanted and not wanted:
        raise QuestionError("The search only leaves words out: add one to look for.")
    if not wanted:
        raise QuestionError("The search is empty: type at least one word.")
    return Sought(tuple(wanted), tuple(unwanted))


def _part(text: str, *, is_quoted: bool) -> SoughtPart | None:
    """The condition that some characters are; None where they hold no word."""
    bare = text.strip(" \u00a0\u202f\t\r\n")
    is_prefix = bare.endswith("*")
    elided = _ELIDED.match(bare)
    if elided and not is_quoted and any(elided[1].lower() in one.elisions for one in LANGUAGES.values()):
        bare = bare[elided.end() :]
    words = tuple(spellings(bare))
    if not words:
        return None
    kind: PartKind = "prefix" if is_prefix else "phrase" if is_quoted or len(words) > 1 else "word"
    return SoughtPart(kind, bare.rstrip("*"), words)
