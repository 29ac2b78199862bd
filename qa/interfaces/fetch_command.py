"""The command `gazette fetch`: addresses of the web -> files in a folder, a line each."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from qa.interfaces import command_line
from qa.interfaces.command_line import INTERRUPTED, JsonOption, _
from qa.interfaces.format import printable, to_json
from qa.interfaces.i18n import in_language, say_count

FETCHED, SOME_FAILED, NOTHING = 0, 1, 2
HELP = _(
    "Bring articles of the web into a folder, each with its address and date; articles that the folder holds already "
    "are passed over. The only command that connects to anything. Exit code: 0 if all went well, 1 if some addresses "
    "gave none, 2 if none did."
)


def fetch(
    sources: Annotated[
        list[str], typer.Argument(help=_("Addresses of articles, feeds and sitemaps, or files with one a line."))
    ],
    into: Annotated[Path, typer.Option("--into", help=_("Folder for the articles."))] = Path("fetched"),
    most: Annotated[int, typer.Option("--most", min=1, max=10_000, help=_("Most articles to fetch."))] = 100,
    pause: Annotated[
        float, typer.Option("--pause", min=0, max=600, help=_("Seconds between two requests to one site."))
    ] = 1.0,
    private: Annotated[
        list[str] | None,
        typer.Option("--allow-private", help=_("Host of a private network to connect to; can be repeated.")),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Addresses -> files."""
    from qa.ingest.fetch.articles import fetch_articles

    language, kept, failed = command_line.LANGUAGE, 0, 0
    try:
        for one in fetch_articles(sources, into, most=most, pause_s=pause, allowed=private or ()):
            kept, failed = kept + (one.file is not None), failed + (one.file is None)
            if as_json:
                typer.echo(to_json(one))
            elif one.file is None:
                typer.echo(f"! {printable(one.url)}: {printable(in_language(one.problem or '', language))}")
            else:
                typer.echo(printable(f"+ {one.file}: " + ", ".join(filter(None, (one.title, one.date)))))
    except KeyboardInterrupt:
        typer.echo(_("Interrupted: the same command goes on where it stopped."), err=True)
        raise typer.Exit(INTERRUPTED) from None
    if not as_json:
        count = say_count(language, "{count} article", "{count} articles", kept)
        typer.echo(", ".join([count, _("{count} failed", count=failed)] if failed else [count]))
    raise typer.Exit(NOTHING if failed and not kept else SOME_FAILED if failed else FETCHED)
