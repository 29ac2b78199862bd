"""How long this tree reads files, beside another checkout: `python -m tests.benchmarks.beside /path/to/checkout`.

Both read the same files, made of `seeds/`, in processes of their own that take turns; the best of three rounds counts,
in processor time, without starting Python or loading libraries. A page is one of a PDF file, or 3,000 characters.
"""

from __future__ import annotations

import csv
import html
import io
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from docx import Document

from tests.benchmarks.conversion import COLUMNS, SEEDS, chromium, page_of, texts

HERE = Path(__file__).parent.parent.parent
ROUNDS = 3
PAGE = 3000  # characters
READ = """
import json, sys, time
from pathlib import Path
from qa.ingest.articles import read_articles
from qa.ingest.discover import SourceFile
kinds = {}
for file in sorted(Path(sys.argv[1]).iterdir()):
    kinds.setdefault(file.name.partition("-")[0], []).append((SourceFile(file, file.name), file.read_bytes()))
found = {}
for kind, files in kinds.items():
    read_articles(*files[0])  # loads the libraries
    began = time.process_time()
    length = sum(len(article.text) for file in files for article in read_articles(*file).articles)
    found[kind] = time.process_time() - began, length
print(json.dumps(found))
"""


def make_files(folder: Path) -> dict[str, float]:
    """Files of each kind, KIND-NUMBER.suffix, and the pages that each kind has."""
    from pypdfium2 import PdfDocument

    known = texts(3)
    pages: dict[str, float] = {}
    rows = io.StringIO()
    writer = csv.writer(rows)
    writer.writerow(["title", "text", "date"])
    lines = []
    for at, (title, paragraphs) in enumerate(known):
        for kind, style in ("pdf", ""), ("pdf2", COLUMNS):
            with tempfile.TemporaryDirectory() as place:
                data = chromium(style)(title, paragraphs, Path(place)).read_bytes()
            (folder / f"{kind}-{at}.pdf").write_bytes(data)
            pages[kind] = pages.get(kind, 0) + len(PdfDocument(data))
        document = Document()
        document.add_heading(title)
        for one in paragraphs:
            document.add_paragraph(one)
        document.save(str(folder / f"docx-{at}.docx"))
        around = "<nav><a href=/>Accueil</a></nav>" + page_of(title, paragraphs, "") + "<footer>© Gazette</footer>"
        (folder / f"html-{at}.html").write_text(around, encoding="utf-8")
        body = "\n\n".join(paragraphs)
        (folder / f"txt-{at}.txt").write_text(f"{title}\n\n{body}", encoding="utf-8")
        (folder / f"md-{at}.md").write_text(f"# {html.escape(title)}\n\n{body}", encoding="utf-8")
        for _ in range(20):
            writer.writerow([title, body, "2021-03-06"])
            lines.append(json.dumps({"title": title, "text": body, "date": "2021-03-06"}))
        length = sum(map(len, paragraphs)) / PAGE
        for kind, times in (("docx", 1), ("html", 1), ("txt", 1), ("md", 1), ("csv", 20), ("jsonl", 20)):
            pages[kind] = pages.get(kind, 0) + length * times
    (folder / "csv-0.csv").write_text(rows.getvalue(), encoding="utf-8")
    (folder / "jsonl-0.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return pages


def read_by(checkout: Path, folder: Path) -> dict[str, tuple[float, int]]:
    """Processor seconds and characters of each kind."""
    environment = {**os.environ, "PYTHONPATH": str(checkout)}
    command = [sys.executable, "-c", READ, str(folder)]
    done = subprocess.run(
        command, cwd=checkout, env=environment, check=True, capture_output=True, text=True, timeout=600
    )
    return {kind: (seconds, length) for kind, (seconds, length) in json.loads(done.stdout).items()}


def main() -> None:
    if len(sys.argv) != 2 or not SEEDS.is_dir():
        sys.exit("Give the folder of another checkout.")
    other = Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        pages = make_files(folder)
        rounds = [(read_by(other, folder), read_by(HERE, folder)) for _ in range(ROUNDS)]
    print("| files | pages | pages a second, other | here | here / other | characters, other | here |")
    print("|---|---|---|---|---|---|---|")
    for kind, count in pages.items():
        seconds = [min(one[side][kind][0] for one in rounds) for side in (0, 1)]
        lengths = [rounds[0][side][kind][1] for side in (0, 1)]
        speeds = [count / one for one in seconds]
        print(
            f"| {kind} | {count:.0f} | {speeds[0]:.1f} | {speeds[1]:.1f} | {speeds[1] / speeds[0]:.2f} | "
            f"{lengths[0]:,} | {lengths[1]:,} |"
        )


if __name__ == "__main__":
    main()
