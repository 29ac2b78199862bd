"""The numbers of lists as pages show them, which files hold as rules: "1.", "b)", "II.3"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
          (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_MOST_ROMAN = 4999
_PLACE = re.compile(r"%([1-9])")


@dataclass(frozen=True, slots=True)
class Level:
    """How the items of one depth are numbered."""

    kind: str  # "1", "01", "a", "A", "i", "I"; "" where programs show none, or one that is not known here
    template: str  # "%1.%2)": %1 is the number of the outermost level
    start: int = 1
    is_legal: bool = False  # whether the numbers of the levels above are written in figures


@dataclass(slots=True)
class Counter:
    """The numbers that a list has come to, by depth from 0."""

    counts: dict[int, int] = field(default_factory=dict)

    def label(self, levels: Mapping[int, Level], depth: int, start: int | None = None) -> str:
        """The label of the next item; "" where it has none, or one that cannot be known. `start` begins anew."""
        level = levels.get(depth)
        if level is None:
            return ""
        self.counts[depth] = start if start is not None else self.counts.get(depth, level.start - 1) + 1
        for deeper in [known for known in self.counts if known > depth]:
            del self.counts[deeper]
        if not level.kind:
            return ""
        pieces = {}
        for place in set(map(int, _PLACE.findall(level.template))):
            one = levels.get(place - 1)
            number = "" if one is None else self._number(place - 1, one, level.is_legal and place - 1 < depth)
            if not number:
                return ""
            pieces[place] = number
        return _PLACE.sub(lambda match: pieces[int(match[1])], level.template).strip()

    def _number(self, depth: int, level: Level, is_legal: bool) -> str:
        return written(self.counts.setdefault(depth, level.start), "1" if is_legal and level.kind else level.kind)


def written(number: int, kind: str) -> str:
    """A number as one of the kinds of `Level`; "" where programs do not agree on it, such as the letter of 27."""
    if kind in ("1", "01"):
        return f"{number:02}" if kind == "01" else str(number)
    if kind in ("a", "A") and 1 <= number <= 26:
        return chr(ord(kind) + number - 1)
    if kind in ("i", "I") and 1 <= number <= _MOST_ROMAN:
        roman = ""
        for value, letters in _ROMAN:
            roman += letters * (number // value)
            number %= value
        return roman if kind == "i" else roman.upper()
    return ""
