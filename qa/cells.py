"""Where the text of a table stands in its sheet: the lines of an article to cells that people can look up."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate

BETWEEN = " | "  # two cells of a line
_WRITTEN = re.compile(r"([\d,-]+) ([\d,-]+) (.*)", re.DOTALL)
_LETTERS = 26


@dataclass(frozen=True, slots=True)
class Runs:
    """Whole numbers in ascending order, stored as runs: a sheet has many rows, nearly all of them one after another."""

    spans: tuple[tuple[int, int], ...]  # first and last of each run

    @classmethod
    def of(cls, numbers: Iterable[int]) -> Runs:
        """The runs in some ascending numbers."""
        spans: list[tuple[int, int]] = []
        for number in numbers:
            if spans and number == spans[-1][1] + 1:
                spans[-1] = (spans[-1][0], number)
            else:
                spans.append((number, number))
        return cls(tuple(spans))

    @classmethod
    def read(cls, written: str) -> Runs:
        """What `str` wrote."""
        ends = [span.split("-") for span in written.split(",")]
        return cls(tuple((int(span[0]), int(span[-1])) for span in ends))

    def __str__(self) -> str:
        return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in self.spans)

    def __getitem__(self, at: int) -> int:
        """The number at a place, from 0; the last one beyond the end."""
        counts = [0, *accumulate(last - first + 1 for first, last in self.spans)]
        at = min(at, counts[-1] - 1)
        run = bisect_right(counts, at) - 1
        return self.spans[run][0] + at - counts[run]

    def __len__(self) -> int:
        return sum(last - first + 1 for first, last in self.spans)


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells that an article was made of: each line of its text is a row, or all of it one cell."""

    columns: Runs  # numbers from 1, of the cells of each line
    rows: Runs  # numbers from 1, of the lines
    sheet: str = ""  # its name; "" in a file without sheets

    @classmethod
    def read(cls, written: str) -> Cells | None:
        """What `str` wrote; None of anything else."""
        match = _WRITTEN.fullmatch(written)
        return None if match is None else cls(Runs.read(match[1]), Runs.read(match[2]), match[3])

    def __str__(self) -> str:
        return f"{self.columns} {self.rows} {self.sheet}"

    def range(self, text: str, start: int, end: int) -> str:
        """The cells of characters `start` to `end` of the article's text, as spreadsheets name them: "B4:D4"."""
        end = max(start, end - 1)  # the last character
        first, last = self._cell(text, start), self._cell(text, end)
        if first[0] != last[0]:  # whole rows
            columns = (self.columns[0], self.columns[len(self.columns) - 1])
        else:
            columns = (first[1][0], last[1][1])
        corners = [f"{_letters(columns[0])}{first[0]}", f"{_letters(columns[1])}{last[0]}"]
        return ":".join(dict.fromkeys(corners))

    def _cell(self, text: str, offset: int) -> tuple[int, tuple[int, int]]:
        """The row, and the first and last column, that hold a character."""
        row = self.rows[text.count("\n", 0, offset)] if len(self.rows) > 1 else self.rows[0]
        begin = text.rfind("\n", 0, offset) + 1
        finish = text.find("\n", offset)
        line = text[begin : len(text) if finish < 0 else finish]
        whole = (self.columns[0], self.columns[len(self.columns) - 1])
        if len(self.columns) == 1 or line.count(BETWEEN) != len(self.columns) - 1:
            return row, whole  # a cell holds the mark that parts cells
        column = self.columns[line.count(BETWEEN, 0, offset - begin + 1)]
        return row, (column, column)


def _letters(column: int) -> str:
    """A, B … Z, AA."""
    return "".join(reversed(list(_from_the_right(column))))


def _from_the_right(column: int) -> Iterator[str]:
    while column > 0:
        column, rest = divmod(column - 1, _LETTERS)
        yield chr(ord("A") + rest)
