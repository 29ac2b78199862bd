"""Files and questions that nobody would write."""

from __future__ import annotations

import io
import json
import random
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from starlette.testclient import TestClient

from qa.ask.engine import Engine
from qa.ingest.build import build_index
from qa.interfaces.i18n import UNFORESEEN
from qa.interfaces.server.app import make_app
from qa.interfaces.server.security import Access
from qa.settings import Settings
from tests.conftest import SEEDS
from tests.ingest.converters import test_more_formats as samples
from tests.ingest.converters.test_docx import docx, news
from tests.ingest.converters.test_pdf import pdf
from tests.interfaces.command import process
from tests.torture.heavy_files import write_heavy
from tests.torture.scene import QUESTION, Row, answer, names, opened, write

ON_THE_COMMAND_LINE = 30  # one question in so many: a process each
SIGNS = [
    "\0",
    "\ud800",
    "\u202e",
    "é\u0301",
    "''\"",
    "<script>",
    "{x}",
    "%s",
    "[[",
    "😀",
    "?",
    "depuis 2021",
    " ",
    "\n",
]
JSON = {"Accept": "application/json, text/event-stream", "Content-Type": "application/json"}
_UNFORESEEN = ("unforeseen", "cannot be loaded")  # what the report says of errors that no converter expects


def _samples() -> dict[str, bytes]:
    """A file of every type, by its suffix."""
    return {
        ".txt": next(iter(sorted(SEEDS.glob("*.txt")))).read_bytes(),
        ".md": b"---\ntitle: x\ndate: 2021-01\n---\n# The tower\n\nIt was closed. [a](b) ![c](d)\n",
        ".html": b"<html><head><title>x</title></head><body><p>The tower was closed.</p></body></html>",
        ".mhtml": b"From: <Saved by Blink>\nContent-Type: multipart/related; boundary=x\n\n--x\n"
        b"Content-Type: text/html\n\n"
        b"<html><title>x</title><ol start=3><li>The tower was closed.</ol></html>\n--x--\n",
        ".csv": b"title,text,date\nOne,The tower was closed.,2021-01-02\n",
        ".jsonl": b'{"title": "One", "text": "The tower was closed.", "date": "2021-01-02"}\n',
        ".json": b'[{"title": "One", "text": "The tower was closed.", "date": "2021-01-02"}]',
        ".pdf": pdf(["The tower was closed.\n\nIt opened again."]),
        ".docx": docx(news),
        ".odt": samples.odt(),
        ".odp": samples.odt(),
        ".rtf": samples.RTF,
        ".pptx": samples.pptx(),
        ".xlsx": samples.xlsx(),
        ".epub": samples.epub(),
        ".eml": samples.mail(("note.txt", b"The bridge is closed.")),
        ".mbox": samples.MBOX,
        ".xml": samples.TEI.encode(),
        ".rss": samples.RSS.encode(),
        ".zip": samples.zipped({"a.txt": b"The tower was closed.", "b.html": b"<p>It opened again.</p>"}),
    }


def _changed(data: bytes, chance: random.Random) -> bytes:
    """Bytes replaced, added and taken away by chance; of an archive, those of one of its parts as often."""
    if data.startswith(b"PK") and chance.random() < 0.5:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
        name = chance.choice(sorted(parts))
        held = parts[name]
        assert isinstance(held, bytes)
        return samples.zipped({**parts, name: _changed(held, chance)})
    changed = bytearray(data * (1 if data.startswith((b"PK", b"%PDF")) else chance.choice([1, 1, 50])))
    for _ in range(chance.randrange(1, 12)):
        at = chance.randrange(len(changed) + 1)
        changed[at : at + chance.randrange(4)] = chance.randbytes(chance.randrange(6))
    return bytes(changed)


def hostile_files(home: Path, chance: random.Random, times: int) -> Row:
    """Build a folder of files of every type whose bytes were changed by chance; then the right one still answers."""
    row = Row("files of every type with changed bytes, in one build")
    settings = Settings(index=str(home / "index"), max_file_seconds=20, max_file_memory_mb=400)
    write(home / "news", "Anne Martin", articles=0)
    kinds = sorted(_samples().items())
    for number in range(times):
        suffix, data = chance.choice(kinds)
        (home / "news" / f"{number}{suffix}").write_bytes(_changed(data, chance))
    _build_all(row, home / "news", settings, times)
    return row


def heavy_files(home: Path, chance: random.Random, times: int) -> Row:
    """Build a folder of files that are made to take forever, or all memory, with the settings' own limits."""
    row = Row("files made to take forever or all memory, in one build")
    settings = Settings(index=str(home / "index"))
    write(home / "news", "Anne Martin", articles=0)
    count = len(write_heavy(home / "news", times / 1000))
    _build_all(row, home / "news", settings, count)
    return row


def _build_all(row: Row, folder: Path, settings: Settings, files: int) -> None:
    """Build; each file has its line, which is one of our sentences, and the right one answers."""
    reported: list[str] = []

    def build() -> str:
        report = build_index([folder], settings)
        shown = {file.path.removeprefix(f"{folder.name}/").partition("#")[0] for file in report.files}
        row.wrong += len({path.name for path in folder.iterdir()} - {name.partition("/")[0] for name in shown})
        reported.extend(str(file.detail) for file in report.files if file.status == "skipped")
        return "right" if report.published else "wrong"

    row.take(build)
    unforeseen = [line for line in reported if any(words in line for words in _UNFORESEEN)]
    row.tracebacks += len(unforeseen)
    row.notes += unforeseen
    row.tried, row.reported = files, len(reported)
    row.wrong += not names(answer(settings), "Anne Martin")


def hostile_questions(home: Path, chance: random.Random, times: int) -> Row:
    """Ask what nobody would, in turns in Python, over REST and over MCP; now and then on the command line."""
    row = Row("hostile questions in Python, over REST, over MCP and on the command line")
    settings = Settings(index=str(home / "index"))
    build_index([write(home / "news", "Anne Martin")], settings)

    def command_line(asked: str) -> str:
        # What a shell can pass on: no NUL, and a byte that is no character where half of one stands.
        typed = asked.replace("\0", "").replace("\ud800", "\udc80")
        ran = process("ask", "--index", settings.index_folder, "--", typed, cwd=home)
        assert ran.returncode in (0, 1, 2), ran.stderr
        assert "Traceback" not in ran.stderr, ran.stderr
        return "reported" if ran.stderr else "right"

    with closing(opened(settings)) as engine, _doors(engine) as doors:
        for number in range(times):
            words = [*QUESTION.split(), *chance.choices(SIGNS, k=chance.randrange(1, 9))]
            chance.shuffle(words)
            asked = " ".join(words) * chance.choice([1, 1, 1, 200])
            door = command_line if number % ON_THE_COMMAND_LINE == 0 else doors[number % len(doors)]
            row.take(lambda asked=asked, door=door: door(asked))
        row.wrong += not names(engine.ask(QUESTION), "Anne Martin")
    return row


@contextmanager
def _doors(engine: Engine) -> Iterator[list[Callable[[str], str]]]:
    """Each asks and says "right" where there is an answer, "reported" where there is a sentence."""
    app = make_app(engine, Access("gazette", None, 1_000_000))
    with TestClient(app, base_url="http://localhost", raise_server_exceptions=False) as client:

        def python(asked: str) -> str:
            return "right" if engine.ask(asked).question is not None else "wrong"

        def rest(asked: str) -> str:
            reply = client.post("/ask", content=json.dumps({"question": asked}), headers=JSON)
            assert reply.status_code in (200, 400), reply.text
            return "right" if reply.status_code == 200 else "reported" if reply.json()["error"] else "wrong"

        def mcp(asked: str) -> str:
            call = {"name": "ask", "arguments": {"question": asked}}
            body = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call}
            reply = client.post("/mcp", content=json.dumps(body), headers=JSON)
            assert reply.status_code == 200, reply.text
            assert UNFORESEEN not in reply.text, reply.text
            return "reported" if reply.json()["result"]["isError"] else "right"

        yield [python, rest, mcp]


HOSTILE: dict[str, tuple[Callable[[Path, random.Random, int], Row], int]] = {
    "hostile files": (hostile_files, 3000),
    "heavy files": (heavy_files, 1000),  # thousandths of their full size
    "hostile questions": (hostile_questions, 3000),
}
