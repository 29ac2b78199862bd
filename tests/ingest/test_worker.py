"""Time and memory per file: what takes more is one line of the report, and the others go on."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from qa.errors import UnreadableFile
from qa.index.manifest import recipe_of
from qa.ingest.articles import read_articles
from qa.ingest.bounded import FileReader, PassageCutter, _outcome_apart, limits_of
from qa.ingest.build import build_index
from qa.ingest.converters.markdown import read_markdown
from qa.ingest.discover import SourceFile
from qa.ingest.passages import contents_of, split
from qa.ingest.worker import FileLimits, TookTooMuch, Worker
from qa.models.embedder import load_embedder
from qa.settings import Settings
from qa.values import Article
from tests.ingest.converters.test_more_formats import pptx, xlsx, zipped
from tests.ingest.converters.test_pdf import pdf
from tests.ingest.keeping import keep
from tests.ingest.trackers.test_word import word

pytestmark = pytest.mark.process
TABLE = b"title,text\n" + b"Lundi,Le pont de Lyon a ouvert lundi.\n" * 500


@pytest.fixture(scope="module")
def reader() -> Iterator[FileReader]:
    """Its process starts once for all tests but those that end it."""
    with FileReader(FileLimits(seconds=10, memory_mb=300, text_mb=50)) as reader:
        yield reader


def source(name: str) -> SourceFile:
    return SourceFile(Path("/nowhere") / name, name)


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def test_what_a_process_reads_is_what_is_read_here(reader: FileReader) -> None:
    assert reader.read(source("a.csv"), TABLE) == read_articles(source("a.csv"), TABLE)
    note = word(paragraph("Le pont de Lyon a ouvert lundi.") * 3)
    assert reader.read(source("a.docx"), note) == read_articles(source("a.docx"), note)
    with pytest.raises(UnreadableFile, match="damaged or not a Word document") as caught:
        reader.read(source("b.docx"), b"PK nonsense")
    assert caught.value.message.template.startswith("The file is damaged")


def test_what_was_done_before_is_no_harm_to_what_comes_after() -> None:
    with Worker(FileLimits(seconds=60, memory_mb=300, text_mb=50)) as worker:
        assert [worker.do(keep, 100) for _ in range(3)] == [1, 2, 1]  # a fresh process where little is left
        assert worker.do(keep, 250) == 1  # and where it was not enough
        with pytest.raises(TookTooMuch):
            worker.do(keep, 1000)


@pytest.mark.parametrize("memory_mb", [7, 9, 40])  # what finds no room differs: a library, or one that it needs
def test_a_lack_of_memory_is_not_told_as_a_missing_library(memory_mb: int) -> None:
    notes = {"a.docx": word(paragraph("Lundi.")), "a.pdf": pdf(["Le pont de Lyon a ouvert lundi."]), "a.xlsx": xlsx()}
    for name, data in notes.items():
        # What is ours is imported before the memory is bounded.
        with Worker(FileLimits(60, memory_mb, 50), partial(limits_of, Settings())) as worker, suppress(TookTooMuch):
            assert worker.do(_outcome_apart, source(name), data, False, None).articles


def test_a_missing_library_is_not_told_as_a_lack_of_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "docx.py").write_text("import a_library_that_is_not_there")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path), prepend=os.pathsep)
    said = r"needs a library that cannot be loaded \(No module named 'a_library_that_is_not_there'\)"
    with FileReader(FileLimits(seconds=60, memory_mb=300, text_mb=50)) as reader:
        with pytest.raises(UnreadableFile, match=said):
            reader.read(source("a.docx"), word(paragraph("Lundi.")))
        assert reader.read(source("b.csv"), TABLE).articles


def test_a_library_that_is_missing_where_small_files_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "lxml", None)
    with (
        FileReader(FileLimits(seconds=10, memory_mb=300, text_mb=50)) as reader,
        pytest.raises(UnreadableFile, match=r"needs a library that cannot be loaded .*lxml"),
    ):
        reader.read(source("a.html"), b"<p>Le pont de Lyon a ouvert lundi.")


@pytest.mark.parametrize("memory_mb", [120, 165])  # lxml's own error, and Python's: a converter takes both for damage
def test_a_lack_of_memory_is_not_told_as_damage(memory_mb: int) -> None:
    part = b"<a:r><a:t>Elle baisse</a:t></a:r>"
    with zipfile.ZipFile(io.BytesIO(pptx())) as slides:
        parts: dict[str, str | bytes] = {
            name: slides.read(name).replace(part, part * 100_000) for name in slides.namelist()
        }
    with FileReader(FileLimits(seconds=60, memory_mb=memory_mb, text_mb=50)) as reader:
        try:
            reader.read(source("a.pptx"), zipped(parts))
        except UnreadableFile as error:
            assert "MB of memory" in str(error)  # noqa: PT017 - another version of a library may need less


def test_a_process_that_ends_before_it_begins_is_said() -> None:
    limits = FileLimits(seconds=10, memory_mb=300, text_mb=50)
    with Worker(limits, partial(os._exit, 3)) as worker, pytest.raises(TookTooMuch):
        worker.do(int)


HOSTILE: dict[str, tuple[str, Callable[[], bytes]]] = {  # made when they are read: making them takes seconds
    "an attribute for every byte": (
        "a.html",
        lambda: b"<p " + b" ".join(b"a%d=b" % n for n in range(250_000)) + b">Lundi</p>",
    ),
    "very many columns": (
        "a.csv",
        lambda: b"text," + b",".join(b"c%d" % n for n in range(300_000)) + b"\n" + b"a,b\n" * 30,
    ),
    "a text of 400 MB in a small file": ("a.docx", lambda: word(paragraph("Lundi. " * 60_000_000))),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_one_sentence_in_bounded_time(reader: FileReader, name: str) -> None:
    file, make = HOSTILE[name]
    data = make()
    began = time.monotonic()
    try:
        reader.read(source(file), data)
    except UnreadableFile as error:
        assert "max_file_" in str(error)  # noqa: PT017 - some machines read it within the limits
    assert time.monotonic() - began < 60
    assert reader.read(source("b.csv"), TABLE).articles  # and the next one is read


def test_a_build_goes_on_after_a_file_that_takes_too_long(tmp_path: Path) -> None:
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "a.txt").write_text("Le pont de Lyon a ouvert lundi.")
    (tmp_path / "news" / "b.txt").write_text("A\n\n" * 2_500_000)  # quick to read, slow to cut
    (tmp_path / "news" / "c.docx").write_bytes(word(paragraph("Lundi. " * 3_000_000)))
    settings = Settings(index=str(tmp_path / "index"), max_file_seconds=1, max_file_memory_mb=100)
    for published in (True, False):
        report = build_index([tmp_path / "news"], settings)
        assert report.published is published
        assert {file.path: file.status for file in report.files} == {
            "news/a.txt": "added" if published else "unchanged",
            "news/b.txt": "skipped",
            "news/c.docx": "skipped",
        }
        assert "max_file_" in report.files[1].detail


LINES = Article("a1:1", "a.txt", "Titre", "A\n\n" * 2_500_000, 0, None, None, "fr", "0" * 64, "text/plain")


@pytest.mark.parametrize(
    ("seconds", "memory_mb", "said"),
    [(1, 1000, "takes longer than 1 s"), (60, 100, "takes more than 100 MB of memory")],
)
def test_a_text_is_cut_within_a_time_and_a_memory(seconds: int, memory_mb: int, said: str) -> None:
    settings = Settings(max_file_seconds=seconds, max_file_memory_mb=memory_mb)
    embedder = load_embedder(settings)
    small = replace(LINES, text=LINES.text[:3000])
    with PassageCutter(settings, embedder, recipe_of(embedder, settings)) as cutter:
        began = time.monotonic()
        with pytest.raises(UnreadableFile, match=f"Cutting the file into passages {said}"):
            cutter.cut([LINES], 0)
        assert time.monotonic() - began < 60
        assert cutter.cut([small], 7)[0].record.number == 7


@pytest.mark.skipif(sys.platform != "linux", reason="Linux alone ends a process with its parent")
def test_what_a_killed_build_was_reading_is_read_no_further(tmp_path: Path) -> None:
    endless = tmp_path / "endless"
    os.mkfifo(endless)
    build = (
        "import pathlib, sys; from qa.ingest.worker import FileLimits, Worker; "
        "worker = Worker(FileLimits(60, 100, 50)); worker.do(int); print(worker._process.pid, flush=True); "
        "worker.do(pathlib.Path.read_bytes, pathlib.Path(sys.argv[1]))"
    )
    with subprocess.Popen([sys.executable, "-c", build, endless], stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        reading = Path(f"/proc/{running.stdout.readline().strip()}")
        with endless.open("wb"):  # once it is being read
            running.kill()
            end = time.monotonic() + 20
            while reading.exists() and "zombie" not in (reading / "status").read_text():
                assert time.monotonic() < end
                time.sleep(0.1)


def test_a_process_cuts_as_it_is_cut_here() -> None:
    settings = Settings()
    embedder = load_embedder(settings)
    text = "Le pont de Lyon a ouvert lundi. Anne Martin l’a dit. " * 20_000
    articles = [replace(LINES, text=text), replace(LINES, id="a1:2", text=text[:5000])]
    recipe = recipe_of(embedder, settings)
    with PassageCutter(settings, embedder, recipe) as cutter:
        assert cutter.cut(articles, 5) == contents_of(
            articles,
            embedder.count_tokens,
            first=5,
            max_tokens=recipe.passage_tokens,
            overlap_sentences=recipe.passage_overlap_sentences,
        )


@pytest.mark.parametrize(
    "heading", ["# " + " " * 8000 + "x", "# " + "[" * 8000, "# " + "![" * 4000, "#" * 8000 + " x #"]
)
def test_no_heading_of_markdown_runs_away(heading: str) -> None:
    began = time.process_time()
    read_markdown(heading)
    assert time.process_time() - began < 1


def test_the_tokenizer_is_given_no_long_text_and_few_at_once() -> None:
    given: list[int] = []

    def count_tokens(texts: list[str]) -> list[int]:
        given.append(sum(map(len, texts)))
        assert len(texts) <= 4_000
        return [len(text) // 4 for text in texts]

    text = "Lundi. " * 60_000 + 'A1,"' * 100_000 + " " + "mot " * 50_000
    article = Article("a1:1", "a.txt", "Titre", text, 0, None, None, "fr", "0" * 64, "text/plain")
    passages = split(article, count_tokens, max_tokens=180, overlap_sentences=1)  # type: ignore[arg-type]
    assert max(given) <= 220_000
    covered = [False] * len(text)
    for passage in passages:
        assert len(passage.text) <= 180 * 16
        covered[passage.start : passage.end] = [True] * (passage.end - passage.start)
    assert all(seen or character.isspace() for seen, character in zip(covered, text, strict=True))
    assert contents_of([article], count_tokens, first=3, max_tokens=180, overlap_sentences=1)[0].record.number == 3  # type: ignore[arg-type]
