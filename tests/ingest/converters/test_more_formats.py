"""Office files, books, mails, feeds and archives: written by other programs' libraries or by hand, and damaged."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from PIL import Image
from pptx import Presentation
from pptx.util import Inches

from qa.errors import UnreadableFile
from qa.ingest.articles import FileArticles, read_articles
from qa.ingest.converters.formats import BY_SUFFIX, FORMATS
from qa.ingest.discover import SourceFile


def zipped(parts: dict[str, str | bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def saved(document: object) -> bytes:
    stream = io.BytesIO()
    document.save(stream)  # type: ignore[attr-defined]
    return stream.getvalue()


OFFICE = " ".join(f'xmlns:{p}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for p, n in (
    ("office", "office"), ("text", "text"), ("table", "table"), ("style", "style"), ("draw", "drawing"),
    ("meta", "meta"),
))  # fmt: skip


def odt() -> bytes:
    body = (
        "<text:tracked-changes><text:p>espion</text:p></text:tracked-changes><text:h>La Loire déborde</text:h>"
        '<text:p>Soit 10<text:span text:style-name="T1">6</text:span> bactéries<text:s text:c="2"/>en 1998<text:note>'
        "<text:note-citation>1</text:note-citation><text:note-body><text:p>Selon l’Insee.</text:p></text:note-body>"
        '</text:note>.<text:span text:style-name="T2"> espion</text:span></text:p>'
        "<text:p>Vu<draw:frame><draw:text-box><text:p>Encadré</text:p></draw:text-box></draw:frame>.</text:p>"
        "<table:table><table:table-row><table:table-cell><text:p>Postic</text:p></table:table-cell><table:table-cell/>"
        "<table:table-cell><text:p>Pornic</text:p></table:table-cell></table:table-row></table:table>"
    )
    styles = (
        '<style:style style:name="T1"><style:text-properties style:text-position="super 58%"/></style:style>'
        '<style:style style:name="T2"><style:text-properties text:display="none"/></style:style>'
    )
    content = (
        f"<office:document-content {OFFICE}><office:automatic-styles>{styles}</office:automatic-styles><office:body>"
        f"<office:text>{body}</office:text></office:body></office:document-content>"
    )
    meta = (
        f'<office:document-meta {OFFICE} xmlns:dc="http://purl.org/dc/elements/1.1/"><office:meta><dc:title>Crue</dc:title>'
        "<meta:creation-date>2023-04-09T10:00:00</meta:creation-date></office:meta></office:document-meta>"
    )
    return zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content, "meta.xml": meta})


RTF = (
    rb"{\rtf1\ansi\ansicpg1252{\info{\title La crue}{\creatim\yr2023\mo4\dy9\hr10}}La Loire d\'e9borde\par "
    rb"Soit 10{\super 6} bact\'e9ries{\v espion}.\par}"
)


def pptx() -> bytes:
    presentation = Presentation()
    presentation.core_properties.title = "La crue"
    presentation.core_properties.created = datetime(2023, 4, 9)
    slide = presentation.slides.add_slide(presentation.slide_layouts[5])
    slide.shapes.title.text = "La Loire déborde"
    table = slide.shapes.add_table(1, 3, Inches(1), Inches(3), Inches(5), Inches(1)).table
    table.cell(0, 0).text, table.cell(0, 2).text = "Postic", "Pornic"
    slide.notes_slide.notes_text_frame.text = "Dire la cote."
    presentation.slides.add_slide(presentation.slide_layouts[5]).shapes.title.text = "Elle baisse"
    hidden = presentation.slides.add_slide(presentation.slide_layouts[5])
    hidden.shapes.title.text = "espion"
    hidden._element.set("show", "0")
    return saved(presentation)


def xlsx() -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.title = "Dépenses"
    for row in (
        ("Poste", "Note", "Jour", "Part"),
        ("Pont", None, datetime(2023, 4, 9), 0.25),
        ("Quai", "urgent", None, 3),
    ):
        sheet.append(row)
    sheet["D2"].number_format = "0%"
    table = book.create_sheet("Articles")
    table.append(("titre", "texte", "publishedAt"))
    table.append(("Crue", "La Loire monte.", "2021-03-14"))
    book.create_sheet("espion").sheet_state = "hidden"
    return saved(book)


def epub() -> bytes:
    package = (
        '<package xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata><dc:title>Le fleuve</dc:title>'
        '<dc:date>1998</dc:date></metadata><manifest><item id="a" href="un.xhtml"/>'
        '<item id="b" href="deux%20bis.xhtml"/></manifest>'
        '<spine><itemref idref="b"/><itemref idref="a"/><itemref idref="c"/></spine></package>'
    )
    page = "<html><body><h1>{}</h1><p>{}</p></body></html>"
    return zipped(
        {
            "META-INF/container.xml": '<container><rootfiles><rootfile full-path="OPS/p.opf"/></rootfiles></container>',
            "OPS/p.opf": package,
            "OPS/un.xhtml": page.format("Aval", "L’estuaire s’élargit."),
            "OPS/deux bis.xhtml": page.format("Amont", "La source est au mont Gerbier."),
        }
    )


def mail(*attached: tuple[str, bytes]) -> bytes:
    message = EmailMessage()
    message["From"], message["To"] = "Maëlle Postic <m.postic@pornic.example>", "presse@pornic.example"
    message["Subject"], message["Date"] = "La crue à Nevers", "Sun, 09 Apr 2023 10:00:00 +0200"
    message.set_content("La Loire a débordé cette nuit.\n")
    message.add_alternative("<p>La Loire a <b>débordé</b>.</p>", subtype="html")
    for name, content in attached:
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


MBOX = b"From a@b Sun Apr  9 10:00:00 2023\n" + mail() + b"\nFrom a@b Mon Apr 10 10:00:00 2023\n" + mail()

RSS = """<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>Le fil</title><item><title>Crue &amp; vent</title><link>https://a.example/1</link>
<pubDate>Sun, 09 Apr 2023 10:00:00 GMT</pubDate><description>Court.</description>
<content:encoded><![CDATA[<p>La Loire a <b>débordé</b> à 10<sup>6</sup> l.</p>]]></content:encoded></item>
<item><title>Suite</title><description>Elle baisse.</description></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>Crue</title><link href="https://a.example/1"/>
<published>2023-04-09T10:00:00Z</published><summary>La Loire a débordé.</summary></entry></feed>"""
TEI = """<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><title>Lettre</title><date when="1871-03-18">mars</date>
</teiHeader><text><body><p>La <hi>Commune</hi> est là.</p><div><head>Suite</head><p>Paris tient.</p></div></body></text>
</TEI>"""
NITF = """<nitf><head><docdata><date.issue norm="20230409T100000Z"/></docdata></head><body><body.head><hedline>
<hl1>Crue</hl1></hedline></body.head><body.content><p>La Loire a débordé.</p></body.content></body></nitf>"""


def read(name: str, data: bytes) -> FileArticles:
    return read_articles(SourceFile(Path("/news") / name, f"news/{name}"), data)


Expected = list[tuple[str, str, str | None]]  # title, text, date


@pytest.mark.parametrize(
    ("name", "data", "articles", "note"),
    [
        ("a.odt", odt(), [("Crue", "La Loire déborde\n\nSoit 10⁶ bactéries  en 1998¹.\n\nVu.\n\nEncadré\n\nPostic |  | "
                           "Pornic\n\n¹ Selon l’Insee.", "2023-04-09")], "Hidden text"),
        ("a.rtf", RTF, [("La crue", "La Loire déborde\n\nSoit 10⁶ bactéries.", "2023-04-09")], "Hidden text"),
        ("a.pptx", pptx(), [("La crue", "La Loire déborde\n\nPostic |  | Pornic\n\nDire la cote.\fElle baisse\f",
                             "2023-04-09")], "Hidden slides were not read (1)"),
        ("a.xlsx", xlsx(), [("Dépenses", "Poste | Note | Jour | Part\nPont |  | 2023-04-09 | 25 %\n"
                             "Quai | urgent |  | 3", None),
                            ("Crue", "La Loire monte.", "2021-03-14")], "Hidden sheets were not read (1)"),
        ("a.epub", epub(), [("Le fleuve: Amont", "Amont\n\nLa source est au mont Gerbier.", "1998"),
                            ("Le fleuve: Aval", "Aval\n\nL’estuaire s’élargit.", "1998")], "does not hold: 1"),
        ("a.eml", mail(), [("La crue à Nevers", "From: Maëlle Postic <m.postic@pornic.example>\n"
                            "To: presse@pornic.example\n\nLa Loire a débordé cette nuit.", "2023-04-09")], ""),
        ("a.rss", RSS.encode(), [("Crue & vent", "La Loire a débordé à 10⁶ l.", "2023-04-09"),
                                 ("Suite", "Elle baisse.", None)], ""),
        ("a.xml", ATOM.encode(), [("Crue", "La Loire a débordé.", "2023-04-09")], ""),
        ("tei.xml", TEI.encode(), [("Lettre", "La Commune est là.\n\nSuite\n\nParis tient.", "1871-03-18")], ""),
        ("nitf.xml", NITF.encode(), [("Crue", "La Loire a débordé.", "2023-04-09")], ""),
    ],
)  # fmt: skip
def test_each_format(name: str, data: bytes, articles: Expected, note: str) -> None:
    found = read(name, data)
    assert [(article.title, article.text, article.date) for article in found.articles] == articles
    assert note in " ".join(found.notes)
    assert bool(note) == bool(found.notes)


def test_a_mail_and_what_is_attached_to_it() -> None:
    found = read("a.eml", mail(("note.txt", b"Le pont est ferm\xe9."), ("x.exe", b"MZ"), ("b.docx", b"PK broken")))
    assert [article.title for article in found.articles] == ["La crue à Nevers", "La crue à Nevers: note.txt"]
    assert found.articles[1].text == "Le pont est fermé."
    assert "x.exe in it was not read: files of its type are not." in found.notes
    assert any(note.startswith("b.docx in it was not read: The file is damaged") for note in found.notes)


def test_a_mailbox() -> None:
    assert [article.path for article in read("a.mbox", MBOX).articles] == ["news/a.mbox#1", "news/a.mbox#2"]


def test_an_archive_and_one_inside_it() -> None:
    parts: dict[str, str | bytes] = {
        "b/deux.md": "# Deux\nTexte.", "a.txt": "Un texte.", "__MACOSX/a.txt": "espion", "c.zip": zipped({"d.txt": "x"})
    }  # fmt: skip
    found = read("a.zip", zipped(parts))
    assert [(article.title, article.text) for article in found.articles] == [
        ("a.txt", "Un texte."),
        ("Deux", "# Deux\nTexte."),
    ]
    assert found.notes == ("c.zip in it was not read: files of its type are not.",)


def test_an_archive_that_unpacks_to_a_flood_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qa.ingest.converters.archive._MOST_UNPACKED", 1000)
    for suffix in (".zip", ".odt", ".epub", ".pptx", ".xlsx"):
        with pytest.raises(UnreadableFile, match="unpacks to more than"):
            BY_SUFFIX[suffix].read(zipped({"a": "b" * 1001}))


def test_entities_of_xml_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("espion")
    bomb = f'<!DOCTYPE r [<!ENTITY a SYSTEM "file://{tmp_path}/secret">]>' + ATOM.replace("La Loire", "&a; La Loire")
    assert "espion" not in str(read("a.xml", bomb.encode()).articles)


WHOLE: dict[str, Callable[[], bytes]] = {
    ".odt": odt, ".rtf": lambda: RTF, ".pptx": pptx, ".xlsx": xlsx, ".epub": epub, ".eml": mail, ".mbox": lambda: MBOX,
    ".xml": RSS.encode, ".zip": lambda: zipped({"a.txt": "Un texte.", "b.odt": odt()}),
}  # fmt: skip


@pytest.mark.parametrize("suffix", WHOLE)
def test_damage_anywhere_is_read_or_refused_and_never_a_bug(suffix: str) -> None:
    whole = WHOLE[suffix]()
    for place in range(0, len(whole), max(1, len(whole) // 25)):
        for data in (
            whole[:place],
            whole[:place] + b"<<[/(\xff" + whole[place + 5 :],
            whole[:place] + whole[place + 9 :],
        ):
            with suppress(UnreadableFile):
                read(f"a{suffix}", data)


@pytest.mark.parametrize("one", FORMATS, ids=lambda one: one.suffixes[0])
@settings(max_examples=25, deadline=None)
@given(data=st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(one: object, data: bytes) -> None:
    with suppress(UnreadableFile):
        one.read(data)  # type: ignore[attr-defined]


def test_pictures_and_charts_of_slides_are_reported() -> None:
    from pptx import Presentation
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE
    from pptx.util import Inches

    drawn, stream, presentation = io.BytesIO(), io.BytesIO(), Presentation()
    Image.new("RGB", (800, 300), "white").save(drawn, "PNG")
    slide = presentation.slides.add_slide(presentation.slide_layouts[5])
    slide.shapes.title.text = "Budget"
    slide.shapes.add_picture(drawn, 0, 0)
    data = CategoryChartData()
    data.categories = ["2020", "2021"]
    data.add_series("Recettes", (1.5, 2.5))
    slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, 0, 0, Inches(3), Inches(3), data)
    presentation.save(stream)
    notes = [str(note) for note in BY_SUFFIX[".pptx"].read(stream.getvalue()).notes]
    assert [note.partition(":")[0] for note in notes] == [
        "Pictures in it were not read (1)", "Charts in it were not read (1).",
    ]  # fmt: skip


def test_a_damaged_picture_does_not_keep_a_book_from_being_read() -> None:
    stream = io.BytesIO(epub())
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("images/map.png", b"a picture that was whole")
    damaged = stream.getvalue().replace(b"a picture that was whole", b"a picture that is broken")
    assert BY_SUFFIX[".epub"].read(damaged).articles == BY_SUFFIX[".epub"].read(epub()).articles
