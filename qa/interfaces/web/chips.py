"""The filters in words: what was typed, the chips that show it, the part of a link that says it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from qa.interfaces.i18n import say
from qa.interfaces.places import language_name
from qa.interfaces.web.views import render
from qa.values import Filters, LanguageCode

LONGEST_DATE, LONGEST_FOLDER, MOST_FOLDERS = 40, 500, 20  # of a link: characters, characters, count


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is on."""

    key: str  # what the page sends when the chip is pressed
    label: str


def typed_filters(language: str, since: str, until: str, folders: list[str]) -> Filters:
    """What the panel holds, as it was typed; the engine checks it when it is asked."""
    return Filters(language or None, since.strip() or None, until.strip() or None, tuple(folders))


def chips_html(filters: Filters, language: LanguageCode) -> str:
    """A button for each filter that is on; pressing it takes the filter off."""
    chips, address = chips_of(filters, language), urlencode(address_fields(filters))
    return render("filters_chips.html", language, chips=chips, address=address)


def chips_of(filters: Filters, language: LanguageCode) -> list[Chip]:
    """Each filter that is on, in words."""
    chips = []
    if filters.since is not None:
        chips.append(Chip("since", say(language, "since {date}", date=filters.since)))
    if filters.until is not None:
        chips.append(Chip("until", say(language, "until {date}", date=filters.until)))
    if filters.language is not None:
        chips.append(Chip("language", language_name(filters.language, language)))
    return [*chips, *(Chip(f"folder {folder}", folder) for folder in filters.folders)]


def without(filters: Filters, key: str) -> Filters:
    """The filters without that of a chip; all of them where there is no such chip."""
    return replace(
        filters,
        language=None if key == "language" else filters.language,
        since=None if key == "since" else filters.since,
        until=None if key == "until" else filters.until,
        folders=tuple(folder for folder in filters.folders if key != f"folder {folder}"),
    )


def address_fields(filters: Filters) -> list[tuple[str, str]]:
    """The filters as in a link: what `filters_of` reads."""
    given = [("language", filters.language), ("since", filters.since), ("until", filters.until)]
    fields = [(name, value) for name, value in given if value is not None]
    return [*fields, *(("folder", folder) for folder in filters.folders)]


def filters_of(parameters: QueryParams) -> Filters:
    """The filters of an address. Anyone can write one: it is cut to size here, and checked by the engine."""
    language, since, until = (
        parameters.get(name, "")[:LONGEST_DATE].strip() for name in ("language", "since", "until")
    )
    folders = [folder[:LONGEST_FOLDER] for folder in parameters.getlist("folder")[:MOST_FOLDERS]]
    return typed_filters(language, since, until, folders)
