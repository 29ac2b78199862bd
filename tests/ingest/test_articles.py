"""A file to its articles: identity, title, date, language, body, and each format through the one door."""

import io
import json
from datetime import datetime
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest
from docx import Document
from fpdf import FPDF
from hypothesis import given
from hypothesis import strategies as st

from qa.errors import UnreadableFile
from qa.ingest import converters
from qa.ingest.articles import FileArticles, article_id, read_articles
from qa.ingest.converters.formats import FORMATS, SUFFIXES
from qa.ingest.discover import SourceFile, find_files, read_bytes
from qa.values import Article

NEWS = """ date 2023-04 La Loire a débordé, le dimanche 9 avril, et les quais de Nevers sont sous l’eau depuis la nuit.

« Nous n’avons jamais vu cela », a déclaré le maire de la commune à des journalistes.

Les secours sont sur place"""


def read(name: str, content: str | bytes) -> FileArticles:
    data = content.encode() if isinstance(content, str) else content
    return read_articles(SourceFile(Path("/home/anne/news") / name, f"news/{name}"), data)


def one(name: str, content: str | bytes) -> Article:
    (article,) = read(name, content).articles
    return article


@pytest.mark.parametrize("content", ["title,text\n", "title,text"])
def test_a_table_without_rows_is_reported(content: str) -> None:
    found = read("a.csv", content)
    assert found.articles == ()
    assert [(problem.path, str(problem.detail)) for problem in found.problems] == [
        ("news/a.csv", "The file holds no text: add some or remove the file.")
    ]


def test_an_article_with_the_date_header() -> None:
    article = one("000_c2a5.txt", NEWS)
    assert article.text == NEWS
    assert article.text[article.body_start :].startswith("La Loire a débordé")
    assert (article.date, article.date_source) == ("2023-04", "header")
    assert (
        article.title
        == "La Loire a débordé, le dimanche 9 avril, et les quais de Nevers sont sous l’eau depuis la nuit."
    )
    assert (article.language, article.media_type, article.url) == ("fr", "text/plain", None)
    assert (article.id, article.path) == (article_id("news/000_c2a5.txt"), "news/000_c2a5.txt")


def test_a_file_on_disk_is_read_through_the_journey(tmp_path: Path) -> None:
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "crue.txt").write_bytes(NEWS.replace("\n", "\r\n").encode("cp1252"))
    (source,) = find_files([tmp_path / "news"]).files
    (article,) = read_articles(source, read_bytes(source, max_mb=1)).articles
    assert article.text == NEWS


def test_an_english_article() -> None:
    article = one("flood.txt", "The river has flooded the town\n\nThe mayor said that it was the worst flood in years.")
    assert (article.language, article.title, article.body_start) == ("en", "The river has flooded the town", 0)


def test_ids_come_from_the_path_and_digests_from_the_bytes() -> None:
    assert article_id("news/a.txt") == "a1:34fe5d55c4213bfb"  # b2sum -l 64
    first, changed, moved = one("a.txt", "Un texte."), one("a.txt", "Un autre texte."), one("b.txt", "Un texte.")
    assert first.id == changed.id != moved.id
    assert first.sha256 == moved.sha256 != changed.sha256
    assert first.sha256 == "4fbbd2fe4d9aa1c3ba7d74196e28c56e741d52430ea8c6512072faa4d9ac5381"  # sha256sum


@pytest.mark.parametrize("content", [" \n\t ", "date 2023-04\n\n", "12 34 — !", "---\ntitle: Rien\n---\n"])
def test_a_file_without_a_letter_is_a_problem(content: str) -> None:
    found = read("a.md", content)
    assert found.articles == ()
    assert [(p.path, p.status, p.detail) for p in found.problems] == [
        ("news/a.md", "skipped", "The file holds no text: add some or remove the file.")
    ]


def test_every_converter_is_listed_and_no_two_read_the_same_type() -> None:
    modules = [import_module(f"qa.ingest.converters.{one.name}") for one in iter_modules(converters.__path__)]
    assert {module.FORMAT.media_type for module in modules if hasattr(module, "FORMAT")} == {
        one.media_type for one in FORMATS
    }
    assert len(SUFFIXES) == sum(len(one.suffixes) for one in FORMATS)
    assert all(suffix == suffix.lower() and suffix.startswith(".") for suffix in SUFFIXES)


FRONT = "---\ntitle: Crue\ndate: 2022-05\nurl: https://example.org/crue\n---\n"


@pytest.mark.parametrize(
    ("name", "content", "date", "date_source"),
    [
        ("2021-01-01.md", FRONT + "date 2023-04 Texte", "2023-04", "header"),
        ("2021-01-01.md", FRONT + "Texte", "2022-05", "front matter"),
        ("2021-01-01.md", FRONT.replace("2022-05", "bientôt") + "Texte", "2021-01-01", "file name"),
        (
            "2021-01-01.html",
            '<html><meta name="date" content="2022-05-01"><p>Texte</p></html>',
            "2022-05-01",
            "html meta",
        ),
        ("2021-01-01-crue.txt", "Texte", "2021-01-01", "file name"),
        ("2021-01-01-crue.txt", "Titre\n\nPublié le 6 mai 2022\n\nTexte", "2022-05-06", "dateline"),
        ("crue.txt", "Texte", None, None),
    ],
)
def test_the_surest_date_wins(name: str, content: str, date: str | None, date_source: str | None) -> None:
    article = one(name, content)
    assert (article.date, article.date_source) == (date, date_source)


def test_markdown_keeps_its_characters() -> None:
    article = one("crue.MARKDOWN", FRONT + "\n**Texte** gras.")
    assert article.text == FRONT + "\n**Texte** gras."
    assert article.text[article.body_start :] == "**Texte** gras."
    assert (article.title, article.url, article.media_type) == ("Crue", "https://example.org/crue", "text/markdown")


@pytest.mark.parametrize("url", ["javascript:alert(1)", "file:///etc/passwd", "example.org"])
def test_only_web_addresses_are_kept(url: str) -> None:
    assert one("a.md", f"---\nurl: {url}\n---\nTexte").url is None


def test_a_web_page_in_the_encoding_that_it_names() -> None:
    head = '<head><meta charset="iso-8859-1"><title>Crue</title></head>'
    html = f"<html>{head}<body><p>La Loire, « élargie ».</p></body></html>"
    article = one("crue.htm", html.encode("cp1252"))
    assert (article.text, article.title, article.media_type) == ("La Loire, « élargie ».", "Crue", "text/html")


def test_a_pdf_knows_its_pages() -> None:
    document = FPDF()
    document.set_font("Helvetica", size=12)
    for text in ("Les quais sont fermés.", "Le pont est fermé."):
        document.add_page()
        document.cell(text=text)
    article = one("crue.pdf", bytes(document.output()))
    assert article.text == "Les quais sont fermés.\fLe pont est fermé."
    assert article.page(article.text.index("pont")) == 2
    assert article.date_source == "document properties"
    assert article.date is not None
    assert len(article.date) == 10


def test_a_word_document() -> None:
    document = Document()
    document.core_properties.title = "Crue"
    document.core_properties.created = datetime(2023, 4, 9, 10)
    document.add_paragraph("La Loire déborde.")
    stream = io.BytesIO()
    document.save(stream)
    article = one("crue.docx", stream.getvalue())
    assert (article.text, article.title, article.date_source) == ("La Loire déborde.", "Crue", "document properties")
    assert article.date == "2023-04-09"


@pytest.mark.parametrize("name", ["a.pdf", "a.docx", "a.txt", "a.csv", "a.jsonl"])
def test_a_file_of_garbage_is_refused(name: str) -> None:
    with pytest.raises(UnreadableFile):
        read(name, bytes(range(256)))


def test_rows_are_articles_and_bad_rows_are_problems_in_their_order() -> None:
    lines = [{"text": "..."}, {"titre": "Crue", "texte": "La Loire déborde.", "date": "06/04/2023"}, {"titre": "Vide"}]
    found = read("Agence-2021-05.jsonl", "\n".join(map(json.dumps, lines)) + '\n{\n{"text": "Suite."}')
    crue, suite = found.articles
    assert (crue.path, crue.title, crue.text) == ("news/Agence-2021-05.jsonl#2", "Crue", "La Loire déborde.")
    assert (crue.date, crue.date_source, crue.body_start) == ("2023-04-06", "column", 0)
    assert (suite.path, suite.title, suite.date, suite.date_source) == (
        "news/Agence-2021-05.jsonl#5", "Suite.", "2021-05", "file name",
    )  # fmt: skip
    assert suite.id == article_id("news/Agence-2021-05.jsonl#5")
    assert [p.path.rpartition("#")[2] for p in found.problems] == ["1", "3", "4"]
    assert found.problems[0].detail == "Record 1 holds no text: add some or remove it."


def test_a_row_is_unchanged_when_only_its_neighbours_change() -> None:
    before = read("a.csv", "id;titre;texte\n1;A;Un texte.\n2;B;Deux.").articles
    after = read("a.csv", "id;titre;texte\n9;A;Un texte.\n2;B;Trois.").articles
    assert before[0].sha256 == after[0].sha256
    assert before[1].sha256 != after[1].sha256


def test_what_json_can_hold_and_utf8_cannot_is_replaced_one_for_one() -> None:
    article = one("a.jsonl", r'{"title": "\ud800 A\u0000", "text": "a\u0000b\ud800c\r\nd"}')
    assert article.text == "a\ufffdb\ufffdc\nd"
    assert article.title == "\ufffd A\ufffd"


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("re\u0301gion de l'e\u0301te\u0301", "région de l'été"),  # accents apart, as macOS writes them
        ("le secré\u00adtaire du vil\u00adlage", "le secrétaire du village"),
        ("en vigi\u00ad\nlance orange\nce soir", "en vigilance\norange\nce soir"),
        ("un\u200bmot\ufeff \u202einvisible\u2069", "unmot invisible"),
        ("Bonjour\U000e0041\U000e0042.", "Bonjour."),  # tags: instructions that nobody sees
        ("l’oﬃce ﬂamand des ﬁlms", "l’office flamand des films"),
        ("𝐁𝐨𝐧𝐣𝐨𝐮𝐫 ａ１", "Bonjour a1"),
        ("10⁶ bactéries, ½ litre, CO₂, n° 5, 1ᵉʳ mai", "10⁶ bactéries, ½ litre, CO₂, n° 5, 1ᵉʳ mai"),
        ("à 12\u202f500\u00a0€ ; 👩\u200d🚒", "à 12\u202f500\u00a0€ ; 👩\u200d🚒"),
    ],
)
def test_signs_keep_their_meaning_and_unseen_ones_go(written: str, stored: str) -> None:
    article = one("a.txt", f"date 2022-01 {written}")
    assert article.text == f"date 2022-01 {stored}"
    assert one("a.jsonl", json.dumps({"text": written, "title": written})).text == stored


@given(st.text(st.characters(exclude_categories=("Cs",))))
def test_any_text_is_an_article_or_a_problem(text: str) -> None:
    try:
        found = read("a.md", text)
    except UnreadableFile as error:
        assert "binary" in str(error)  # noqa: PT017 - most texts raise nothing
        return
    assert len(found.articles) + len(found.problems) == 1
    for article in found.articles:
        assert 0 <= article.body_start < len(article.text)
        assert article.title.strip()
        assert len(article.title) <= 200


def test_dates_of_a_table_are_judged_together_and_what_cannot_be_read_is_reported() -> None:
    found = read("us.csv", "date,text\n03/04/2021,Un\n12/31/2021,Deux\nsoon,Trois\n")
    assert [article.date for article in found.articles] == ["2021-03-04", "2021-12-31", None]
    assert found.notes == ("The dates of 1 rows cannot be read, first in row 3 ('soon'): write them as 2022-01-06.",)
    assert "were read as day, month and year" in read("a.csv", "date,text\n03/04/2021,Un\n").notes[0]


def test_html_in_a_table_is_read_as_it_is_seen() -> None:
    text = json.dumps(
        {"title": "Crue &amp; vent", "text": "<p>Soit 10<sup>6</sup> l.</p><p hidden>x</p><p>Fin &lt; 3</p>"}
    )
    article = one("a.jsonl", text)
    assert (article.title, article.text) == ("Crue & vent", "Soit 10⁶ l.\n\nFin < 3")
    assert one("b.jsonl", json.dumps({"text": "Si a < b, alors b > a."})).text == "Si a < b, alors b > a."
