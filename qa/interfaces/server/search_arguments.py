"""A search as programs put it: the query of `GET /search`, the arguments of the MCP tool and of `gazette search`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, Field

from qa.ask.search.results import EXTRACTS, MOST_ARTICLES, MOST_EXTRACTS, SIZE, SearchPage
from qa.interfaces.filters import FilterParameters

if TYPE_CHECKING:
    from qa.ask.engine import Engine

_WHOLE = {"type": "integer"}


class SearchedWords(BaseModel, frozen=True, extra="forbid"):
    """What is looked for, and which page of the articles that hold it."""

    # As in `qa.interfaces.server.schemas` only types are checked here: the engine says what it cannot use.

    query: Annotated[
        str,
        Field(
            description="Words, which stand for their inflections too; “exact phrases” between quotation marks; a "
            "beginning of a word with * after it; what must not be there with - before it.",
            json_schema_extra={"minLength": 1},
        ),
    ]
    order: Annotated[
        str,
        Field(
            description="How the articles are sorted; those without a date come last.",
            json_schema_extra={"enum": ["relevance", "newest", "oldest"]},
        ),
    ] = "relevance"
    meaning: Annotated[
        bool, Field(description="Also the articles nearest to the meaning of the words; `by` says why each was found.")
    ] = False
    first: Annotated[
        int, Field(description="Number of the first article, from 0.", json_schema_extra={**_WHOLE, "minimum": 0})
    ] = 0
    size: Annotated[
        int,
        Field(description="Most articles.", json_schema_extra={**_WHOLE, "minimum": 1, "maximum": MOST_ARTICLES}),
    ] = SIZE
    extracts: Annotated[
        int,
        Field(
            description="Most passages of an article.",
            json_schema_extra={**_WHOLE, "minimum": 1, "maximum": MOST_EXTRACTS},
        ),
    ] = EXTRACTS


class SearchArguments(FilterParameters, SearchedWords, frozen=True, extra="forbid"):
    """Words, filters on the articles that may hold them, and which page of those that do."""

    def put_to(self, engine: Engine) -> SearchPage:
        """What the engine finds.

        Raises:
            QuestionError: the search is empty or too long, or a filter, the order or a number cannot be used.
            StoreError: the index is missing, damaged or was built with other settings.
        """
        return engine.search(
            self.query,
            filters=self.read_filters(),
            order=self.order,
            by_meaning=self.meaning,
            first=self.first,
            size=self.size,
            extracts=self.extracts,
        )


class SavingArguments(SearchArguments, frozen=True, extra="forbid"):
    """A search, and what it is given as."""

    format: Annotated[
        str,
        Field(
            description="The page as JSON, or all that was found (at most 5,000 articles) as a file.",
            json_schema_extra={"enum": ["json", "csv", "bibtex", "ris", "csl", "footnotes"]},
        ),
    ] = "json"
