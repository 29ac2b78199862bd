"""`gazette doctor`: what is wrong with index, models, settings, permissions, disk and versions, and what to do."""

from __future__ import annotations

import os
import platform
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Literal

import pydantic_core
from packaging.requirements import Requirement

from qa.errors import GazetteError, IndexMissing, Message
from qa.interfaces.format import printable
from qa.interfaces.i18n import N_, in_language, say
from qa.settings import Settings
from qa.values import LanguageCode

Verdict = Literal["well", "note", "wrong"]
_SIGNS: dict[Verdict, str] = {"well": "=", "note": "!", "wrong": "-"}  # as a build's report has them
_BYTES_PER_MB = 1_000_000
_ROOM_MB = 500  # below this, a build may not find room


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    part: str  # what: a word of the catalogue
    verdict: Verdict
    sentence: Message  # what was found and, where it is not well, what to do


def finding_text(finding: Finding, language: LanguageCode) -> str:
    """One line."""
    sentence = printable(in_language(finding.sentence, language))
    return f"{_SIGNS[finding.verdict]} {say(language, finding.part)}: {sentence}"


def findings_json(findings: Sequence[Finding]) -> str:
    """All of them, in English."""
    return pydantic_core.to_json(findings, indent=2).decode()


def examine(settings: Settings) -> Iterator[Finding]:
    """Look at everything; what takes longest comes last."""
    yield from _versions()
    yield from _disk(settings)
    yield from _permissions(settings)
    yield from _models(settings)
    yield from _chroma_server(settings)
    yield from _index(settings)


def _versions() -> Iterator[Finding]:
    """Each package that Gazette needs, as its own metadata asks for it."""
    from qa.models.hub import LIBRARIES

    part, wrong, left_out = N_("versions"), False, list[str]()
    for line in requires("gazette") or ():
        needed = Requirement(line)
        if needed.marker is not None and not needed.marker.evaluate({"extra": ""}):
            continue
        try:
            found = version(needed.name)
        except PackageNotFoundError:
            found = "-"
            if needed.name in LIBRARIES:
                left_out.append(needed.name)
                continue
        if found not in needed.specifier:
            wrong = True
            sentence = Message(
                "{package} is {found} and must be {needed}. Run: pip install --upgrade .",
                package=needed.name,
                found=found,
                needed=str(needed.specifier) or "*",
            )
            yield Finding(part, "wrong", sentence)
    if left_out:
        sentence = Message(
            "not installed: {packages}; the models that ship do without, others need them", packages=", ".join(left_out)
        )
        yield Finding(part, "note", sentence)
    if not wrong:
        about = Message(
            "Gazette {gazette}, Python {python}, {system}",
            gazette=version("gazette"),
            python=platform.python_version(),
            system=f"{platform.system()} {platform.machine()}",
        )
        yield Finding(part, "well", about)


def _disk(settings: Settings) -> Iterator[Finding]:
    for folder in dict.fromkeys((_existing(settings.index_folder), Path(tempfile.gettempdir()))):
        free = shutil.disk_usage(folder).free // _BYTES_PER_MB
        if free < _ROOM_MB:
            yield Finding(
                N_("disk"),
                "note",
                Message("{folder} has {free} MB left: make room before you build.", folder=folder, free=free),
            )
        else:
            yield Finding(N_("disk"), "well", Message("{folder} has {free} MB left", folder=folder, free=free))


def _permissions(settings: Settings) -> Iterator[Finding]:
    part, index, temporary = N_("permissions"), settings.index_folder, Path(tempfile.gettempdir())
    if not os.access(temporary, os.W_OK):
        sentence = Message(
            "Nothing can be written to {folder}: name another folder for temporary files in TMPDIR.", folder=temporary
        )
        yield Finding(part, "wrong", sentence)
    if not os.access(_existing(index), os.R_OK | os.X_OK):
        yield Finding(part, "wrong", Message("{folder} cannot be read: give yourself access to it.", folder=index))
    elif not os.access(_existing(index), os.W_OK):
        sentence = Message("{folder} can be read and not written to: it answers, and cannot be built.", folder=index)
        yield Finding(part, "note", sentence)
    else:
        yield Finding(part, "well", Message("{folder} can be read and written to", folder=index))


def _existing(folder: Path) -> Path:
    """The folder, or the nearest one above it that exists."""
    absolute = folder.absolute()
    return next(path for path in (absolute, *absolute.parents) if path.exists())


def _models(settings: Settings) -> Iterator[Finding]:
    from qa.models.embedder import load_embedder
    from qa.models.reader import load_reader

    loads: tuple[tuple[str, str, Callable[[Settings], object]], ...] = (
        (N_("embedder"), settings.embedder, load_embedder),
        (N_("reader"), settings.reader, load_reader),
    )
    for part, name, load in loads:
        try:
            load(settings)
        except GazetteError as error:
            yield Finding(part, "wrong", error.message)
        else:
            yield Finding(part, "well", Message("{name} can be loaded", name=name))


def _chroma_server(settings: Settings) -> Iterator[Finding]:
    from qa.index.opening import find_generation
    from qa.index.server import look_at

    part = N_("Chroma server")
    try:
        generation = find_generation(settings.index_folder).manifest
    except GazetteError:  # told where the index is looked at
        generation = None
    try:
        looked = look_at(settings, generation)
    except GazetteError as error:
        yield Finding(part, "wrong", error.message)
    else:
        if looked is not None:
            yield Finding(part, "well" if looked.is_well else "wrong", looked.sentence)


def _index(settings: Settings) -> Iterator[Finding]:
    """The index as a question meets it, then every byte of each of its generations."""
    from qa.ask.engine import index_status

    part = N_("index")
    try:
        status = index_status(settings)
    except IndexMissing as error:
        yield Finding(part, "note", error.message)
        return
    except GazetteError as error:
        yield Finding(part, "wrong", error.message)
    else:
        problem = status.problem or status.notice
        if problem is not None:
            yield Finding(part, "wrong", Message("{problem}", problem=problem))
        else:
            yield Finding(part, "well", Message("{index} can answer", index=settings.index_folder))
    yield from _generations(settings.index_folder)


def _generations(index: Path) -> Iterator[Finding]:
    from qa.index.files import check_contents, check_sizes
    from qa.index.generation import current_number, generation_folder, generation_numbers
    from qa.index.manifest import read_manifest

    part = N_("files of the index")
    try:
        current = current_number(index)
    except GazetteError as error:
        yield Finding(part, "wrong", error.message)
        current = None
    for number in generation_numbers(index):
        folder = generation_folder(index, number)
        try:
            files = read_manifest(folder).files
            check_sizes(folder, files)
            check_contents(folder, files)
        except GazetteError as error:
            yield Finding(part, "wrong" if number == current else "note", error.message)
        else:
            megabytes = sum(file.size for file in files) // _BYTES_PER_MB
            whole = Message(
                "generation {number}: {files} files, {megabytes} MB, not one bit has changed",
                number=number,
                files=len(files),
                megabytes=megabytes,
            )
            yield Finding(part, "well", whole)
