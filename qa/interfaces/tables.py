"""Evaluations -> tables of words and numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from qa.evaluate.report import Report
from qa.evaluate.statistics import Bound, GroupMeasures, Measure
from qa.interfaces.i18n import say
from qa.interfaces.markdown import ReportTable
from qa.values import LanguageCode

RETRIEVERS = ("dense", "bm25", "hybrid")
LEVELS = ("passage", "paragraph", "article")
_RANKED = ("recall@1", "recall@5", "recall@20", "mrr", "ndcg@10")
_PERCENT = ("recall@", ".em", ".f1", "precision", "recall", "accuracy", "right", "handled", "wrong", ".found")
_SHORT = {"recall@1": "R@1", "recall@5": "R@5", "recall@20": "R@20", "mrr": "MRR", "ndcg@10": "nDCG@10"}

Cell = Callable[[GroupMeasures, str], str]


def report_tables(report: Report, language: LanguageCode, *, wide: bool) -> list[ReportTable]:
    """The report's measures by topic, a line a group; topics that were not measured are left out.

    Args:
        report: what was found.
        language: of the words.
        wide: intervals as "64.7 (62.1–67.2)", else as "64.7 ±2.6", half their width.
    """

    def cell(group: GroupMeasures, name: str) -> str:
        found = group.get(name)
        return "–" if found is None else _with_interval(found, wide)

    tables = [
        _groups(report, language),
        _reading(report, language, cell),
        _retrieval(report, language, cell),
        _right(report, language, cell),
        _kinds(report, language, cell),
        _without_answers(report, language, cell),
        _end_to_end(report, language, cell),
        _abstention(report, language, cell),
        _calibration(report, language, cell),
    ]
    return [table for table in tables if table.rows]


def _with_interval(measure: Measure, wide: bool) -> str:
    value, low, high = (measure_text(measure.name, number) for number in (measure.value, measure.low, measure.high))
    if wide:
        return f"{value} ({low}–{high})"
    return f"{value} ±{measure_text(measure.name, (measure.high - measure.low) / 2)}"


def measure_text(name: str, value: float, *, signed: bool = False) -> str:
    """A measure as it is shown: shares in percent, milliseconds whole, the rest with three decimals."""
    sign = "+" if signed else ""
    if name.startswith("speed."):
        return f"{value:{sign}.0f}"
    if any(part in name for part in _PERCENT):
        return f"{100 * value:{sign}.1f}"
    return f"{value:{sign}.3f}"


def _groups(report: Report, language: LanguageCode) -> ReportTable:
    sizes = {one.group: one for one in report.indexed}
    units = {
        "article": say(language, "article"),
        "paragraph": say(language, "paragraph"),
        "question": say(language, "question"),
    }
    return ReportTable(
        say(language, "Questions"),
        say(
            language,
            "Each group is source, language of the question → language of the article; * pools them. "
            "Intervals contain 95% of 1,000 bootstrap samples, drawn by the unit in the last column.",
        ),
        (
            say(language, "group"),
            say(language, "questions"),
            say(language, "answerable"),
            say(language, "subjects"),
            say(language, "texts indexed"),
            say(language, "passages"),
            say(language, "drawn by"),
        ),
        tuple(
            (
                group.name,
                str(group.questions),
                str(group.answerable),
                str(group.articles),
                str(sizes[group.name].articles) if group.name in sizes else "–",
                str(sizes[group.name].passages) if group.name in sizes else "–",
                units[group.resampled],
            )
            for group in report.groups
        ),
    )


def _lines(report: Report, names: Sequence[str], cell: Cell) -> tuple[tuple[str, ...], ...]:
    """A line for each group that has one of the measures."""
    return tuple(
        (group.name, *(cell(group, name) for name in names))
        for group in report.groups
        if any(group.get(name) for name in names)
    )


def _reading(report: Report, language: LanguageCode, cell: Cell) -> ReportTable:
    names = [f"reading.{scorer}.{measure}" for scorer in ("plain", "french") for measure in ("em", "f1")]
    names.append("reading.right")
    return ReportTable(
        say(language, "Reading, with the right text given"),
        say(
            language,
            "Exact match and F1, in percent: as SQuAD computes them, then with French articles and punctuation taken "
            "into account. Right: part of an accepted answer, or one with little more.",
        ),
        (
            say(language, "group"),
            "EM",
            "F1",
            say(language, "French-aware EM"),
            say(language, "French-aware F1"),
            say(language, "right"),
        ),
        _lines(report, names, cell),
    )


def _retrieval(report: Report, language: LanguageCode, cell: Cell) -> ReportTable:
    levels = {
        "passage": say(language, "passage"),
        "paragraph": say(language, "paragraph"),
        "article": say(language, "article"),
    }
    kinds = {"dense": say(language, "dense"), "bm25": "BM25", "hybrid": say(language, "hybrid")}
    rows = []
    for group in report.groups:
        for level in LEVELS:
            for retriever in RETRIEVERS:
                names = [f"retrieval.{retriever}.{level}.{measure}" for measure in _RANKED]
                if group.get(names[0]):
                    rows.append((group.name, levels[level], kinds[retriever], *(cell(group, name) for name in names)))
    return ReportTable(
        say(language, "Retrieval"),
        say(
            language,
            "Share of the answerable questions, in percent, with a text that holds the answer among the "
            "first k; mean reciprocal rank; nDCG.",
        ),
        (say(language, "group"), say(language, "unit"), say(language, "ranking"), *_SHORT.values()),
        tuple(rows),
    )


_RIGHT = ("end_to_end.right", "end_to_end.first_right", "end_to_end.five_right")


def _right(report: Report, language: LanguageCode, cell: Cell) -> ReportTable:
    return ReportTable(
        say(language, "Right answers, end to end"),
        say(
            language,
            "In percent. Right: of the questions with an answer, those that get a right one, found or unsure. First "
            "candidate, first five: right whether shown or not. Wrong among found: share of wrong answers among those "
            "shown as found, with its upper 95% bound (Clopper–Pearson). Refused: of the questions without an answer.",
        ),
        (
            say(language, "group"),
            say(language, "right"),
            say(language, "first candidate right"),
            say(language, "one of the first five right"),
            say(language, "wrong among found"),
            say(language, "at most"),
            say(language, "refused"),
        ),
        tuple(_right_row(group, cell) for group in report.groups if group.found or group.get(_RIGHT[0])),
    )


def _right_row(group: GroupMeasures, cell: Cell) -> tuple[str, ...]:
    refused = cell(group, "end_to_end.abstention.recall")
    return (group.name, *(cell(group, name) for name in _RIGHT), *_bound_cells(group.found), refused)


def _bound_cells(bound: Bound | None) -> tuple[str, str]:
    """What went wrong as "35.2 (64 of 182)", and its bound."""
    if bound is None:
        return "–", "–"
    return f"{100 * bound.share:.1f} ({bound.wrong}/{bound.of})", f"{100 * bound.at_most:.1f}"


def _kinds(report: Report, language: LanguageCode, cell: Cell) -> ReportTable:
    return ReportTable(
        say(language, "Right answers by kind of question"),
        say(language, "Kinds are those in the file's column kind. In percent, as above."),
        (
            say(language, "kind"),
            say(language, "questions"),
            say(language, "answerable"),
            say(language, "right"),
            say(language, "wrong among found"),
            say(language, "refused"),
        ),
        tuple(
            (
                group.name,
                str(group.questions),
                str(group.answerable),
                cell(group, _RIGHT[0]),
                _bound_cells(group.found)[0],
                cell(group, "end_to_end.abstention.recall"),
            )
            for group in report.kinds
            if group.found or group.get(_RIGHT[0])
        ),
    )


def _without_answers(report: Report, language: LanguageCode, cell: Cell) -> ReportTable:
    return ReportTable(
        say(language, "Without the texts that answer"),
        say(
            language,
            "In percent of the questions with an answer, asked of an index without the text that holds it: still "
            "found; found and wrong, with its upper 95% bound (Clopper–Pearson).",
        ),
        (
            say(language, "group"),
            say(language, "still found"),
            say(language, "found and wrong"),
            say(language, "at most"),
        ),
        tuple(
            (group.name, cell(group, "without_answers.found"), *_bound_cells(group.without_answers))
            for group in report.groups
            if group.without_answers is not None
        ),
    )


def _end_to_end(report: Report, language: LanguageCode, cell: Cell) -> ReportTable:
    names = [f"end_to_end.{scorer}.{measure}" for scorer in ("plain", "french") for measure in ("em", "f1")]
    names += ["end_to_end.handled", "speed.p50", "speed.p95"]
    return ReportTable(
        say(language, "End to end"),
        say(
            language,
            "EM and F1 of the answers given; an abstention counts 0. Handled correctly: a right answer is given, or "
            "none where there is none. Times in milliseconds.",
        ),
        (
            say(language, "group"),
            "EM",
            "F1",
            say(language, "French-aware EM"),
            say(language, "French-aware F1"),
            say(language, "handled correctly"),
            "p50",
            "p95",
        ),
        _lines(report, names, cell),
    )


def _abstention(report: Report, language: LanguageCode, cell: Cell) -> ReportTable:
    measures = ("auc", "precision", "recall", "accuracy")
    stages = {"reading": say(language, "reader, text given"), "end_to_end": say(language, "end to end")}
    rows = []
    for group in report.groups:
        for stage, label in stages.items():
            if group.get(f"{stage}.abstention.auc"):
                cells = (cell(group, f"{stage}.abstention.{measure}") for measure in measures)
                rows.append((group.name, label, *cells))
    return ReportTable(
        say(language, "Abstention"),
        say(
            language,
            "AUC: telling answerable questions from unanswerable ones. Precision: share of the abstentions "
            "on questions without an answer; recall: share of the questions without an answer that get an "
            "abstention; accuracy: share of all questions decided correctly.",
        ),
        (
            say(language, "group"),
            say(language, "decided by"),
            "AUC",
            say(language, "precision"),
            say(language, "recall"),
            say(language, "accuracy"),
        ),
        tuple(rows),
    )


def _calibration(report: Report, language: LanguageCode, cell: Cell) -> ReportTable:
    return ReportTable(
        say(language, "Calibration of the confidence"),
        say(language, "Expected calibration error in ten equal bins, and Brier score, from 0 to 1; lower is better."),
        (say(language, "group"), "ECE", "Brier"),
        _lines(report, ("calibration.ece", "calibration.brier"), cell),
    )
