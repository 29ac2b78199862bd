"""Comparisons of two evaluations -> a table and a summary."""

from __future__ import annotations

from qa.evaluate.compare import Change, Comparison
from qa.interfaces.i18n import say, say_count
from qa.interfaces.markdown import ReportTable
from qa.interfaces.tables import measure_text
from qa.values import LanguageCode


def comparison_table(comparison: Comparison, language: LanguageCode, *, every: bool) -> ReportTable:
    """The changes, a line each: all of them, or only those that chance does not explain."""
    verdicts = {
        "better": say(language, "better"),
        "worse": say(language, "worse"),
        "same": say(language, "no clear change"),
        "not tested": say(language, "not tested"),
    }
    return ReportTable(
        say(language, "What changed"),
        say(
            language,
            "Paired by question. p: permutation test, corrected for the number of measures "
            "(Benjamini–Hochberg); a change is reported where p is below 0.05. Speed is not tested, since "
            "the machine may have been busy.",
        ),
        (
            say(language, "group"),
            say(language, "measure"),
            say(language, "questions"),
            say(language, "before"),
            say(language, "after"),
            say(language, "difference"),
            "p",
            "",
        ),
        tuple(
            _change(change, verdicts[change.verdict])
            for change in comparison.changes
            if every or change.verdict in ("better", "worse")
        ),
    )


def _change(change: Change, verdict: str) -> tuple[str, ...]:
    name = change.measure
    difference = measure_text(name, change.after - change.before, signed=True)
    low, high = measure_text(name, change.low, signed=True), measure_text(name, change.high, signed=True)
    return (
        change.group,
        name,
        str(change.questions),
        measure_text(name, change.before),
        measure_text(name, change.after),
        f"{difference} ({low} … {high})",
        "" if change.verdict == "not tested" else f"{change.p:.3f}" if change.p >= 0.001 else "<0.001",
        verdict,
    )


def comparison_summary(comparison: Comparison, language: LanguageCode) -> str:
    """How many measures got better and worse, and what could not be compared."""
    lines = [
        say_count(
            language,
            "{count} measure compared: {better} better, {worse} worse.",
            "{count} measures compared: {better} better, {worse} worse.",
            len(comparison.changes),
            better=len(comparison.with_verdict("better")),
            worse=len(comparison.with_verdict("worse")),
        )
    ]
    if comparison.only_in_one:
        groups = ", ".join(comparison.only_in_one)
        lines.append(say(language, "Only in one of the reports: {groups}.", groups=groups))
    if comparison.unpaired:
        lines.append(say(language, "Questions asked in only one of the reports: {count}.", count=comparison.unpaired))
    return "\n".join(lines)
