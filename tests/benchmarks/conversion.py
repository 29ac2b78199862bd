"""How much of a known text comes back from files that other programs made: `python -m tests.benchmarks.conversion`.

The texts are those of `seeds/`. Chromium prints them, Typst, LaTeX and LibreOffice set them, in one column and in two,
justified and hyphenated, with headers and page numbers; LibreOffice also saves Word and OpenDocument files; some pages
are turned into pictures and read by OCR. A word counts as right where it stands in the longest common order. A program
that is not installed is left out and named. `python -m tests.benchmarks.conversion LaTeX OCR` measures these alone.
"""

from __future__ import annotations

import difflib
import html
import importlib.util
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from fpdf import FPDF
from pypdfium2 import PdfDocument

from qa.ingest.articles import read_articles
from qa.ingest.converters.ocr import Recognition, installed_languages, recognising
from qa.ingest.discover import SourceFile

SEEDS = Path(__file__).parent.parent.parent / "seeds"
OCR_FILES = 3  # pictures take seconds a page
Texts = list[tuple[str, list[str]]]  # of each article: its title, its paragraphs


@dataclass(frozen=True)
class Score:
    """What came back of the texts from the files of one kind."""

    kind: str
    files: int
    words: int
    right: float  # share of the words that came back, in order
    pages_per_second: float


def texts(count: int) -> Texts:
    """The first articles of `seeds/`, by name, each with two more, so that pages and columns end inside it."""
    found = []
    for file in sorted(SEEDS.rglob("*.txt")):
        lines = [line.strip() for line in file.read_text(encoding="utf-8").splitlines()]
        found.append([line for line in lines if line and not line.startswith("date ")])
    around = [found[at] + found[at - 1] + found[at - 2] for at in range(min(count, len(found)))]
    return [(lines[0], lines[1:]) for lines in around]


# ---------------------------------------------------------------- programs


def page_of(title: str, paragraphs: list[str], style: str) -> str:
    """A web page to print."""
    body = "".join(f"<p>{html.escape(one)}</p>" for one in paragraphs)
    return (
        f"<!DOCTYPE html><html lang=fr><meta charset=utf-8><style>body {{font: 11pt serif}} {style}</style>"
        f"<h1>{html.escape(title)}</h1><div>{body}</div></html>"
    )


COLUMNS = "div {column-count: 2; text-align: justify; hyphens: auto}"


def chromium(style: str) -> Callable[[str, list[str], Path], Path]:
    def make(title: str, paragraphs: list[str], folder: Path) -> Path:
        source, made = folder / "a.html", folder / "a.pdf"
        source.write_text(page_of(title, paragraphs, style), encoding="utf-8")
        flags = ["--headless", "--no-sandbox", "--disable-gpu", f"--print-to-pdf={made}"]
        subprocess.run(["chromium", *flags, source.as_uri()], check=True, capture_output=True, timeout=120)
        return made

    return make


def typst(columns: int) -> Callable[[str, list[str], Path], Path]:
    def make(title: str, paragraphs: list[str], folder: Path) -> Path:
        from typst import compile as set_type

        strings = [one.replace("\\", "\\\\").replace('"', '\\"') for one in (title, *paragraphs)]
        source = folder / "a.typ"
        source.write_text(
            f'#set page("a4", columns: {columns}, numbering: "1", header: [La Gazette de Brevanne])\n'
            '#set par(justify: true)\n#set text(lang: "fr", hyphenate: true)\n'
            f'#heading("{strings[0]}")\n' + "".join(f'#par("{one}")\n' for one in strings[1:]),
            encoding="utf-8",
        )
        made = folder / "a.pdf"
        set_type(str(source), output=str(made))
        return made

    return make


LATEX_SIGNS = str.maketrans(
    {sign: f"\\{sign}" for sign in "#$%&_{}"} | {"\\": "\\textbackslash{}", "~": "\\textasciitilde{}"}
)


def latex(columns: int, size: str = "10pt") -> Callable[[str, list[str], Path], Path]:
    def make(title: str, paragraphs: list[str], folder: Path) -> Path:
        heading, *body = (one.translate(LATEX_SIGNS) for one in (title, *paragraphs))
        (folder / "a.tex").write_text(
            rf"\documentclass[{size},{'twocolumn' if columns == 2 else 'onecolumn'}]{{article}}"
            r"\usepackage[T1]{fontenc}\usepackage{lmodern,textcomp}\usepackage[french]{babel}"
            r"\pagestyle{myheadings}\markright{La Gazette de Brevanne}\begin{document}"
            rf"\section*{{{heading}}}" + "\n\n".join(body).replace("\u202f", "~") + r"\end{document}",
            encoding="utf-8",
        )
        flags = ["-interaction=nonstopmode", "-halt-on-error"]
        subprocess.run(["pdflatex", *flags, "a.tex"], cwd=folder, check=True, capture_output=True, timeout=120)
        return folder / "a.pdf"

    return make


def libreoffice(suffix: str) -> Callable[[str, list[str], Path], Path]:
    def make(title: str, paragraphs: list[str], folder: Path) -> Path:
        source = folder / "a.html"
        source.write_text(page_of(title, paragraphs, "p {text-align: justify}"), encoding="utf-8")
        kind = f"{suffix}:MS Word 2007 XML" if suffix == "docx" else suffix
        home = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        flags = [home, "--headless", "--writer", "--convert-to", kind, "--outdir", str(folder)]
        subprocess.run(["soffice", *flags, str(source)], check=True, capture_output=True, timeout=180)
        return folder / f"a.{suffix}"

    return make


def scanned(title: str, paragraphs: list[str], folder: Path) -> Path:
    """What Chromium prints in two columns, as a scanner with a crooked sheet gives it."""
    document = FPDF(format="letter")
    printed = PdfDocument(chromium(COLUMNS)(title, paragraphs, folder))
    for page in printed:
        picture = page.render(scale=200 / 72, grayscale=True).to_pil().rotate(0.5, fillcolor=255)
        document.add_page()
        document.image(picture, x=0, y=0, w=document.w)
    made = folder / "scan.pdf"
    document.output(str(made))
    return made


KINDS: dict[str, tuple[str, int, Callable[[str, list[str], Path], Path]]] = {  # program that it needs, files, maker
    "PDF, Chromium, one column": ("chromium", 8, chromium("")),
    "PDF, Chromium, two columns": ("chromium", 8, chromium(COLUMNS)),
    "PDF, Typst, one column": ("typst", 7, typst(1)),
    "PDF, Typst, two columns": ("typst", 7, typst(2)),
    "PDF, LaTeX, one column": ("pdflatex", 7, latex(1)),
    "PDF, LaTeX, two columns": ("pdflatex", 7, latex(2)),
    "PDF, LibreOffice": ("soffice", 5, libreoffice("pdf")),
    "DOCX, LibreOffice": ("soffice", 10, libreoffice("docx")),
    "ODT, LibreOffice": ("soffice", 5, libreoffice("odt")),
    "RTF, LibreOffice": ("soffice", 5, libreoffice("rtf")),
    "scan of two columns, OCR": ("tesseract", OCR_FILES, scanned),
}


# ---------------------------------------------------------------- measuring


def _as_set(text: str) -> list[str]:
    """The words of a text; its apostrophes and the spaces beside its signs are a typesetter's choice."""
    return re.sub(r"(?<=«)\s+|\s+(?=[;:!?»])", "", text.replace("'", "’")).split()


def score(kind: str, files: int, make: Callable[[str, list[str], Path], Path]) -> Score:
    """Make the files, read them as a build does, and compare."""
    words = right = pages = 0
    seconds = 0.0
    known = texts(files)
    for title, paragraphs in known:
        with tempfile.TemporaryDirectory() as folder:
            made = make(title, paragraphs, Path(folder))
            data = made.read_bytes()
            began = time.perf_counter()
            with recognising(Recognition(None, 120)):
                (article,) = read_articles(SourceFile(made, made.name), data).articles
            seconds += time.perf_counter() - began
        wanted = _as_set(" ".join((title, *paragraphs)))
        words += len(wanted)
        pages += article.text.count("\f") + 1
        matcher = difflib.SequenceMatcher(None, wanted, _as_set(article.text), autojunk=False)
        right += sum(block.size for block in matcher.get_matching_blocks())
    return Score(kind, len(known), words, right / words, pages / seconds)


def scores(names: list[str]) -> Iterator[Score]:
    """Of each kind whose program is there; where `names` are given, of those kinds that hold one of them."""
    for kind, (program, files, make) in KINDS.items():
        if names and not any(name in kind for name in names):
            continue
        is_package = program == "typst"
        is_there = importlib.util.find_spec(program) is not None if is_package else shutil.which(program) is not None
        if not is_there or (program == "tesseract" and not installed_languages()):
            print(f"{kind}: {program} is not installed", file=sys.stderr)
        else:
            yield score(kind, files, make)


def main() -> None:
    print("| files | number | words | right, in order | pages a second |\n|---|---|---|---|---|")
    for one in scores(sys.argv[1:]):
        print(
            f"| {one.kind} | {one.files} | {one.words:,} | {one.right:.2%} | {one.pages_per_second:.1f} |", flush=True
        )


if __name__ == "__main__":
    main()
