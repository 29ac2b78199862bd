"""A quote as programs name it, by its characters, and as what it is cited."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, Field

from qa.errors import QuestionError
from qa.interfaces.server.schemas import find_article
from qa.values import Citation

if TYPE_CHECKING:
    from qa.ask.engine import Engine


class QuoteArguments(BaseModel, frozen=True, extra="forbid"):
    """Which characters of an article, and the format of their citation."""

    start: Annotated[int, Field(description="First character, from 0.")]
    end: Annotated[int, Field(description="The character after the last one.")]
    format: Annotated[
        str,
        Field(
            description="What the citation is for.",
            json_schema_extra={"enum": ["bibtex", "ris", "csl", "footnotes"]},
        ),
    ] = "bibtex"

    def cite(self, engine: Engine, id: str) -> Citation:
        """The citation of these characters of an article.

        Raises:
            UnknownArticle: the index holds no such article.
            QuestionError: the article does not have these characters.
            StoreError: the index is missing, damaged or was built with other settings.
        """
        from qa.ask.cite import cite
        from qa.values import Passage

        article = find_article(engine, id)
        if not article.body_start <= self.start < self.end <= len(article.text):
            raise QuestionError(
                "The article has no characters {start} to {end}: use the offsets of a citation.",
                start=self.start,
                end=self.end,
            )
        quote = article.text[self.start : self.end]
        passage = Passage("", article.id, self.start, self.end, quote, article.language, "")
        return cite(article, passage, self.start, self.end, quote)
