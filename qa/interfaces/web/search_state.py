"""What a page is searching, and how a press on it changes that; what the page sends could be anything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from qa.ask.search.results import SearchOrder
from qa.values import Filters, LanguageCode, Value

LONGEST_VALUE, MOST_FOLDERS = 500, 20  # characters of what is pressed, and folders at once
SIZE = 20  # articles on a page
ORDERS: tuple[SearchOrder, ...] = ("relevance", "newest", "oldest")


@dataclass(frozen=True, slots=True)
class Looking(Value):
    """A search on a page."""

    query: str = ""  # "" before the first one
    filters: Filters = field(default_factory=Filters)
    order: SearchOrder = "relevance"
    by_meaning: bool = False
    first: int = 0  # number of the first article shown, from 0

    def searching(self, query: str) -> Looking:
        """The same for other words, from the first page on."""
        return replace(self, query=query, first=0)

    def altered(self, sent: Mapping[str, Any]) -> Looking:
        """What one press makes of it: `key` says what is changed, `to` what it becomes."""
        key, to = str(sent.get("key", "")), str(sent.get("to", ""))[:LONGEST_VALUE]
        if key == "first":
            return replace(self, first=int(to) if to.isascii() and to.isdigit() and len(to) < 10 else 0)
        if key == "order":
            return replace(self, order=next((one for one in ORDERS if one == to), self.order), first=0)
        if key == "meaning":
            return replace(self, by_meaning=to == "true", first=0)
        if key == "all":
            return replace(self, filters=Filters(), first=0)
        return replace(self, filters=_filtered(self.filters, key, to), first=0)

    def address(self, **more: str) -> str:
        """The search as the query of `GET /search`."""
        given = {
            "query": self.query,
            "order": self.order,
            "meaning": "true" if self.by_meaning else "",
            "language": self.filters.language,
            "since": self.filters.since,
            "until": self.filters.until,
            **more,
        }
        fields = [(name, value) for name, value in given.items() if value]
        return urlencode([*fields, *(("folder", folder) for folder in self.filters.folders)])


def _filtered(filters: Filters, key: str, to: str) -> Filters:
    """The filters with one more or, where `to` is empty or pressed again, one fewer."""
    value = to.strip() or None
    if key == "year":
        return replace(filters, since=value, until=value)
    if key == "since":
        return replace(filters, since=value)
    if key == "until":
        return replace(filters, until=value)
    if key == "language":
        return replace(filters, language=value)
    if key == "folder" and value is not None and len(filters.folders) < MOST_FOLDERS:
        return replace(filters, folders=tuple(dict.fromkeys((*filters.folders, value))))
    if key == "no folder":
        return replace(filters, folders=tuple(one for one in filters.folders if one != to))
    return filters


@dataclass(frozen=True, slots=True)
class SearchChip:
    """A filter that is on, and the press that takes it off."""

    key: str
    to: str
    label: str


def chips_of(filters: Filters, period: str, language: LanguageCode | str) -> list[SearchChip]:
    """A chip per filter: `period` and `language` are the words for theirs."""
    chips = [SearchChip("year", "", period)] if filters.since or filters.until else []
    chips += [SearchChip("language", "", language)] if filters.language else []
    return [*chips, *(SearchChip("no folder", folder, folder) for folder in filters.folders)]
