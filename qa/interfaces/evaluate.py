"""`gazette evaluate`: runs an evaluation or a comparison, prints it, and writes its files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from qa.errors import EvaluationError
from qa.evaluate.compare import compare
from qa.evaluate.plots import Words, draw
from qa.evaluate.report import LeftOut, Report, read_report, write_report
from qa.evaluate.run import Options, Progress, check_libraries, evaluate
from qa.interfaces.comparison import comparison_summary, comparison_table
from qa.interfaces.failures import FAILURES_FILE, failure_tables, failures_page
from qa.interfaces.format import printable
from qa.interfaces.i18n import say, say_count
from qa.interfaces.markdown import ReportTable, markdown
from qa.interfaces.tables import report_tables
from qa.settings import Settings
from qa.values import LanguageCode

if TYPE_CHECKING:
    from rich.console import Console

GOOD, WORSE = 0, 1
OUT = Path("evaluation")


def run_evaluation(
    files: Sequence[Path],
    out: Path | None,
    settings: Settings,
    options: Options,
    language: LanguageCode,
    progress: Progress,
) -> int:
    """Evaluate, print the tables, write report.json, report.md and the pictures; the exit code.

    Raises:
        GazetteError: something that the user can fix.
    """
    folder = OUT / "-".join(file.stem for file in files) if out is None else out
    _make(folder)  # now: to learn that it cannot be made after an hour would lose the hour
    report = evaluate(files, settings, options, progress)
    write_report(report, folder)
    pictures = draw(report, folder, _words(language))
    title = say(language, "Evaluation")
    tables = [*report_tables(report, language, wide=True), *failure_tables(report.failures, language)]
    text = markdown(title, _facts(report, language), tables, [path.name for path in pictures])
    (folder / FAILURES_FILE).write_text(failures_page(report.failures, language), encoding="utf-8")
    (folder / "report.md").write_text(text, encoding="utf-8")
    for table in report_tables(report, language, wide=False):
        _print(table)
    for left in report.left_out:
        typer.echo(_left_out(left, language))
    _print_causes(report, language)
    written = say(
        language, "Written to {folder}: report.md, report.json, failures.html and the pictures.", folder=folder
    )
    typer.echo(written)
    return GOOD


def _print_causes(report: Report, language: LanguageCode) -> None:
    """How often each cause was; the questions themselves are in the files."""
    for table in failure_tables(report.failures, language)[:1]:
        _print(table)


def _left_out(left: LeftOut, language: LanguageCode) -> str:
    if left.reason == "text":
        return say_count(
            language,
            "{group}: {count} question left out, since the index does not hold its text.",
            "{group}: {count} questions left out, since the index does not hold their text.",
            left.questions,
            group=printable(left.group),
        )
    return say_count(
        language,
        "{group}: {count} line left out, since it does not say what is right.",
        "{group}: {count} lines left out, since they do not say what is right.",
        left.questions,
        group=printable(left.group),
    )


def run_comparison(before: Path, after: Path, out: Path | None, gate: bool, language: LanguageCode) -> int:
    """Compare two reports and print what changed; with `gate`, the exit code says whether anything got worse.

    Raises:
        GazetteError: a report cannot be read, or a library is not installed.
    """
    check_libraries()
    comparison = compare(read_report(before), read_report(after))
    if not comparison.changes:
        raise EvaluationError(
            "{one} and {other} have no question in common: compare reports on the same files.", one=before, other=after
        )
    if out is not None:
        _make(out)
        facts = [(say(language, "before"), str(before)), (say(language, "after"), str(after))]
        tables = [comparison_table(comparison, language, every=True)]
        text = markdown(say(language, "Comparison"), facts, tables, [])
        (out / "comparison.md").write_text(text, encoding="utf-8")
    _print(comparison_table(comparison, language, every=False))
    typer.echo(comparison_summary(comparison, language))
    return WORSE if gate and comparison.with_verdict("worse") else GOOD


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EvaluationError(
            "{folder} cannot be created ({reason}): give another folder with --out.",
            folder=folder,
            reason=error.strerror or str(error),
        ) from error


def _console() -> Console:
    from rich.console import Console

    return Console()


def _print(table: ReportTable) -> None:
    """One table on standard output; without a line, nothing."""
    from rich import table as rich_table
    from rich.markup import escape

    if not table.rows:
        return
    shown = rich_table.Table(title=escape(table.title), title_justify="left")
    for number, name in enumerate(table.header):
        shown.add_column(escape(name), justify="left" if number == 0 else "right", overflow="fold")
    for row in table.rows:
        shown.add_row(*(escape(printable(cell)) for cell in row))
    _console().print(shown)


def _facts(report: Report, language: LanguageCode) -> list[tuple[str, str]]:
    """The conditions of the figures."""
    found = report.conditions
    tell: Callable[[str, str], str] = lambda name, mark: f"{name} ({mark})"  # noqa: E731
    return [
        (say(language, "files"), ", ".join(tell(file.name, file.sha256[:12]) for file in found.files)),
        (say(language, "split"), found.split),
        (say(language, "questions per group"), "–" if found.limit is None else str(found.limit)),
        (say(language, "index"), found.index or say(language, "made of the texts in the files")),
        (say(language, "embedder"), tell(found.embedder, found.embedder_fingerprint)),
        (say(language, "reader"), tell(found.reader, found.reader_fingerprint)),
        (say(language, "calibration"), found.calibration),
        (say(language, "settings"), ", ".join(f"{name} {value}" for name, value in found.settings.items())),
        ("Gazette", f"{found.version}, {found.evaluated_at}"),
    ]


def _words(language: LanguageCode) -> Words:
    return Words(
        confidence=say(language, "confidence"),
        right=say(language, "share of right answers"),
        perfect=say(language, "perfect"),
        retrievers={"dense": say(language, "dense"), "bm25": "BM25", "hybrid": say(language, "hybrid")},
        recall=say(language, "recall@k of the paragraph or article"),
        coverage=say(language, "share of the questions answered"),
        risk=say(language, "share of wrong answers"),
    )
