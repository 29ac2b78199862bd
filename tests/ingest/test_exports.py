"""Exports of paperless-ngx and libraries of Zotero: files with the titles and dates that people gave them there."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from fpdf import FPDF

from qa.ingest.articles import read_articles
from qa.ingest.build import build_index
from qa.ingest.discover import find_files
from qa.settings import Settings
from qa.values import Article
from tests.models.words import Pair

TEXT = "Le maire, Hélène Dubreuil, a coupé le ruban à dix heures devant mille deux cents habitants."


def pdf(file: Path, text: str = TEXT) -> None:
    document = FPDF()
    document.set_title("Scan_0001")
    document.set_font("Helvetica", size=10)
    document.add_page()
    document.multi_cell(150, 5, text)
    file.parent.mkdir(parents=True, exist_ok=True)
    document.output(str(file))


def articles(folder: Path) -> list[Article]:
    found = find_files([folder])
    return [article for file in found.files for article in read_articles(file, file.file.read_bytes()).articles]


def entry(name: str, title: str, created: str, **more: str) -> dict[str, object]:
    """A document as `document_exporter` of paperless-ngx 2 writes it."""
    fields = {"title": title, "content": TEXT, "created": created, "added": "2024-01-02T10:00:00Z", "tags": [1]}
    return {"model": "documents.document", "pk": 1, "fields": fields, "__exported_file_name__": name, **more}


@pytest.fixture
def paperless(tmp_path: Path) -> Path:
    folder = tmp_path / "export"
    pdf(folder / "scan-archive.pdf")
    pdf(folder / "lettres" / "b.pdf", TEXT.replace("dix", "onze"))
    (folder / "scan.pdf").write_bytes(b"%PDF-1.4 a scan without text")
    (folder / "scan-thumbnail.webp").write_bytes(b"RIFF")
    copies = {"__exported_archive_name__": "scan-archive.pdf", "__exported_thumbnail_name__": "scan-thumbnail.webp"}
    manifest = [
        {"model": "documents.tag", "pk": 1, "fields": {"name": "pont"}},
        entry("scan.pdf", "Inauguration du pont", "2021-03-06T00:00:00+01:00", **copies),
        entry("lettres/b.pdf", "Lettre du maire", "2021-04-01"),
    ]
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder


def test_an_export_of_paperless_ngx(paperless: Path) -> None:
    found = [(article.path, article.title, article.date, article.date_source) for article in articles(paperless)]
    assert found == [
        ("export/lettres/b.pdf", "Lettre du maire", "2021-04-01", "export"),
        ("export/scan-archive.pdf", "Inauguration du pont", "2021-03-06", "export"),
    ]
    skipped = [(report.path, report.status) for report in find_files([paperless]).skipped]
    assert skipped == [("export/scan-thumbnail.webp", "duplicate"), ("export/scan.pdf", "duplicate")]


def test_an_export_with_a_list_beside_each_file(paperless: Path) -> None:
    """`document_exporter --split-manifest`."""
    listed = json.loads((paperless / "manifest.json").read_text(encoding="utf-8"))
    (paperless / "manifest.json").write_text(json.dumps(listed[:2]), encoding="utf-8")
    (paperless / "lettres" / "b-manifest.json").write_text(json.dumps(listed[2:]), encoding="utf-8")
    assert ("Lettre du maire", "2021-04-01") in [(article.title, article.date) for article in articles(paperless)]


def test_another_title_in_the_export_is_a_change(paperless: Path, tmp_path: Path, tiny_models: Pair) -> None:
    models = {"embedder": str(tiny_models.embedder), "reader": str(tiny_models.reader)}
    chosen = Settings(index=str(tmp_path / "index"), **models)  # type: ignore[arg-type]
    assert build_index([paperless], chosen).count("added") == 2
    assert build_index([], chosen).count("unchanged") == 2
    listed = (paperless / "manifest.json").read_text(encoding="utf-8")
    (paperless / "manifest.json").write_text(listed.replace("Lettre du maire", "Lettre"), encoding="utf-8")
    assert build_index([], chosen).count("updated") == 1


@pytest.mark.parametrize("spoiled", ["[", "{}", "[1]", '[{"model": "documents.document"}]', '[["model"]]'])
def test_a_list_that_is_none_says_nothing(paperless: Path, spoiled: str) -> None:
    (paperless / "manifest.json").write_text(spoiled, encoding="utf-8")
    assert "export/lettres/b.pdf" in [file.path for file in find_files([paperless]).files]


# The tables of Zotero 6 and 7 that say which item a file belongs to.
LIBRARY = """
CREATE TABLE items (itemID INTEGER PRIMARY KEY, key TEXT);
CREATE TABLE itemAttachments (itemID INTEGER PRIMARY KEY, parentItemID INT, path TEXT);
CREATE TABLE fields (fieldID INTEGER PRIMARY KEY, fieldName TEXT);
CREATE TABLE itemDataValues (valueID INTEGER PRIMARY KEY, value TEXT);
CREATE TABLE itemData (itemID INT, fieldID INT, valueID INT);
INSERT INTO items VALUES (1, 'PARENT01'), (2, 'ABCD1234'), (3, 'ALONE001');
INSERT INTO itemAttachments VALUES (2, 1, 'storage:Dubreuil - 2021.pdf'), (3, NULL, 'storage:note.pdf');
INSERT INTO fields VALUES (1, 'title'), (2, 'date'), (3, 'url');
INSERT INTO itemDataValues VALUES
    (1, 'Le pont rouvert'), (2, '2021-03-00 mars 2021'), (3, 'https://example.org/pont'), (4, 'Une note');
INSERT INTO itemData VALUES (1, 1, 1), (1, 2, 2), (1, 3, 3), (3, 1, 4);
"""


@pytest.mark.parametrize("root", ["Zotero", "Zotero/storage"])
def test_the_folder_of_zotero(tmp_path: Path, root: str) -> None:
    home = tmp_path / "Zotero"
    pdf(home / "storage" / "ABCD1234" / "Dubreuil - 2021.pdf")
    pdf(home / "storage" / "ALONE001" / "note.pdf")
    with closing(sqlite3.connect(home / "zotero.sqlite")) as library:
        library.executescript(LIBRARY)
        library.execute("BEGIN EXCLUSIVE")  # as Zotero holds it while it runs
        found = articles(tmp_path / root)
    first, second = found
    assert (first.title, first.date, first.url) == ("Le pont rouvert", "2021-03", "https://example.org/pont")
    assert (second.title, second.date_source) == ("Une note", "document properties")
    assert find_files([tmp_path / root]).skipped == ()


RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:z="http://www.zotero.org/namespaces/export#"
 xmlns:link="http://purl.org/rss/1.0/modules/link/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:bib="http://purl.org/net/biblio#" xmlns:dcterms="http://purl.org/dc/terms/">
 <bib:Article rdf:about="https://example.org/pont"><z:itemType>newspaperArticle</z:itemType>
  <dc:title>Le pont rouvert</dc:title><dc:date>2021-03-06</dc:date>
  <dc:identifier><dcterms:URI><rdf:value>https://example.org/pont</rdf:value></dcterms:URI></dc:identifier>
  <link:link rdf:resource="#item_12"/></bib:Article>
 <z:Attachment rdf:about="#item_12"><z:itemType>attachment</z:itemType>
  <rdf:resource rdf:resource="files/12/pont.pdf"/><dc:title>PDF</dc:title></z:Attachment>
</rdf:RDF>"""


def test_an_export_of_zotero_with_its_files(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    pdf(folder / "files" / "12" / "pont.pdf")
    (folder / "library.rdf").write_text(RDF, encoding="utf-8")
    (only,) = articles(folder)
    assert (only.title, only.date, only.url) == ("Le pont rouvert", "2021-03-06", "https://example.org/pont")
    assert find_files([folder]).skipped == ()


CSL = [
    {"id": "a", "type": "article-newspaper", "title": "Le pont rouvert à la circulation", "URL": "https://example.org/pont",
     "issued": {"date-parts": [["2021", 3, 6]]}},
    {"id": "b", "type": "report", "title": "Une gare pour demain", "issued": {"date-parts": [["2020"]]}},
]  # fmt: skip
BETTER_BIBTEX = {
    "config": {"label": "BetterBibTeX JSON"},
    "items": [
        {"title": "Le pont rouvert", "date": "2021-03-06", "url": "https://example.org/pont",
         "attachments": [{"path": "C:\\Users\\anne\\Zotero\\storage\\ABCD1234\\scan.pdf"}]},
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("listed", "name", "title", "date"),
    [
        (
            CSL,
            "Dubreuil - 2021 - Le pont rouvert à la circulation.pdf",
            "Le pont rouvert à la circulation",
            "2021-03-06",
        ),
        (CSL, "Martin - 2020 - Une gare pour demain.pdf", "Une gare pour demain", "2020"),
        (BETTER_BIBTEX, "scan.pdf", "Le pont rouvert", "2021-03-06"),
    ],
)
def test_a_list_of_zotero_in_json(tmp_path: Path, listed: object, name: str, title: str, date: str) -> None:
    """The file is known by its place where the list tells it, else by the title in its name."""
    pdf(tmp_path / "library" / "storage" / "ABCD1234" / name)
    pdf(tmp_path / "library" / "storage" / "OTHER001" / "note.pdf")
    (tmp_path / "library" / "My library.json").write_text(json.dumps(listed), encoding="utf-8")
    first, second = articles(tmp_path / "library")
    assert (first.title, first.date, first.date_source) == (title, date, "export")
    assert second.date_source == "document properties"
    assert find_files([tmp_path / "library"]).skipped == ()


@pytest.mark.parametrize(
    "spoiled", ["[", "{}", "[1]", '[{"title": 1}]', '{"items": 3}', '[{"title": "x", "issued": []}]']
)
def test_other_json_beside_files_is_read_as_what_it_is(tmp_path: Path, spoiled: str) -> None:
    pdf(tmp_path / "library" / "storage" / "ABCD1234" / "note.pdf")
    (tmp_path / "library" / "data.json").write_text(spoiled, encoding="utf-8")
    assert [file.file.name for file in find_files([tmp_path / "library"]).files] == ["data.json", "note.pdf"]


RIS = """TY  - NEWS
TI  - Le pont rouvre à Nevers
AU  - Postic, Anne
DA  - 2021/03/06/
PY  - 2021
UR  - https://example.org/pont
L1  - {path}
ER  -
"""
BIBTEX = r"""@article{{postic, title = {{{{Le}} pont rouvre \`a {{N}}evers}}, date = {{2021-03-06}},
url = {{https://example.org/pont}}, file = {{{path}}}}}
@book{{autre, title = {{Autre}}, year = 1999, month = mar}}
"""


@pytest.mark.parametrize(
    ("name", "listed", "path"),
    [
        ("a.ris", RIS, "files/12/Postic - 2021.pdf"),
        ("a.ris", RIS, "C:\\Users\\anne\\Zotero\\storage\\12\\Postic - 2021.pdf"),
        ("a.bib", BIBTEX, "Full Text PDF:files/12/Postic - 2021.pdf:application/pdf;Page:files/13/b.html:text/html"),
        ("a.bib", BIBTEX, "files/12/Postic - 2021.pdf"),
        ("a.bib", BIBTEX, ":/home/anne/articles/12/Postic - 2021.pdf:PDF"),
        ("a.bib", BIBTEX, r"Snapshot:C\:\\Users\\anne\\12\\Postic - 2021.pdf:application/pdf"),
    ],
)
def test_a_list_of_references_beside_its_files(tmp_path: Path, name: str, listed: str, path: str) -> None:
    """As Zotero exports them with their files, JabRef keeps them, and both name files of another machine."""
    pdf(tmp_path / "library" / "files" / "12" / "Postic - 2021.pdf")
    (tmp_path / "library" / name).write_text(listed.format(path=path), encoding="utf-8")
    (one,) = articles(tmp_path / "library")
    assert (one.title, one.date, one.date_source) == ("Le pont rouvre à Nevers", "2021-03-06", "export")
    assert one.url == "https://example.org/pont"
    assert find_files([tmp_path / "library"]).skipped == ()


@pytest.mark.parametrize("spoiled", ["", "@article{", "TY  - NEWS", "\0\1", "@article{a, file = {../../x.pdf}}"])
@pytest.mark.parametrize("name", ["a.ris", "a.bib"])
def test_a_list_of_references_that_is_none_says_nothing(tmp_path: Path, name: str, spoiled: str) -> None:
    pdf(tmp_path / "library" / "a.pdf")
    (tmp_path / "library" / name).write_text(spoiled)
    (one,) = articles(tmp_path / "library")
    assert one.date_source == "document properties"
