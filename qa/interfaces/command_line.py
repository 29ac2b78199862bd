"""What every command shares: the command line's language, its exit codes, its options, the object that they join."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import partial, wraps
from importlib.metadata import version
from itertools import chain
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qa.interfaces.filters import OFFERED, FilterParameters
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
NO_FILTERS = FilterParameters()


def with_filters(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command an option for each filter, in place of its parameter `filters`, a `FilterParameters`."""

    @wraps(command)
    def with_options(**given: Any) -> None:  # noqa: ANN401 - what typer reads
        filters = {one.name: given.pop(one.name) for one in OFFERED}
        on = {name: value for name, value in filters.items() if value is not None}
        command(**given, filters=FilterParameters(**on))

    own = inspect.signature(command, eval_str=True)
    each = (_options() if name == "filters" else [parameter] for name, parameter in own.parameters.items())
    with_options.__signature__ = own.replace(parameters=[*chain(*each)])  # type: ignore[attr-defined]  # typer reads it
    return with_options


def _options() -> list[inspect.Parameter]:
    """The options of the filters, as parameters of a command."""
    return [
        inspect.Parameter(
            one.name,
            inspect.Parameter.POSITIONAL_OR_KEYWORD,
            default=None,
            annotation=Annotated[
                list[str] | None if one.is_several else str | None,
                typer.Option(one.option, help=say(LANGUAGE, one.help)),
            ],
        )
        for one in OFFERED
    ]


def open_index(index: str | None) -> Engine:
    """The engine of the index that `--index` names, ready to answer."""
    from qa.ask.engine import open_engine  # here, so that `gazette --help` waits for no library

    return open_engine(load_settings(index=index))
