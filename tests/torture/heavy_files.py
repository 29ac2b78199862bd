"""Files that are made to take forever, or all memory: each small enough for the settings, none worth reading."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

LARGEST = 49_000_000  # bytes, of the 50 MB that a file may have by default
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_FIELD = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> AUTHOR </w:instrText></w:r>'


def _filled(pattern: str) -> Callable[[float], bytes]:
    """A file of one pattern, over and over."""
    return lambda share: pattern.encode() * (round(LARGEST * share) // len(pattern.encode()) + 1)


def _word(part: str, times: int, end: str = "") -> Callable[[float], bytes]:
    """A Word file whose document is this XML so many times; it packs to very little."""

    def make(share: float) -> bytes:
        from docx import Document

        stream, packed = io.BytesIO(), io.BytesIO()
        Document().save(stream)
        count = round(times * share)
        with zipfile.ZipFile(stream) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
            for entry in old.infolist():
                if entry.filename != "word/document.xml":
                    new.writestr(entry, old.read(entry))
            with new.open("word/document.xml", "w", force_zip64=True) as document:
                document.write(f'<w:document xmlns:w="{_WORD}"><w:body>'.encode())
                for done in range(0, count, 100_000):
                    document.write((part * min(100_000, count - done)).encode())
                document.write((end * (count if end else 0) + "</w:body></w:document>").encode())
        return packed.getvalue()

    return make


HEAVY: dict[str, Callable[[float], bytes]] = {  # by name: what makes it, a share of it for less
    "prose.txt": _filled("Le pont de Lyon a ouvert lundi, a dit Anne Martin. "),
    "no-spaces.txt": _filled("abcdefghij"),
    "capitals.txt": _filled("LE PONT DE LYON "),
    "digits.txt": _filled("1234567890 "),
    "commas.txt": _filled(","),
    "quotes.txt": _filled('"'),
    "stops.txt": _filled("A. "),
    "lines.txt": _filled("A\n\n"),
    "accents.txt": _filled("é\u0301"),
    "heading-spaces.md": lambda share: b"# " + b" " * 8000 + b"x",
    "heading-brackets.md": lambda share: b"# " + b"[" * 8000,
    "heading-images.md": lambda share: b"# " + b"![" * 4000,
    "heading-links.md": lambda share: b"# " + b"[a](" * 2000,
    "brackets.md": _filled("[a]("),
    "attributes.html": lambda share: (
        b"<p " + b" ".join(b"a%d=b" % n for n in range(round(320_000 * share))) + b">Lundi"
    ),
    "one-attribute.html": lambda share: b"<p a='" + b"x " * round(1_450_000 * share) + b"'>Lundi</p>",
    "spaces.html": lambda share: b"<p>Lundi" + b" " * round(LARGEST * share) + b"mardi</p>",
    "nested.html": lambda share: b"<div>" * round(LARGEST / 5 * share),
    "columns.csv": lambda share: (
        b"text," + b",".join(b"c%d" % n for n in range(round(5_000_000 * share))) + b"\na,b\n" * 30
    ),
    # Each row is an article: a share of them is not hostile, only long.
    "rows.csv": lambda share: b"text\n" + b"a\n" * round(LARGEST / 2 * share**2),
    "rows.jsonl": lambda share: b'{"text": "a"}\n' * round(LARGEST / 14 * share**2),
    "ten-million-paragraphs.docx": _word("<w:p/>", 10_000_000),
    "much-text.docx": _word("<w:p><w:r><w:t>" + "Lundi. " * 100 + "</w:t></w:r></w:p>", 650_000),
    "fields.docx": _word(_FIELD, 500_000),
    "nested-fields.docx": _word('<w:fldSimple w:instr=" AUTHOR ">', 200_000, "</w:fldSimple>"),
}


def write_heavy(folder: Path, share: float = 1.0) -> list[str]:
    """Write all of them; their names."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, make in HEAVY.items():
        (folder / name).write_bytes(make(share))
    return list(HEAVY)
