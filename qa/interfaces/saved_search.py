"""All that a search found as a file to keep: a table, or citations for other programs; a row or note per passage."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa.ask.search.results import MOST_ARTICLES, FoundArticle
from qa.interfaces.citations import MEDIA_TYPES, SUFFIXES, citation_form, cited_as
from qa.interfaces.found import by_text
from qa.interfaces.i18n import N_, say
from qa.interfaces.web.export import cell
from qa.lang import LANGUAGES
from qa.values import LanguageCode

if TYPE_CHECKING:
    from qa.ask.engine import Engine
    from qa.interfaces.server.search_arguments import SearchArguments

MOST_SAVED = 5000  # articles in a file
_COLUMNS = (
    N_("title"),
    N_("date"),
    N_("file"),
    N_("line"),
    N_("page"),
    N_("language"),
    N_("quote"),
    N_("found by"),
    N_("occurrences"),
    N_("address"),
    N_("first character"),
    N_("character after"),
    N_("slide"),
    N_("sheet"),
    N_("cells"),
)


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A file to send or to print."""

    name: str
    media_type: str
    text: str


def save_search(engine: Engine, wanted: SearchArguments, form: str, language: LanguageCode) -> SavedSearch:
    """Everything that is found, from the first page on; at most `MOST_SAVED` articles.

    Raises:
        QuestionError: there is no such form, or as `Engine.search`.
        StoreError: the index is missing, damaged or was built with other settings.
    """
    known = None if form == "csv" else citation_form(form)
    found = list(_all(engine, wanted))
    if known is None:
        return SavedSearch("gazette-search.csv", "text/csv", _table(found, language))
    citations = [extract.citation for one in found for extract in one.extracts]
    return SavedSearch(f"gazette-search.{SUFFIXES[known]}", MEDIA_TYPES[known], cited_as(known, citations, language))


def _all(engine: Engine, wanted: SearchArguments) -> Iterator[FoundArticle]:
    for first in range(0, MOST_SAVED, MOST_ARTICLES):
        page = wanted.model_copy(update={"first": first, "size": MOST_ARTICLES}).put_to(engine)
        if page.first == first:  # else there are no more, and this is the last page again
            yield from page.found
        if first + MOST_ARTICLES >= page.articles:
            return


def _table(found: list[FoundArticle], language: LanguageCode) -> str:
    """As the spreadsheets of the language expect it: with a byte order mark, and semicolons in French."""
    written = io.StringIO()
    writer = csv.writer(written, delimiter=LANGUAGES[language].csv_delimiter, quoting=csv.QUOTE_ALL)
    writer.writerow(say(language, column) for column in _COLUMNS)
    for one in found:
        for extract in one.extracts:
            cited = extract.citation
            places = ("" if cited.line is None else str(cited.line), "" if cited.page is None else str(cited.page))
            about = (cited.title, cited.date or "", cited.path, *places, cited.language, cited.quote)
            more = ("" if cited.slide is None else str(cited.slide), cited.sheet, cited.cells)
            why = (by_text(extract.by, language), str(one.occurrences), cited.url or "")
            writer.writerow(map(cell, (*about, *why, str(cited.start), str(cited.end), *more)))
    return "\N{BYTE ORDER MARK}" + written.getvalue()
