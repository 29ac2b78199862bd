"""Time and memory per file: what takes more is one line of the report, and the others go on."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from qa.errors import UnreadableFile
from qa.ingest.articles import read_articles
from qa.ingest.build import build_index
from qa.ingest.converters.markdown import read_markdown
from qa.ingest.discover import SourceFile
from qa.ingest.passages import contents_of, split
from qa.ingest.worker import FileLimits, FileReader
from qa.settings import Settings
from qa.values import Article

pytestmark = pytest.mark.process
TABLE = b"title,text\n" + b"Lundi,Le pont de Lyon a ouvert lundi.\n" * 500


@pytest.fixture(scope="module")
def reader() -> Iterator[FileReader]:
    """Its process starts once for all tests but those that end it."""
    with FileReader(FileLimits(seconds=10, memory_mb=300, text_mb=50)) as reader:
        yield reader


def source(name: str) -> SourceFile:
    return SourceFile(Path("/nowhere") / name, name)


def word(document: str) -> bytes:
    """A Word file whose document is this XML."""
    from docx import Document

    stream, packed = io.BytesIO(), io.BytesIO()
    Document().save(stream)
    with zipfile.ZipFile(stream) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            held = old.read(part)
            if part.filename == "word/document.xml":
                namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
                held = f'<w:document xmlns:w="{namespace}"><w:body>{document}</w:body></w:document>'.encode()
            new.writestr(part, held)
    return packed.getvalue()


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def test_what_a_process_reads_is_what_is_read_here(reader: FileReader) -> None:
    assert reader.read(source("a.csv"), TABLE) == read_articles(source("a.csv"), TABLE)
    note = word(paragraph("Le pont de Lyon a ouvert lundi.") * 3)
    assert reader.read(source("a.docx"), note) == read_articles(source("a.docx"), note)
    with pytest.raises(UnreadableFile, match="damaged or not a Word document") as caught:
        reader.read(source("b.docx"), b"PK nonsense")
    assert caught.value.message.template.startswith("The file is damaged")


HOSTILE = {
    "an attribute for every byte": ("a.html", b"<p " + b" ".join(b"a%d=b" % n for n in range(250_000)) + b">Lundi</p>"),
    "very many columns": ("a.csv", b"text," + b",".join(b"c%d" % n for n in range(300_000)) + b"\n" + b"a,b\n" * 30),
    "a text of 400 MB in a small file": ("a.docx", word(paragraph("Lundi. " * 60_000_000))),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_one_sentence_in_bounded_time(reader: FileReader, name: str) -> None:
    file, data = HOSTILE[name]
    began = time.monotonic()
    try:
        reader.read(source(file), data)
    except UnreadableFile as error:
        assert "max_file_" in str(error)  # noqa: PT017 - some machines read it within the limits
    assert time.monotonic() - began < 60
    assert reader.read(source("b.csv"), TABLE).articles  # and the next one is read


def test_a_build_goes_on_after_a_file_that_takes_too_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "a.txt").write_text("Le pont de Lyon a ouvert lundi.")
    (tmp_path / "news" / "b.txt").write_text("Le pont de Paris. " * 9_000)
    (tmp_path / "news" / "c.docx").write_bytes(word(paragraph("Lundi. " * 3_000_000)))
    settings = Settings(index=str(tmp_path / "index"), max_file_seconds=1, max_file_memory_mb=100)
    clock = iter(range(0, 10_000, 1))
    monkeypatch.setattr("qa.ingest.changes.time.monotonic", lambda: next(clock) * 0.6)  # each batch takes that long
    for published in (True, False):
        report = build_index([tmp_path / "news"], settings)
        assert report.published is published
        assert {file.path: file.status for file in report.files} == {
            "news/a.txt": "added" if published else "unchanged",
            "news/b.txt": "skipped",
            "news/c.docx": "skipped",
        }
        assert "Cutting the file into passages takes longer than 1 s" in report.files[1].detail


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
