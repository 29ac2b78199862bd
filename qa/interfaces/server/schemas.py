"""A question as programs put it: a line of `ask --file`, the body of `POST /ask`, the arguments of the MCP tool."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from qa.errors import QuestionError, UnknownArticle
from qa.interfaces.filters import FilterArguments, or_null
from qa.interfaces.i18n import N_
from qa.values import Answer, Article

if TYPE_CHECKING:
    from qa.ask.engine import Engine

MALFORMED = N_("The request is not valid ({reason}): see /openapi.json or the list of tools.")


class AskedQuestion(BaseModel, frozen=True, extra="forbid"):
    """What is asked, and how much is read for it."""

    # Only types are checked here; the rest is for the schema: the engine says what it cannot use, in a sentence.

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


class AskRequest(FilterArguments, AskedQuestion, frozen=True, extra="forbid"):
    """A question, and filters on the articles that may answer it."""

    typed_dates: Annotated[
        bool | None,
        Field(
            description="Whether “since March 2021” in the question filters the articles; by default it does.",
            json_schema_extra=or_null({"type": "boolean"}),
        ),
    ] = None
    as_typed: Annotated[
        bool | None,
        Field(
            description="Whether misspelled words stay as they are; by default they are corrected by the articles.",
            json_schema_extra=or_null({"type": "boolean"}),
        ),
    ] = None

    def put_to(self, engine: Engine) -> Answer:
        """What the engine answers.

        Raises:
            QuestionError: the question is empty or too long, or a filter cannot be understood.
            StoreError: the index is missing, damaged or was built with other settings.
        """
        return engine.ask(
            self.question,
            filters=self.read_filters(),
            top_k=self.top_k,
            typed_dates=self.typed_dates is not False,
            as_typed=self.as_typed is True,
        )


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
