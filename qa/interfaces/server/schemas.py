"""A question as programs put it: a line of `ask --file`, the body of `POST /ask`, the arguments of the MCP tool."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from pydantic import ConfigDict, Field
from pydantic.config import JsonDict

from qa.errors import QuestionError, UnknownArticle
from qa.interfaces.i18n import N_
from qa.lang import LANGUAGES
from qa.values import Answer, Article

if TYPE_CHECKING:
    from qa.ask.engine import Engine

MALFORMED = N_("The request is not valid ({reason}): see /openapi.json or the list of tools.")
DAY_PATTERN = r"^(?!0000)\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$"  # the engine knows how long a month is


def or_null(schema: JsonDict) -> JsonDict:
    """The schema of a field that may be left out or be null."""
    return {"anyOf": [schema, {"type": "null"}]}


LanguageFilter = Annotated[
    str | None,
    Field(
        description="Only articles in this language.",
        json_schema_extra=or_null({"type": "string", "enum": list(LANGUAGES)}),
    ),
]
SinceFilter = Annotated[
    str | None,
    Field(
        description="Only articles of this ISO day, month or year and later, such as 2022-01; 12/2024, mars 2022 too.",
        json_schema_extra=or_null({"type": "string", "pattern": DAY_PATTERN}),
    ),
]
UntilFilter = Annotated[
    str | None,
    Field(
        description="Only articles of this ISO day, month or year and earlier, such as 2022-01-31; as `since`.",
        json_schema_extra=or_null({"type": "string", "pattern": DAY_PATTERN}),
    ),
]


@dataclass(frozen=True, slots=True)
class AskRequest:
    """A question, and filters on the articles that may answer it."""

    # Only types are checked here; the rest is for the schema: the engine says what it cannot use, in a sentence.

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    question: Annotated[
        str, Field(description="The question, in French or English.", json_schema_extra={"minLength": 1})
    ]
    top_k: Annotated[
        int | None,
        Field(
            description="Passages to read, 1 to 100; by default the server's setting.",
            json_schema_extra=or_null({"type": "integer", "minimum": 1, "maximum": 100}),
        ),
    ] = None
    language: LanguageFilter = None
    since: SinceFilter = None
    until: UntilFilter = None
    folder: Annotated[
        str | tuple[str, ...] | None,
        Field(
            description="Only articles below this folder of the index, or below any of several.",
            json_schema_extra=or_null({"type": ["string", "array"], "items": {"type": "string"}}),
        ),
    ] = None
    typed_dates: Annotated[
        bool | None,
        Field(
            description="Whether “since March 2021” in the question filters the articles; by default it does.",
            json_schema_extra=or_null({"type": "boolean"}),
        ),
    ] = None

    def put_to(self, engine: Engine) -> Answer:
        """What the engine answers.

        Raises:
            QuestionError: the question is empty or too long, or a filter cannot be understood.
            StoreError: the index is missing, damaged or was built with other settings.
        """
        from qa.ask.query import read_filters  # here, so that `gazette --help` waits for no library

        filters = read_filters(self.language, self.since, self.until, self.folder)
        return engine.ask(self.question, filters=filters, top_k=self.top_k, typed_dates=self.typed_dates is not False)


@dataclass(frozen=True, slots=True)
class ArticleById:
    """Which article to read."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    id: Annotated[str, Field(description="The article_id of a citation.")]


def find_article(engine: Engine, id: str) -> Article:
    """The article with this id.

    Raises:
        UnknownArticle: the index holds none.
        StoreError: the index is missing, damaged or was built with other settings.
    """
    article = engine.article(id)
    if article is None:
        raise UnknownArticle("The index holds no article {id!r}: use the article_id of a citation.", id=id)
    return article


def refusal_of(problem: Mapping[str, Any]) -> QuestionError | None:
    """What the engine would say of what Pydantic found first: the same sentence on every interface; None: nothing."""
    if problem["type"] != "string_unicode":
        return None
    from qa.ask.query import not_text

    return not_text()


def reason_of(problem: Mapping[str, Any]) -> str:
    """What Pydantic found first, with its place: `top_k: Input should be a valid integer`."""
    place = ".".join(str(part) for part in problem["loc"] if part != "body")
    return f"{place}: {problem['msg']}" if place else str(problem["msg"])
