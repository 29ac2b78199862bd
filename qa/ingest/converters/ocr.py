"""Pictures of pages to runs of letters through Tesseract, where it is installed; what was recognised is kept."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import astuple, dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from qa.errors import Message
from qa.ingest.converters.ocr_lines import runs_of, turn_of
from qa.ingest.converters.pdf_page import Run
from qa.lang import LANGUAGES

if TYPE_CHECKING:
    from PIL.Image import Image

OCR_FOLDER = "ocr"  # of an index: keeps what was recognised, so that it is not recognised twice
_RECIPE = "o2"  # change what is done to a picture or to what Tesseract says of it, change "o2"
_ORIENTATION = "osd"  # the data with which it tells how a page is turned
NO_PROGRAM = Message("run an OCR program.")
NOT_INSTALLED = Message(
    "install Tesseract with its French and English data (on Debian: apt install tesseract-ocr tesseract-ocr-fra) and "
    "pytesseract with pip, or run an OCR program."
)


@dataclass(frozen=True, slots=True)
class Recognition:
    """How the pictures in one file are to be read."""

    folder: Path | None  # keeps what was recognised in the file; None: nothing is kept
    seconds: float  # that Tesseract may take for a page
    on_page: Callable[[int, int], None] | None = None  # called after each page: how many are done, of how many


@dataclass(frozen=True, slots=True)
class Picture:
    """The picture of one page, made when it is needed."""

    page: int  # from 1
    make: Callable[[], Image]
    dpi: int | None = None  # None where it is not known


@dataclass(frozen=True, slots=True)
class Recognised:
    """What was read in some pictures."""

    runs: dict[int, tuple[Run, ...]]  # by page; none where the page shows no text
    late: tuple[int, ...] = ()  # pages that took too long


_ASKED: ContextVar[Recognition | None] = ContextVar("recognition", default=None)


@contextmanager
def recognising(how: Recognition | None) -> Iterator[None]:
    """Let what is read inside the block read pictures so; a converter is given nothing but bytes."""
    token = _ASKED.set(how)
    try:
        yield
    finally:
        _ASKED.reset(token)


def remedy() -> Message | None:
    """What to do to have pictures read; None where they are."""
    if _ASKED.get() is None:
        return NO_PROGRAM
    return None if installed_languages() else NOT_INSTALLED


def installed_languages() -> tuple[str, ...]:
    """Tesseract's names of our languages that it has data for; none where it, or its Python package, is not there."""
    return tuple(language.tesseract for language in LANGUAGES.values() if language.tesseract in _data())


@cache
def _data() -> frozenset[str]:
    """What Tesseract has data for."""
    try:
        import pytesseract

        return frozenset(pytesseract.get_languages())
    except (ImportError, OSError, RuntimeError, ValueError):  # TesseractNotFoundError is an OSError
        return frozenset()


def read_pictures(data: bytes, pictures: Sequence[Picture]) -> Recognised:
    """What the pages show, one after the other; call it only where `remedy` says None.

    Args:
        data: the bytes of the file that they are in: with the number of the page, they name what is kept.
        pictures: its pages.
    """
    how = _ASKED.get()
    if how is None:
        raise ValueError("pictures are read inside `recognising` only")
    digest = hashlib.sha256(data).digest()
    found: dict[int, tuple[Run, ...]] = {}
    late = []
    for done, picture in enumerate(pictures, start=1):
        kept = None if how.folder is None else how.folder / _name(digest, picture.page)
        runs = None if kept is None else _kept(kept)
        if runs is None:
            try:
                runs = _recognise(picture, how.seconds)
                if kept is not None:
                    _write(kept, json.dumps([astuple(run) for run in runs], ensure_ascii=False))
            except TimeoutError:
                late.append(picture.page)
                runs = ()
        found[picture.page] = runs
        if how.on_page is not None:
            how.on_page(done, len(pictures))
    return Recognised(found, tuple(late))


def kept_pages(folder: Path) -> dict[str, str]:
    """What was recognised in a file, by the names of what is kept; to be handed to another machine."""
    with suppress(OSError):  # nothing was
        return {kept.name: kept.read_text(encoding="utf-8") for kept in folder.glob("*.json")}
    return {}


def keep_pages(folder: Path, pages: Mapping[str, str]) -> None:
    """Keep what `kept_pages` gave."""
    for name, written in pages.items():
        _write(folder / Path(name).name, written)


def forget(folder: Path, files: Collection[str]) -> None:
    """Remove what was recognised in all but these files, named by their SHA-256."""
    with suppress(OSError):  # it is not there
        for kept in list(folder.iterdir()):
            if kept.name not in files:
                shutil.rmtree(kept, ignore_errors=True)


def _recognise(picture: Picture, seconds: float) -> tuple[Run, ...]:
    """The letters in a picture, which is turned upright first where it lies on its side.

    Raises:
        TimeoutError: it takes longer.
    """
    image = picture.make()
    page = _hocr(image, picture.dpi, seconds)
    if turn := turn_of(page):
        page = _hocr(image.rotate(-turn, expand=True, fillcolor=255), picture.dpi, seconds)
    return runs_of(page)


def _hocr(image: Image, dpi: int | None, seconds: float) -> bytes:
    import pytesseract

    os.environ.setdefault("OMP_THREAD_LIMIT", "1")  # its threads wait for each other more than they work
    layout = 1 if _ORIENTATION in _data() else 3
    config = f"--psm {layout}" + (f" --dpi {dpi}" if dpi is not None else "")
    try:
        made = pytesseract.image_to_pdf_or_hocr(
            image, lang="+".join(installed_languages()), config=config, extension="hocr", timeout=seconds
        )
    except pytesseract.TesseractError:  # it refuses a picture of a few pixels
        return b""
    except RuntimeError as error:  # what pytesseract raises when the time is over
        raise TimeoutError from error
    return bytes(made)


def _name(digest: bytes, page: int) -> str:
    languages = "+".join(installed_languages())
    recipe = f"{_RECIPE}\0{languages}\0{page}\0".encode()
    return hashlib.blake2b(recipe + digest, digest_size=16).hexdigest() + ".json"


def _kept(file: Path) -> tuple[Run, ...] | None:
    """What was recognised before; None where it is not there, or damaged."""
    try:
        return tuple(
            Run(str(text), *map(float, places)) for text, *places in json.loads(file.read_text(encoding="utf-8"))
        )
    except (OSError, ValueError, TypeError):
        return None


def _write(file: Path, recognised: str) -> None:
    """Write what was recognised, whole or not at all; where that fails it is recognised again next time."""
    draft = file.with_suffix(f".{os.getpid()}")
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text(recognised, encoding="utf-8")
        os.replace(draft, file)
