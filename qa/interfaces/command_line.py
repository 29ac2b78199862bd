"""What every command shares: the command line's language, its exit codes, its options, the object that they join."""

from __future__ import annotations

from functools import partial
from importlib.metadata import version
from typing import TYPE_CHECKING, Annotated

import typer

from qa.interfaces.i18n import interface_language, say
from qa.interfaces.typer_words import Command, CommandGroup, translate_typer
from qa.settings import load_settings

if TYPE_CHECKING:
    from qa.ask.engine import Engine

ANSWERED, NOT_FOUND, COULD_NOT_LOOK = 0, 1, 2
INTERRUPTED = 130


LANGUAGE = interface_language()  # read where it is used: tests change it


def _(template: str, **values: object) -> str:
    return say(LANGUAGE, template, **values)


if LANGUAGE != "en":
    translate_typer(LANGUAGE)
app = typer.Typer(
    cls=CommandGroup,
    help=_("Answers questions over a folder of articles, in French or English, with verbatim quotes."),
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
add_command = partial(app.command, cls=Command)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"gazette {version('gazette')}")
        raise typer.Exit


@app.callback()
def command(
    wanted: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help=_("Show the version and exit."))
    ] = False,
) -> None:
    """What comes before the name of a command."""


IndexOption = Annotated[str | None, typer.Option("--index", help=_("Name or path of the index."))]
JsonOption = Annotated[bool, typer.Option("--json", help=_("Print JSON."))]
DryRunOption = Annotated[bool, typer.Option("--dry-run", help=_("Show what would change, without changing anything."))]
LanguageOption = Annotated[str | None, typer.Option("--language", help=_("Only articles in this language: fr or en."))]
SinceOption = Annotated[str | None, typer.Option("--since", help=_("Only articles from this day, month or year on."))]
UntilOption = Annotated[
    str | None, typer.Option("--until", help=_("Only articles up to this day, month or year, included."))
]
FolderOption = Annotated[
    list[str] | None,
    typer.Option("--folder", help=_("Only articles in this folder, as gazette status shows it; can be repeated.")),
]


def open_index(index: str | None) -> Engine:
    """The engine of the index that `--index` names, ready to answer."""
    from qa.ask.engine import open_engine  # here, so that `gazette --help` waits for no library

    return open_engine(load_settings(index=index))
