"""Links to an answer, `?q=…&index=…`: what they hold, and what anyone could have written into one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from qa.interfaces.web.chips import address_fields, filters_of
from qa.settings import Settings
from qa.values import Answer, Filters, Refusal

_REFUSED: tuple[tuple[str, str, Refusal], ...] = (
    ("typed_dates", "no", "typed_dates"),
    ("as_typed", "yes", "completion"),
)


@dataclass(frozen=True, slots=True)
class Linked:
    """What a link asks. Anyone can write a link: it is cut to size here, and checked by the engine."""

    question: str
    index: str | None
    filters: Filters
    refused: tuple[Refusal, ...]

    @classmethod
    def of(cls, parameters: QueryParams, settings: Settings) -> Linked | None:
        """From the address of a page; None where it asks nothing."""
        question = parameters.get("q", "")[: settings.max_question_chars + 1]  # one more: too long is told
        if not question.strip():
            return None
        return cls(
            question,
            parameters.get("index"),
            filters_of(parameters),
            tuple(refusal for name, value, refusal in _REFUSED if parameters.get(name) == value),
        )


def index_name(settings: Settings) -> str:
    """How a link names the index: by its folder, without where that lies."""
    return settings.index_folder.resolve().name


def link_of(answer: Answer, settings: Settings) -> str | None:
    """The part of the address that asks the same again; None where that leans on what was shown before."""
    query = answer.query
    if query is None or query.filters.articles or query.shown:
        return None
    fields = [("q", query.meant), ("index", index_name(settings))]
    typed, filters = query.typed_dates, query.filters
    if typed is not None:  # in the question, so not again as filters
        since, until = (
            None if taken == own else own for taken, own in ((typed.since, filters.since), (typed.until, filters.until))
        )
        filters = replace(filters, since=since, until=until)
    fields += address_fields(filters)
    fields += [(name, value) for name, value, refusal in _REFUSED if refusal in query.refused]
    return "?" + urlencode(fields)
