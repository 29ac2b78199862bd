"""What a page is searching, and how a press on it changes that; what the page sends could be anything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from qa.ask.search.results import SearchOrder
from qa.interfaces.filters import DATES, OFFERED, of_filters
from qa.interfaces.periods import period
from qa.interfaces.web.chips import LONGEST_VALUE, MOST_VALUES, address_fields
from qa.values import Filters, LanguageCode, Value

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
        if key == "query":
            return self.searching(to)
        if key == "all":
            return replace(self, filters=Filters(), first=0)
        return replace(self, filters=_filtered(self.filters, key, to), first=0)

    def address(self, **more: str) -> str:
        """The search as the query of `GET /search`."""
        given = {
            "query": self.query,
            "order": self.order,
            "meaning": "true" if self.by_meaning else "",
            **more,
        }
        fields = [(name, value) for name, value in given.items() if value]
        return urlencode([*fields, *address_fields(self.filters)])


def _filtered(filters: Filters, key: str, to: str) -> Filters:
    """The filters with one more or, where `to` is empty or pressed again, one fewer."""
    value = to.strip()
    if key == "year":
        return replace(filters, since=value or None, until=value or None)
    for one in OFFERED:
        on = one.values(filters)
        if key == one.name and not one.is_several:
            return one.put(filters, [value] if value else [])
        if key == one.name and value and len(on) < MOST_VALUES:
            return one.put(filters, list(dict.fromkeys((*on, value))))
        if key == f"no {one.name}" and one.is_several:
            return one.put(filters, [other for other in on if other != to])
    return filters


@dataclass(frozen=True, slots=True)
class SearchChip:
    """A filter that is on, and the press that takes it off."""

    key: str
    to: str
    label: str


def search_chips(filters: Filters, language: LanguageCode) -> list[SearchChip]:
    """A chip per filter, both dates in one."""
    chips = []
    if filters.since or filters.until:
        chips.append(SearchChip("year", "", period(filters.since, filters.until, language)))
    for one, value in of_filters(filters):
        if one.is_several:
            chips.append(SearchChip(f"no {one.name}", value, one.words(value, language)))
        elif one.name not in DATES:
            chips.append(SearchChip(one.name, "", one.words(value, language)))
    return chips
