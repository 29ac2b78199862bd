"""Links to an answer, `?q=…&index=…`: what they hold, and what anyone could have written into one."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from qa.interfaces.web.filters import typed_filters
from qa.settings import Settings
from qa.values import Answer, Filters, Refusal

LONGEST_DATE, LONGEST_FOLDER, MOST_FOLDERS = 40, 500, 20  # of a link: characters, characters, count


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
            ("typed_dates",) if parameters.get("typed_dates") == "no" else (),
        )


def filters_of(parameters: QueryParams) -> Filters:
    """The filters of an address, cut to size."""
    language, since, until = (
        parameters.get(name, "")[:LONGEST_DATE].strip() for name in ("language", "since", "until")
    )
    folders = [folder[:LONGEST_FOLDER] for folder in parameters.getlist("folder")[:MOST_FOLDERS]]
    return typed_filters(language, since, until, folders)


def index_name(settings: Settings) -> str:
    """How a link names the index: by its folder, without where that lies."""
    return settings.index_folder.resolve().name


def link_of(answer: Answer, settings: Settings) -> str | None:
    """The part of the address that asks the same again; None where that leans on what was shown before."""
    query = answer.query
    if query is None or query.filters.articles or query.shown:
        return None
    fields = [("q", query.meant), ("index", index_name(settings))]
    typed, filters = query.typed_dates, query.filters  # in the question, so not again as filters
    given = (
        ("language", filters.language),
        ("since", None if typed and typed.since == filters.since else filters.since),
        ("until", None if typed and typed.until == filters.until else filters.until),
    )
    fields += [(name, value) for name, value in given if value is not None]
    fields += [("folder", folder) for folder in filters.folders]
    if "typed_dates" in query.refused:
        fields.append(("typed_dates", "no"))
    return "?" + urlencode(fields)
