"""The command `gazette` and its commands, but for those of a module of their own; answers go to standard output."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from qa.errors import EvaluationError, GazetteError, QuestionError, SettingsError
from qa.evaluate.cases import USUAL_STAGES, Split, Stage
from qa.interfaces import command_line, copy_command, fetch_command, search_command, watch_command
from qa.interfaces.command_line import (
    ANSWERED,
    COULD_NOT_LOOK,
    INTERRUPTED,
    NO_FILTERS,
    NOT_FOUND,
    DryRunOption,
    IndexOption,
    JsonOption,
    _,
    add_command,
    app,
    open_index,
    with_filters,
)
from qa.interfaces.extracts import extracts_text
from qa.interfaces.filters import FilterParameters
from qa.interfaces.format import answer_text, error_json, printable, report_text, status_text, to_json
from qa.interfaces.i18n import in_language
from qa.interfaces.progress import progress_bars, stage_bars
from qa.interfaces.questions import read_questions
from qa.interfaces.server.schemas import AskRequest
from qa.settings import load_settings
from qa.values import Answer

if TYPE_CHECKING:
    from qa.ask.engine import Engine

BUILT, SOME_SKIPPED = 0, 1  # what could not be built at all ends in `main`, with COULD_NOT_LOOK


@add_command(
    help=_(
        "Build an index from files and folders, or update it. Exit code: 0 if all went well, 1 if some "
        "files were skipped, 2 if nothing was built."
    )
)
def build(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(help=_("Files and folders; by default those already indexed, else seeds/.")),
    ] = None,
    index: IndexOption = None,
    only: Annotated[bool, typer.Option("--replace", help=_("Index only these paths from now on."))] = False,
    dry_run: DryRunOption = False,
    watch: Annotated[
        bool, typer.Option("--watch", help=_("Go on watching the files and update the index whenever one changes."))
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Files -> index."""
    if watch and dry_run:
        raise SettingsError("--watch and --dry-run do not go together: leave one of them out.")
    if watch:
        watch_command.watch(load_settings(index=index), paths or [], only, as_json=as_json)
    elif load_settings(index=index).copy_from is not None and not paths and not only and not dry_run:
        copy_command.update(load_settings(index=index), as_json=as_json)
    else:
        _rebuild(index, dry_run, as_json, paths=paths or [], only=only)


@add_command(
    help=_(
        "Remove articles from the index and update it. Uploaded files are deleted, all others stay on the "
        "disk. Exit code: 0 if all went well, 1 if some files were skipped, 2 if nothing was done."
    )
)
def remove(
    paths: Annotated[
        list[str],
        typer.Argument(help=_("Files, folders, rows or whole sources, as answers and gazette status show them.")),
    ],
    index: IndexOption = None,
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Index -> index without these articles."""
    _rebuild(index, dry_run, as_json, remove=paths)


@add_command(
    help=_(
        "Put removed articles back into the index and update it. Exit code: 0 if all went well, 1 if some "
        "files were skipped, 2 if nothing was done."
    )
)
def restore(
    paths: Annotated[list[str], typer.Argument(help=_("Paths that gazette status shows as left out."))],
    index: IndexOption = None,
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Index -> index with these articles again."""
    _rebuild(index, dry_run, as_json, restore=paths)


def _rebuild(
    index: str | None,
    dry_run: bool,
    as_json: bool,
    *,
    paths: Sequence[Path] = (),
    only: bool = False,
    remove: Sequence[str] = (),
    restore: Sequence[str] = (),
) -> NoReturn:
    from qa.ask.starters import make_starters
    from qa.ingest.build import build_index

    try:
        with progress_bars() as show:
            report = build_index(
                paths,
                load_settings(index=index),
                replace_sources=only,
                remove=remove,
                restore=restore,
                dry_run=dry_run,
                progress=stage_bars(show),
            )
    except KeyboardInterrupt:
        typer.echo(_("Interrupted: the index is unchanged."), err=True)
        raise typer.Exit(INTERRUPTED) from None
    if report.published:
        with suppress(KeyboardInterrupt):  # the index is there, and answers without them
            make_starters(load_settings(index=index))
    typer.echo(to_json(report, indent=2) if as_json else report_text(report, command_line.LANGUAGE))
    raise typer.Exit(SOME_SKIPPED if report.count("skipped") else BUILT)


@add_command(
    help=_(
        "Answer a question from the index. Exit code: 0 if answered, 1 if not found, 2 if the "
        "index could not be searched."
    )
)
@with_filters
def ask(
    question: Annotated[str | None, typer.Argument(help=_("The question, in French or English."))] = None,
    file: Annotated[
        Path | None,
        typer.Option(
            "--file", help=_("File with a question per line, or a JSON object with one; prints one answer per line.")
        ),
    ] = None,
    index: IndexOption = None,
    top_k: Annotated[int | None, typer.Option("--top-k", help=_("Number of passages to read."))] = None,
    filters: FilterParameters = NO_FILTERS,
    typed_dates: Annotated[
        bool,
        typer.Option(
            "--typed-dates/--no-typed-dates",
            help=_("Filter the articles by dates in the question, such as “since March 2021”."),
        ),
    ] = True,
    as_typed: Annotated[
        bool, typer.Option("--as-typed", help=_("Leave misspelled words of the question as they are."))
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Question -> answer."""
    if (question is None) == (file is None):
        raise QuestionError("Give either a question or --file.")
    given = filters.model_dump()
    request = AskRequest(question=question or "", top_k=top_k, typed_dates=typed_dates, as_typed=as_typed, **given)
    engine = open_index(index)
    if file is None:
        raise typer.Exit(_show_answer(request.put_to(engine), as_json))
    codes = [_ask_one(engine, asked, as_json) for asked in read_questions(file, request)]
    raise typer.Exit(max(codes, default=ANSWERED))


def _ask_one(engine: Engine, asked: AskRequest | QuestionError, as_json: bool) -> int:
    """One question of a file; where it cannot be asked the error is shown in its place, and the others go on."""
    try:
        if isinstance(asked, QuestionError):
            raise asked
        return _show_answer(asked.put_to(engine), as_json, of_many=True)
    except QuestionError as error:
        message = printable(in_language(error.message, command_line.LANGUAGE))
        typer.echo(error_json(message) if as_json else message)
        return COULD_NOT_LOOK


def _show_answer(answer: Answer, as_json: bool, *, of_many: bool = False) -> int:
    """Print an answer, one of many as a line of JSON or followed by an empty line; the exit code."""
    written = extracts_text if answer.state == "extracts" else answer_text
    text = to_json(answer, indent=None if of_many else 2) if as_json else written(answer, color=sys.stdout.isatty())
    typer.echo(f"{text}\n" if of_many and not as_json else text)
    if answer.reason == "empty_index":
        return COULD_NOT_LOOK
    return NOT_FOUND if answer.state == "not_found" else ANSWERED


add_command(help=search_command.HELP)(search_command.search)
add_command(help=fetch_command.HELP)(fetch_command.fetch)


@add_command(help=_("Show what the index holds and whether it can answer. Exit code: 0 if it can, 2 if it cannot."))
def status(index: IndexOption = None, as_json: JsonOption = False) -> None:
    """What the index holds."""
    from qa.ask.engine import index_status

    found = index_status(load_settings(index=index))
    typer.echo(to_json(found, indent=2) if as_json else status_text(found, command_line.LANGUAGE))
    raise typer.Exit(COULD_NOT_LOOK if found.problem else ANSWERED)


@add_command(
    help=_(
        "Look for what is wrong with the index, the models, permissions, the disk and versions, and say what to do. "
        "Exit code: 0 if all is well, 2 if something is wrong."
    )
)
def doctor(index: IndexOption = None, as_json: JsonOption = False) -> None:
    """What is wrong."""
    from qa.interfaces.doctor import Finding, examine, finding_text, findings_json

    findings: list[Finding] = []
    for finding in examine(load_settings(index=index)):
        findings.append(finding)
        if not as_json:
            typer.echo(finding_text(finding, command_line.LANGUAGE))
    if as_json:
        typer.echo(findings_json(findings))
    raise typer.Exit(COULD_NOT_LOOK if any(finding.verdict == "wrong" for finding in findings) else ANSWERED)


@add_command(help=_("Start the web chat on this machine, with its REST interface and MCP tools."))
def serve(
    index: Annotated[
        list[str] | None,
        typer.Option(
            "--index", help=_("Name or path of the index; repeat it for several, to choose from in the page.")
        ),
    ] = None,
    host: Annotated[
        str | None, typer.Option(help=_("Address to listen on; one that other machines can reach needs a password."))
    ] = None,
    port: Annotated[int | None, typer.Option(help=_("Port to listen on."))] = None,
    workers: Annotated[
        int | None, typer.Option(help=_("Processes that serve programs on that port; several serve no chat."))
    ] = None,
) -> None:
    """The web chat, REST and MCP."""
    from qa.interfaces.server.app import serve as run

    names: list[str] | list[None] = index or [None]
    first, *others = (load_settings(index=name, host=host, port=port, workers=workers) for name in names)
    run(first, others)


@add_command(
    help=_(
        "Measure how well questions with known answers are answered, or compare two such reports. Exit "
        "code: 0 if all went well, 1 with --gate if a measure got significantly worse, 2 if nothing could "
        "be measured."
    )
)
def evaluate(
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            help=_(
                "SQuAD files (.json), corpus files or feedback from the chat (.jsonl), tables of "
                "questions, answers and files (.csv)."
            )
        ),
    ] = None,
    index: Annotated[
        str | None, typer.Option("--index", help=_("Index to search; by default one made of the texts in the files."))
    ] = None,
    split: Annotated[
        Split,
        typer.Option(help=_("Only questions of this split; one subject in ten is in test.")),
    ] = "all",
    limit: Annotated[
        int | None, typer.Option(min=1, help=_("Number of questions to draw for each pair of languages."))
    ] = None,
    only: Annotated[
        list[Stage] | None,
        typer.Option(
            help=_("Measure only this stage; can be repeated. Reading needs no index; without-answers must be named.")
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(help=_("Folder for the report; by default evaluation/ and the names of the files.")),
    ] = None,
    reports: Annotated[
        tuple[Path, Path] | None,
        typer.Option("--compare", metavar="A B", help=_("Compare two reports, each a report.json or its folder.")),
    ] = None,
    gate: Annotated[
        bool, typer.Option("--gate", help=_("With --compare: exit code 1 if B is significantly worse than A."))
    ] = False,
) -> None:
    """Questions with known answers -> figures."""
    if bool(files) == bool(reports) or (gate and not reports):
        raise EvaluationError("Give files of questions, or --compare with two reports; --gate goes with --compare.")
    from qa.evaluate.run import Options
    from qa.interfaces.evaluate import run_comparison, run_evaluation

    if reports:
        raise typer.Exit(run_comparison(*reports, out, gate, command_line.LANGUAGE))
    names = {
        "embed": _("Embedding"),
        Stage.READING: _("Reading"),
        Stage.RETRIEVAL: _("Searching"),
        Stage.END_TO_END: _("Asking"),
        Stage.WITHOUT_ANSWERS: _("Asking without the answer"),
    }
    stages = tuple(stage for stage in Stage if stage in (only or USUAL_STAGES))
    with progress_bars() as show:
        code = run_evaluation(
            files or [],
            out,
            load_settings(index=index),
            Options(stages, split, limit, index_is_named=index is not None),
            command_line.LANGUAGE,
            lambda stage, group, done, total: show(f"{names[stage]} {group}", done, total),
        )
    raise typer.Exit(code)


def main(arguments: list[str] | None = None) -> None:
    """Run the command, by default with the process's own arguments.

    A user's mistake is one line on standard error and exit code 2.
    """
    try:
        app(arguments)
    except GazetteError as error:
        typer.echo(printable(in_language(error.message, command_line.LANGUAGE)), err=True)
        sys.exit(COULD_NOT_LOOK)
