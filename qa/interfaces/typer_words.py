"""typer's own words in the language of the command line, by gettext where typer asks it, and else by hand."""

from __future__ import annotations

import gettext
import os
from typing import Any

from typer.core import TyperCommand, TyperGroup

from qa.interfaces.i18n import DOMAIN, LOCALE, N_
from qa.values import LanguageCode

WORDS = (
    N_("Arguments"),
    N_("Options"),
    N_("Commands"),
    N_("Error"),
    N_("Aborted."),
    N_("[default: {}]"),
    N_("[required]"),
    N_("Missing command."),
    N_("No such command {name!r}."),
    N_("Try [blue]'{command_path} {help_option}'[/] for help."),
)
COMPLETION = (
    N_("Install completion for the current shell."),
    N_("Show completion for the current shell, to copy it or customize the installation."),
)
_HELP, _USAGE = N_("Show this message and exit."), N_("Usage: ")


def translate_typer(language: LanguageCode) -> None:
    """Let typer find its words in Gazette's catalogue; before it prints anything, since it looks once.

    It asks for the words of this process's language, which the variable LANGUAGE names.
    """
    gettext.bindtextdomain(DOMAIN, str(LOCALE))
    gettext.textdomain(DOMAIN)
    os.environ["LANGUAGE"] = language


class _Translated:
    """The words of a help page that typer writes in English without asking."""

    def get_help_option(self, ctx: Any) -> Any:  # noqa: ANN401 - typer's own classes are private
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = gettext.gettext(_HELP)
        return option

    def format_usage(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401
        pieces = " ".join(self.collect_usage_pieces(ctx))  # type: ignore[attr-defined]
        formatter.write_usage(ctx.command_path, pieces, gettext.gettext(_USAGE))


class Command(_Translated, TyperCommand):
    """A command whose help is all in one language."""


class CommandGroup(_Translated, TyperGroup):
    """The list of commands, likewise."""

    def get_params(self, ctx: Any) -> Any:  # noqa: ANN401
        """The options before the name of a command, those of the completion in the command line's language."""
        params = super().get_params(ctx)
        for option in params:
            if option.name in ("install_completion", "show_completion"):
                option.help = gettext.gettext(option.help)  # type: ignore[attr-defined]
        return params
