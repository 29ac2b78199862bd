"""What an evaluation found, with the conditions that it was found under: the content of report.json."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from qa.errors import EvaluationError
from qa.evaluate.calibration import Bin
from qa.evaluate.cases import Split
from qa.evaluate.failures import Failure
from qa.evaluate.gold import first_problem, read_bytes
from qa.evaluate.statistics import GroupMeasures, ScoreTable, choose, pool

FORMAT = 2  # raised when the meaning of report.json changes
REPORT_FILE = "report.json"


@dataclass(frozen=True, slots=True)
class EvaluatedFile:
    """A file of questions."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Conditions:
    """What the figures depend on."""

    version: str  # of Gazette
    evaluated_at: str  # ISO 8601, UTC
    files: tuple[EvaluatedFile, ...]
    stages: tuple[str, ...]
    split: Split
    limit: int | None  # questions a group
    index: str | None  # the named index; None where each file's own texts were indexed
    embedder: str
    embedder_fingerprint: str
    reader: str
    reader_fingerprint: str
    calibration: str  # what the confidence was fitted on
    settings: Mapping[str, int | float | str]  # those that move the figures and were not left to the models


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Questions that could not be asked."""

    group: str
    questions: int
    reason: Literal["text", "judgement"] = "text"  # their text is not in the index; nobody said what is right


@dataclass(frozen=True, slots=True)
class Indexed:
    """How much a group was searched in."""

    group: str
    articles: int  # of the index: where a file has paragraphs, each is one
    passages: int


@dataclass(frozen=True, slots=True)
class Curve:
    """The reliability of the confidence of one group."""

    group: str
    bins: tuple[Bin, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """One evaluation."""

    format: int
    conditions: Conditions
    groups: tuple[GroupMeasures, ...]  # one a source and direction, then what is pooled
    kinds: tuple[GroupMeasures, ...]  # one a source and kind of question
    curves: tuple[Curve, ...]
    indexed: tuple[Indexed, ...]
    left_out: tuple[LeftOut, ...]
    tables: tuple[ScoreTable, ...]  # one a source and direction
    failures: tuple[Failure, ...] = ()  # what was answered wrongly, missed or invented, by group


_ADAPTER: TypeAdapter[Report] = TypeAdapter(Report)


def write_report(report: Report, folder: Path) -> Path:
    """Write report.json; where it lies."""
    path = folder / REPORT_FILE
    path.write_bytes(_ADAPTER.dump_json(report) + b"\n")
    return path


def read_report(path: Path) -> Report:
    """A report.json, or the one in a folder.

    Raises:
        EvaluationError: it cannot be read, is no report, or is that of a version that measured otherwise.
    """
    file = path / REPORT_FILE if path.is_dir() else path
    data = read_bytes(file)
    try:
        report = _ADAPTER.validate_json(data)
    except ValidationError as error:
        place, reason = first_problem(error)
        raise EvaluationError(
            "{file} is not a report of this version of gazette evaluate ({place}: {reason}): evaluate again.",
            file=file,
            place=place,
            reason=reason,
        ) from error
    if report.format != FORMAT:
        raise EvaluationError(
            "{file} has format {found}, this version compares format {wanted}: evaluate again.",
            file=file,
            found=report.format,
            wanted=FORMAT,
        )
    return report


def pooled(tables: Sequence[ScoreTable]) -> list[ScoreTable]:
    """The groups pooled where there are several: by source, by language of the questions, by both, and all."""

    def source(table: ScoreTable) -> str:
        return f"{table.group.rpartition(' ')[0]} *→*"

    def source_and_language(table: ScoreTable) -> str:
        return f"{table.group.partition('→')[0]}→*"

    def language(table: ScoreTable) -> str:
        return f"{table.group.rpartition(' ')[2].partition('→')[0]}→*"

    def every(table: ScoreTable) -> str:
        return "*→*"

    members: dict[str, list[ScoreTable]] = {}
    for name_of in (source_and_language, source, language, every):
        for table in tables:
            members.setdefault(name_of(table), []).append(table)
    kept: dict[tuple[str, ...], str] = {}  # two pools of the same groups would be one figure twice: the widest stays
    for name, found in members.items():
        if len(found) > 1:
            kept[tuple(table.group for table in found)] = name
    return [pool(name, members[name]) for name in members if name in kept.values()]


def by_kind(tables: Sequence[ScoreTable]) -> list[ScoreTable]:
    """The questions of each source by their kind, where its file says: "desk who"."""
    rows: dict[tuple[str, str], list[tuple[ScoreTable, int]]] = {}
    for table in tables:
        for row, kind in enumerate(table.kinds):
            rows.setdefault((table.group.rpartition(" ")[0], kind), []).append((table, row))
    found = []
    for (source, kind), chosen in sorted(rows.items()):
        parts = {id(table): table for table, _ in chosen}.values()
        of_each = [choose(part, [row for table, row in chosen if table is part], part.group) for part in parts]
        found.append(pool(f"{source} {kind or '–'}", of_each))
    return found
