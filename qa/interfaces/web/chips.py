"""The filters in words: what was typed, the chips that show it, the part of a link that says it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from qa.interfaces.filters import DATES, OFFERED, OfferedFilter, of_filters
from qa.interfaces.web.views import render
from qa.values import Filters, LanguageCode

LONGEST_DATE = 40  # characters of a filter with one value, in a link
LONGEST_VALUE, MOST_VALUES = 500, 20  # of a filter with several: characters of each, count


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is on."""

    key: str  # what the page sends when the chip is pressed
    label: str


def typed_filters(*typed: str | list[str]) -> Filters:
    """What the panel holds for each of `OFFERED`, as it was typed; the engine checks it when it is asked."""
    filters = Filters()
    for one, given in zip(OFFERED, typed, strict=True):
        values = [given.strip()] if isinstance(given, str) else given
        filters = one.put(filters, [value for value in values if value])
    return filters


def chips_html(filters: Filters, language: LanguageCode) -> str:
    """A button for each filter that is on; pressing it takes the filter off."""
    chips, address = chips_of(filters, language), urlencode(address_fields(filters))
    return render("filters_chips.html", language, chips=chips, address=address)


def chips_of(filters: Filters, language: LanguageCode) -> list[Chip]:
    """Each filter that is on, in words."""
    on = sorted(of_filters(filters), key=lambda pair: pair[0].name not in DATES)
    return [Chip(_key(one, value), one.words(value, language)) for one, value in on]


def without(filters: Filters, key: str) -> Filters:
    """The filters without that of a chip; all of them where there is no such chip."""
    for one in OFFERED:
        filters = one.put(filters, [value for value in one.values(filters) if _key(one, value) != key])
    return filters


def _key(one: OfferedFilter, value: str) -> str:
    return f"{one.name} {value}" if one.is_several else one.name


def address_fields(filters: Filters) -> list[tuple[str, str]]:
    """The filters as in a link: what `filters_of` reads."""
    return [(one.name, value) for one, value in of_filters(filters)]


def filters_of(parameters: QueryParams) -> Filters:
    """The filters of an address. Anyone can write one: it is cut to size here, and checked by the engine."""
    return typed_filters(
        *(
            [value[:LONGEST_VALUE] for value in parameters.getlist(one.name)[:MOST_VALUES]]
            if one.is_several
            else parameters.get(one.name, "")[:LONGEST_DATE]
            for one in OFFERED
        )
    )
