"""The command `gazette search`: words -> the articles that hold them."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from qa.ask.search.results import EXTRACTS, SIZE, SearchOrder
from qa.interfaces import command_line
from qa.interfaces.command_line import (
    ANSWERED,
    NO_FILTERS,
    NOT_FOUND,
    IndexOption,
    JsonOption,
    _,
    open_index,
    with_filters,
)
from qa.interfaces.filters import FilterParameters
from qa.interfaces.format import to_json
from qa.interfaces.found import found_text
from qa.interfaces.server.search_arguments import SearchArguments

HELP = _(
    "List every article that holds some words, with the passages where they stand. Exit code: 0 if there are any, "
    "1 if there are none, 2 if the index could not be searched."
)


@with_filters
def search(
    query: Annotated[
        str, typer.Argument(help=_('Words; also "an exact phrase", the beginning of a word*, -without this word.'))
    ],
    index: IndexOption = None,
    filters: FilterParameters = NO_FILTERS,
    order: Annotated[SearchOrder, typer.Option("--order", help=_("How the articles are sorted."))] = "relevance",
    meaning: Annotated[
        bool, typer.Option("--meaning", help=_("Also articles that come near the meaning of the words."))
    ] = False,
    page: Annotated[int, typer.Option("--page", min=1, help=_("Number of the page."))] = 1,
    size: Annotated[int, typer.Option("--size", help=_("Articles on a page."))] = SIZE,
    extracts: Annotated[int, typer.Option("--extracts", help=_("Passages shown of each article."))] = EXTRACTS,
    form: Annotated[
        str | None,
        typer.Option("--format", help=_("Print all that is found as csv, bibtex, ris, csl or footnotes.")),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Words -> articles."""
    wanted = SearchArguments(
        query=query,
        order=order,
        meaning=meaning,
        first=(page - 1) * size,
        size=size,
        extracts=extracts,
        **filters.model_dump(),
    )
    engine, language = open_index(index), command_line.LANGUAGE
    if form is not None:
        from qa.interfaces.saved_search import save_search  # with what pages are made of, which no other command needs

        typer.echo(save_search(engine, wanted, form, language).text, nl=False)
        return
    found = wanted.put_to(engine)
    typer.echo(to_json(found, indent=2) if as_json else found_text(found, language, color=sys.stdout.isatty()))
    raise typer.Exit(ANSWERED if found.articles else NOT_FOUND)
