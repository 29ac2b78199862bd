"""Filters in Haystack's form (https://docs.haystack.deepset.ai/docs/metadata-filtering) -> `Filters`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from qa.errors import QuestionError
from qa.index.filters import read_filters
from qa.values import Filters

_FORMS = {  # of each field, the operators that can be looked up in an index
    "meta.language": ("==",),
    "meta.date": ("==", ">", ">=", "<", "<="),
    "meta.folder": ("==", "in"),
    "meta.article_id": ("==", "in"),
}
_CONDITION = ("field", "operator", "value")


def filters_from(given: Mapping[str, Any] | None) -> Filters:
    """What Gazette can filter by: `meta.date`, `meta.language`, `meta.folder` and `meta.article_id`, joined by AND.

    A date may be a day, a month or a year: `> 2021` begins with 2022, `== 2021-03` is all of March. A folder keeps what
    lies below it; a file's name keeps what it gave.

    Raises:
        QuestionError: another field, operator or form, or two conditions that only an empty set of articles meets.
    """
    found: dict[str, Any] = {}
    for field, operator, value in _conditions(given) if given else ():
        for name, said in _filter(field, operator, value):
            if name in ("since", "until") and name in found:
                found[name] = (max if name == "since" else min)(found[name], said)
            elif found.setdefault(name, said) != said:
                raise QuestionError("The filter on {field} is given twice: keep one of the two.", field=field)
    return read_filters(**found)


def _conditions(given: Any) -> Iterator[tuple[str, str, Any]]:  # noqa: ANN401 - whatever was given
    """The conditions that must all hold, each as field, operator and value."""
    conditions = given.get("conditions") if isinstance(given, Mapping) else None
    if isinstance(conditions, list | tuple) and given.get("operator") == "AND":
        for part in conditions:
            yield from _conditions(part)
        return
    field, operator, value = (given.get(key) if isinstance(given, Mapping) else None for key in _CONDITION)
    field = f"meta.{str(field).removeprefix('meta.')}"
    if operator not in _FORMS.get(field, ()) or not value:
        raise QuestionError(
            "The filter {filter} cannot be used here: give meta.date (==, >, >=, <, <=), meta.language (==), "
            "meta.folder or meta.article_id (==, in), joined by AND.",
            filter=given,
        )
    yield field, str(operator), value


def _filter(field: str, operator: str, value: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - whatever was given
    """Arguments of `read_filters`."""
    if field == "meta.language":
        yield "language", str(value)
    elif field == "meta.date":
        yield from _dates(operator, str(value))
    else:
        values = [value] if isinstance(value, str) else [str(one) for one in value]
        yield "folders" if field == "meta.folder" else "articles", tuple(values)


def _dates(operator: str, value: str) -> Iterator[tuple[str, str]]:
    """The first and the last full day that the condition allows."""
    span = read_filters(since=value, until=value)
    first, last = (date.fromisoformat(day or "") for day in (span.since, span.until))
    if operator in ("==", ">="):
        yield "since", first.isoformat()
    elif operator == ">":
        yield "since", (last + timedelta(days=1)).isoformat()
    if operator in ("==", "<="):
        yield "until", last.isoformat()
    elif operator == "<":
        yield "until", (first - timedelta(days=1)).isoformat()
