"""Files that Ray reads: the same plan as without it, also of scans and of hostile files. Skipped without Ray."""

from __future__ import annotations

import os
import pickle
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from qa.ingest import ray_reader
from qa.ingest.ahead import FilesInOrder
from qa.ingest.bounded import FileReader
from qa.ingest.converters.ocr import Recognition, kept_pages
from qa.ingest.discover import SourceFile
from qa.ingest.ray_reader import RayFileReader
from qa.ingest.worker import FileLimits
from qa.models.ray_cluster import RayCluster
from qa.settings import Settings
from tests.conftest import ROOT
from tests.ingest.converters.test_ocr import LEFT, has_tesseract, plain, printed, scanned
from tests.ingest.converters.test_pdf import pdf
from tests.ingest.test_worker import paragraph
from tests.ingest.trackers.test_word import word

LIMITS = FileLimits(seconds=60, memory_mb=600, text_mb=50)
PLAN = """
import pickle, sys
from pathlib import Path
from qa.ingest.bounded import FileReader
from qa.ingest.changes import make_plan
from qa.ingest.ray_reader import RayFileReader
from qa.ingest.sources import Sources
from qa.ingest.worker import FileLimits
from qa.models.ray_cluster import RayCluster
from qa.settings import Settings
home, is_ray, read_here = Path(sys.argv[1]), sys.argv[2] == "ray", []
if is_ray:
    ask = FileReader.ask
    FileReader.ask = lambda self, *asked: (read_here.append(asked[0].path), ask(self, *asked))[1]
limits = FileLimits(seconds=60, memory_mb=600, text_mb=50)
with RayCluster(Settings(ray=True, threads=2)) as cluster:
    options = {"ocr": True, "ocr_folder": home / f"ocr-{sys.argv[2]}"}
    with RayFileReader(cluster, limits, **options) if is_ray else FileReader(limits, **options) as reader:
        seen = []
        plan = make_plan(
            Sources((home / "news",)), None, same_version=True, max_mb=20, read=reader.read,
            progress=lambda *state: seen.append(state), ahead=reader if is_ray else None,
        )
sys.stdout.buffer.write(pickle.dumps((plan, seen, read_here)))
"""


def planned(home: Path, how: str) -> Any:
    ran = subprocess.run(
        [sys.executable, "-c", PLAN, home, how],
        env={**os.environ, "PYTHONPATH": str(ROOT), "HOME": str(home)},
        capture_output=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr.decode()
    return pickle.loads(ran.stdout)


@pytest.mark.process
@pytest.mark.skipif(find_spec("ray") is None, reason="the extra `ray` is not installed")
def test_the_same_plan(tmp_path: Path) -> None:
    news = tmp_path / "news"
    news.mkdir()
    for number in range(12):
        (news / f"{number}.pdf").write_bytes(pdf([f"Le pont numéro {number} de Lyon a ouvert lundi."]))
        (news / f"{number}.docx").write_bytes(word(paragraph(f"La gare numéro {number} a ouvert mardi.") * 3))
    (news / "a.txt").write_text("Une note.", encoding="utf-8")
    (news / "again.pdf").write_bytes((news / "0.pdf").read_bytes())  # a duplicate
    (news / "b.docx").write_bytes(b"PK nonsense")
    (news / "0-hostile.html").write_bytes(b"<p>a" * 3_000_000)
    (news / "scan.pdf").write_bytes(scanned(printed(LEFT)))
    (plan, seen, _), (other, seen_there, read_here) = planned(tmp_path, "here"), planned(tmp_path, "ray")
    assert other == plan
    assert seen_there == [state for state in seen if state[0] != "ocr"]
    assert read_here == []
    said = {report.path: report.detail for report in other.others}
    assert "takes more than 600 MB of memory" in said["news/0-hostile.html"]
    assert said["news/again.pdf"].startswith("same content as")
    kept = {name: [file.read_bytes() for file in sorted((tmp_path / name).rglob("*.json"))] for name in _FOLDERS}
    assert kept["ocr-ray"] == kept["ocr-here"]
    assert bool(kept["ocr-here"]) is (shutil.which("tesseract") is not None)


_FOLDERS = ("ocr-here", "ocr-ray")


def test_files_are_begun_in_time_and_given_in_order(tmp_path: Path) -> None:
    class Ahead:
        def __init__(self) -> None:
            self.begun: list[str] = []

        def expect(self, sources: Any) -> int:
            assert [source.path for source in sources] == [f"{n}.pdf" for n in range(1, 8)] + ["x.zzz"]
            return 3

        def begin(self, source: SourceFile, data: bytes) -> None:
            self.begun.append(source.path)

    sources = [SourceFile(tmp_path / f"{number}.pdf", f"{number}.pdf") for number in range(8)]
    for number, source in enumerate(sources):
        source.file.write_bytes(b"again" if number in (3, 5) else b"%d" % number)
    sources.append(SourceFile(tmp_path / "x.zzz", "x.zzz"))
    ahead = Ahead()
    files = FilesInOrder(1, ahead, lambda source: source.path == "0.pdf", lambda source, _: source.path != "2.pdf")
    given = []
    for opened in files.each(sources):
        given.append(opened.source.path)
        assert len(ahead.begun) <= len(given) + 3
        assert opened.problem is not None or opened.data == opened.source.file.read_bytes()
    assert given == [source.path for source in sources]
    assert ahead.begun == ["0.pdf", "1.pdf", "3.pdf", "4.pdf", "6.pdf", "7.pdf"]  # 5 is the same as 3
    assert len(list(FilesInOrder(1, None, lambda _: False, lambda *_: True).each(sources))) == len(sources)


@pytest.fixture
def source() -> SourceFile:
    return SourceFile(Path("/nowhere/a.pdf"), "a.pdf")


def test_few_files_start_no_ray(source: SourceFile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RayCluster, "start", lambda self: pytest.fail("it was started"))
    texts = [SourceFile(Path("/nowhere/a.txt"), "a.txt")] * 100
    with RayFileReader(RayCluster(Settings(ray=True)), LIMITS) as reader:
        assert reader.expect([source] * (ray_reader.LEAST - 1) + texts) == 0
        reader.begin(source, b"x")


@pytest.mark.process
def test_what_ray_does_not_read_is_read_here(source: SourceFile) -> None:
    class Lost(Exception):
        pass

    def get(begun: object) -> object:
        assert begun == "begun"
        raise Lost

    data = pdf(["Le pont de Lyon a ouvert lundi."])
    with RayFileReader(RayCluster(Settings(ray=True)), LIMITS) as reader, FileReader(LIMITS) as other:
        reader._ray = SimpleNamespace(get=get, exceptions=SimpleNamespace(RayError=Lost))
        reader._begun = {"a.pdf": "begun"}
        assert reader.read(source, data) == other.read(source, data)
        assert reader._begun == {}


@has_tesseract
@pytest.mark.process
def test_what_another_machine_recognised_is_kept_here(
    source: SourceFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    node = SimpleNamespace(get_node_id=lambda: "there")
    monkeypatch.setitem(sys.modules, "ray", SimpleNamespace(get_runtime_context=lambda: node))  # type: ignore[arg-type]
    data, kept = scanned(printed(LEFT)), tmp_path / "kept"
    how = Recognition(kept, 60)
    asked = (source, data, False, how)
    found, pages = ray_reader._read_there("here", LIMITS, *asked, {})
    assert plain(found.articles[0].text) == LEFT  # type: ignore[union-attr]
    assert not kept.exists()
    assert len(pages) == 1
    with RayFileReader(RayCluster(Settings(ray=True)), LIMITS, ocr=True, ocr_folder=tmp_path) as reader:
        reader._ray = SimpleNamespace(get=lambda _: (found, pages))
        reader._begun = {"a.pdf": "begun"}
        assert reader.ask(*asked) is found
    assert kept_pages(kept) == pages
    again = {name: written.replace("maire", "MAIRE") for name, written in pages.items()}
    assert "MAIRE" in str(ray_reader._read_there("here", LIMITS, *asked, again)[0])  # it is not recognised again
    ray_reader._read_there("there", LIMITS, source, data, False, Recognition(tmp_path / "own", 60), {})
    assert kept_pages(tmp_path / "own") == pages  # on the machine that builds it is kept at once
    ray_reader._reader(LIMITS).close()
    ray_reader._reader.cache_clear()
