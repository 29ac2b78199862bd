"""The filters as the interfaces offer them: to programs by name and type, to people as options, chips and links."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any

from pydantic import BaseModel, Field
from pydantic.config import JsonDict

from qa.interfaces.i18n import N_, say
from qa.interfaces.places import language_name
from qa.lang import LANGUAGES
from qa.values import Filters, LanguageCode

DAY_PATTERN = r"^(?!0000)\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$"  # the engine knows how long a month is


def or_null(schema: JsonDict) -> JsonDict:
    """The schema of a field that may be left out or be null."""
    return {"anyOf": [schema, {"type": "null"}]}


class FilterArguments(BaseModel, frozen=True, extra="forbid"):
    """The filters as fields of a JSON object; only types are checked here: the engine says what it cannot use."""

    language: Annotated[
        str | None,
        Field(
            description="Only articles in this language.",
            json_schema_extra=or_null({"type": "string", "enum": list(LANGUAGES)}),
        ),
    ] = None
    since: Annotated[
        str | None,
        Field(
            description="Only articles of this ISO day, month or year and later, such as 2022-01; "
            "12/2024, mars 2022 too.",
            json_schema_extra=or_null({"type": "string", "pattern": DAY_PATTERN}),
        ),
    ] = None
    until: Annotated[
        str | None,
        Field(
            description="Only articles of this ISO day, month or year and earlier, such as 2022-01-31; as `since`.",
            json_schema_extra=or_null({"type": "string", "pattern": DAY_PATTERN}),
        ),
    ] = None
    folder: Annotated[
        str | Sequence[str] | None,
        Field(
            description="Only articles below this folder of the index, or below any of several.",
            json_schema_extra=or_null({"type": ["string", "array"], "items": {"type": "string"}}),
        ),
    ] = None

    file_type: Annotated[
        str | Sequence[str] | None,
        Field(
            description="Only articles from files of this type, such as pdf, or of any of several.",
            json_schema_extra=or_null({"type": ["string", "array"], "items": {"type": "string"}}),
        ),
    ] = None

    def read_filters(self) -> Filters:
        """What they mean.

        Raises:
            QuestionError: one cannot be understood, or `since` is later than `until`.
        """
        from qa.index.filters import read_filters  # here, so that `gazette --help` waits for no library

        return read_filters(**{one.field: getattr(self, one.name) for one in OFFERED})


class FilterParameters(FilterArguments, frozen=True, extra="forbid"):
    """The same as parts of an address or as options: what may be several is repeated."""

    folder: Annotated[
        list[str], Field(description="Only articles below one of these folders of the index; none: all.")
    ] = []
    file_type: Annotated[
        list[str], Field(description="Only articles from files of one of these types, such as pdf; none: all.")
    ] = []


@dataclass(frozen=True, slots=True)
class OfferedFilter:
    """A filter as people are offered it, in every interface under the same name."""

    name: str  # of the field above and of the part of a link
    field: str  # of `Filters`
    help: str  # of its option, to be translated
    words: Callable[[str, LanguageCode], str]  # of the chip of a value
    is_several: bool = False  # whether it may have several values, of which an article needs one

    @property
    def option(self) -> str:
        """Its option on the command line."""
        return f"--{self.name.replace('_', '-')}"

    def values(self, filters: Filters) -> tuple[str, ...]:
        """Its values among some filters; none where it is off."""
        value = getattr(filters, self.field)
        if self.is_several:
            return tuple(value)
        return () if value is None else (value,)

    def put(self, filters: Filters, values: Sequence[str]) -> Filters:
        """Filters that are like these, but for its own values."""
        own: dict[str, Any] = {self.field: tuple(values) if self.is_several else next(iter(values), None)}
        return replace(filters, **own)


OFFERED = (
    OfferedFilter("language", "language", N_("Only articles in this language: fr or en."), language_name),
    OfferedFilter(
        "since",
        "since",
        N_("Only articles from this day, month or year on."),
        lambda date, language: say(language, "since {date}", date=date),
    ),
    OfferedFilter(
        "until",
        "until",
        N_("Only articles up to this day, month or year, included."),
        lambda date, language: say(language, "until {date}", date=date),
    ),
    OfferedFilter(
        "folder",
        "folders",
        N_("Only articles in this folder, as gazette status shows it; can be repeated."),
        lambda folder, language: folder,
        is_several=True,
    ),
    OfferedFilter(
        "file_type",
        "file_types",
        N_("Only articles from files of this type, such as pdf; can be repeated."),
        lambda name, language: f".{name}",
        is_several=True,
    ),
)
DATES = ("since", "until")  # which make one period, and stand before the others


def of_filters(filters: Filters) -> list[tuple[OfferedFilter, str]]:
    """Each value that is on, with its filter."""
    return [(one, value) for one in OFFERED for value in one.values(filters)]
