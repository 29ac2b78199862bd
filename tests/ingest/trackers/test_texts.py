"""Faults that users of charset-normalizer, ftfy, paperless-ngx and others reported: texts, dates, mails, feeds."""

from __future__ import annotations

import base64
import io
import quopri
import unicodedata
import zipfile
from email.message import EmailMessage

import pytest

from tests.ingest.trackers.reading import articles, read, squeezed, text

LONG = "Le conseil de la ville a voté lundi soir la construction du nouveau pont, après trois heures de débat."
ENCODED = {
    # https://github.com/jawah/charset_normalizer/issues/371: cp1252 that was taken for cp1257
    "charset-normalizer 371": ("Bonjour, je suis à la recherche d'une aide sur les étoiles", "cp1252"),
    # https://github.com/jawah/charset_normalizer/issues/358: cp1252 that was taken for Big5
    "charset-normalizer 358": ("Probar los siguientes términos: ñandú, ándale, ésta, índice, cargó, último", "cp1252"),
    # https://github.com/rspeer/python-ftfy/issues/7: a quotation mark of old Macs that was taken for Armenian
    "ftfy 7": ("L’épisode est fini, dit l’élève à l’été.", "mac_roman"),
    # https://github.com/jawah/charset_normalizer/issues/174: UTF-8 is UTF-8
    "charset-normalizer 174": ("Côté jardin, l’œuvre coûte 12 €.", "utf-8"),
    "the euro of cp1252": ("Le pont a coûté 12 € à l’État.", "cp1252"),
    "UTF-16 without a mark": (LONG, "utf-16-le"),
}


@pytest.mark.parametrize("name", ENCODED)
def test_encodings(name: str) -> None:
    """The thread of each case stands beside it; without one it is our own."""
    words, encoding = ENCODED[name]
    assert text("a.txt", words.encode(encoding)) == words


INVISIBLE = {
    "pypdf 2046": ("La ﬁn de l’aﬀaire oﬃcielle.", "La fin de l’affaire officielle."),  # ligatures
    "pdf_oxide 1412": ("Le gouverne\u00adment a parlé.", "Le gouvernement a parlé."),
    "accents apart": (unicodedata.normalize("NFD", "L’été à Brevanne."), "L’été à Brevanne."),
    "zero width": ("Le pont\u200b de Bre\u200bvanne\ufeff est long.", "Le pont de Brevanne est long."),
    "joiners": ("Le p\u200cont de Ne\u200dvers, 👩\u200d🏭.", "Le pont de Nevers, 👩\u200d🏭."),
    "places of objects": ("Le pont\ufffc est lo\u034fng.", "Le pont est long."),
    "separators of lines": ("Le pont.\u2028La gare.\u2029Le port.\x85Fin.", "Le pont.\nLa gare.\nLe port.\nFin."),
    "signs of the font Symbol": ("\uf0b7 Il faut \uf0b3 10 \uf06dg \uf0e0 oui", "• Il faut ≥ 10 μg → oui"),
    "word joiner": ("Le vice\u2060-\u2060président.", "Le vice-président."),
}


@pytest.mark.parametrize("name", INVISIBLE)
def test_characters_that_nobody_sees(name: str) -> None:
    """The thread of each case stands beside it; without one it is our own."""
    written, right = INVISIBLE[name]
    assert text("a.txt", written) == right


def test_a_mark_before_front_matter() -> None:
    """https://github.com/docling-project/docling/pull/4109."""
    (only,) = articles("a.md", "\ufeff---\ntitle: Le pont\ndate: 2021-03-06\n---\n\nIl est long.\n")
    assert (only.title, only.date) == ("Le pont", "2021-03-06")


DATED = {
    # https://github.com/paperless-ngx/paperless-ngx/issues/7099: months with accents, composed or not
    "paperless-ngx 7099": ("a.txt", "Publié le 13 décembre 2023\n\n" + LONG, "2023-12-13"),
    "paperless-ngx 7099 apart": (
        "a.txt", unicodedata.normalize("NFD", "Publié le 15 août 1967\n\n") + LONG, "1967-08-15"
    ),
    # https://github.com/paperless-ngx/paperless-ngx/issues/9163: dates in names, before and behind
    "paperless-ngx 9163": ("Car_2025-02-19.txt", LONG, "2025-02-19"),
    "paperless-ngx 9163 before": ("2025-01-23_Health_Insurance.txt", LONG, "2025-01-23"),
    # https://github.com/paperless-ngx/paperless-ngx/issues/461
    "paperless-ngx 461": ("2012-11-25 Rechnung Firma[Haus Küche].txt", LONG, "2012-11-25"),
    # https://github.com/paperless-ngx/paperless-ngx/issues/4850: an ISO date is never year, day, month
    "paperless-ngx 4850": ("a.md", f"---\ndate: 2023-12-06\n---\n{LONG}", "2023-12-06"),
    "first of a month": ("a.txt", "PARIS, le 1er avril 2021 — " + LONG, "2021-04-01"),
    "capitals": ("a.txt", "BREVANNE, LE 6 MARS 2021\n\n" + LONG, "2021-03-06"),
    "ordinals": (
        "a.txt",
        "Published on March 6th, 2021\n\nThe council of the town voted on Monday for a new bridge, after a debate.",
        "2021-03-06",
    ),
    "digits in a name": ("article-20210306.txt", LONG, "2021-03-06"),
    # Days and years in words
    "words": ("a.txt", "Nevers, le deux mars deux mille vingt\n\n" + LONG, "2020-03-02"),
    "long words": ("a.txt", "Publié le trente-et-un août mil neuf cent quatre-vingt-dix-sept\n\n" + LONG, "1997-08-31"),
    "capital words": ("a.txt", "NEVERS, LE PREMIER FEVRIER DEUX MILLE VINGT ET UN\n\n" + LONG, "2021-02-01"),
    "words of a feed": ("a.md", f"---\ndate: le deux mars deux mille vingt\n---\n{LONG}", "2020-03-02"),
    "English words": (
        "a.txt",
        "London, the second of March, two thousand and twenty\n\nThe council of the town voted for a new bridge.",
        "2020-03-02",
    ),
    # Names that are days
    "May of a year": ("a.txt", "Mai 68\n\n" + LONG, None),
    "a street": ("a.txt", "Rue du 4 Septembre 1870\n\n" + LONG, None),
    # Clocks that were not set, and days to come, in what a file states
    "day zero of Unix": ("a.md", f"---\ndate: 1970-01-01\n---\n{LONG}", None),
    "day zero of Windows": ("a.md", f"---\ndate: 1601-01-01\n---\n{LONG}", None),
    "day zero and a dateline": ("a.md", f"---\ndate: 1970-01-01\n---\nNevers, le 6 mars 2021 — {LONG}", "2021-03-06"),
    "in a thousand years": ("a.md", f"---\ndate: 2999-03-06\n---\n{LONG}", None),
    # A number that only looks like a date
    "no date": ("dossier-12345678.txt", LONG, None),
}  # fmt: skip


@pytest.mark.parametrize("name", DATED)
def test_dates(name: str) -> None:
    """The thread of each case stands beside it; without one it is our own."""
    file, written, date = DATED[name]
    (only,) = articles(file, written)
    assert only.date == date


# https://github.com/Wikidata/primarysources/issues/121: "ca.1510" was taken for 1510;
# https://github.com/elliotchance/gedcom/pull/228, https://github.com/plk/biblatex/issues/427: how guesses are written;
# https://github.com/rohit-dua/BUB/issues/27: "18??" was taken for a year
NO_DATES = [
    "vers 1900", "c. 1900", "ca.1510", "circa 1900", "abt 1900", "[vers 1871]", "[1871?]", "1871 ?", "1871~",
    "1900 env.", "avant 1900", "between 1900 and 1910", "1789 ou 1790", "18??", "18..", "187X", "années 1920",
    "18e siècle", "1900-1910", "2019-2020", "hiver 2019-2020", "2021-065", "21-03-06", "an II", "vendredi 13",
]  # fmt: skip
PERIODS = {
    "[1871]": "1871", "(6 mars 1871)": "1871-03-06", "été 2019": "2019", "Summer 2019": "2019",
    "1er trimestre 2020": "2020", "Q1 2020": "2020", "2020-T1": "2020", "mars-avril 2020": "2020",
    "March/April 2020": "2020", "début 1900": "1900", "fin mars 2020": "2020-03", "mid-March 2020": "2020-03",
    "du 3 au 5 mars 2021": "2021-03", "March 3-5, 2021": "2021-03", "1871-03-18/1871-05-28": "1871",
    "2021-03-06 - 2021-03-07": "2021-03", "6 mars 2021 – 7 mars 2021": "2021-03", "2021-W05-3": "2021-02-03",
    "2021-W05": "2021-02", "2021-03-00": "2021-03", "1871-XX-XX": "1871", "99-03-21": "1999-03-21",
}  # fmt: skip


@pytest.mark.parametrize("written", NO_DATES)
def test_guesses_are_no_dates_and_are_reported(written: str) -> None:
    """The thread of each case stands beside it; without one it is our own."""
    found = read("a.md", f"---\ndate: '{written}'\n---\n{LONG}")
    assert found.articles[0].date is None
    assert [str(note) for note in found.notes] == [f"Its date, {written!r}, cannot be read: write it as 2022-01-06."]
    rows = read("a.csv", f'titre,texte,date\nUn,"{LONG}",{written}\n')
    assert rows.articles[0].date is None
    assert "The dates of 1 rows cannot be read" in str(rows.notes[0])


@pytest.mark.parametrize("written", PERIODS)
def test_periods_as_far_as_they_are_certain(written: str) -> None:
    """https://github.com/citation-style-language/documentation/issues/145: as catalogues and EDTF have them."""
    assert articles("a.md", f"---\ndate: '{written}'\n---\n{LONG}")[0].date == PERIODS[written]


@pytest.mark.parametrize(
    "written", ["s.d.", "s. d.", "[s.d.]", "n.d.", "sans date", "undated", "-", "?", "N/A", "0000-00-00"]
)
def test_what_stands_for_no_date(written: str) -> None:
    """No thread: own case. Nothing is lost where it is read as none."""
    found = read("a.csv", f'titre,texte,date\nUn,"{LONG}",{written}\n')
    assert (found.articles[0].date, found.notes) == (None, ())


def test_a_date_that_is_not_believed_is_reported() -> None:
    """No thread: own case."""
    found = read("a.md", f"---\ndate: 1970-01-01\n---\n{LONG}")
    assert any("1970-01-01" in str(note) for note in found.notes)


# ---------------------------------------------------------------- mails


def mail(subject: str = "Le pont", **parts: str) -> EmailMessage:
    message = EmailMessage()
    message["Subject"], message["From"], message["Date"] = subject, "a@b.fr", "Sat, 06 Mar 2021 09:00:00 +0100"
    message.set_content(parts.get("plain", LONG))
    if "html" in parts:
        message.add_alternative(parts["html"], subtype="html")
    return message


def test_a_body_in_base64() -> None:
    """https://github.com/Unstructured-IO/unstructured/issues/816."""
    body = base64.encodebytes(LONG.encode()).decode()
    raw = f"Subject: Le pont\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n{body}"
    assert text("a.eml", raw) == LONG


def test_a_subject_in_several_words() -> None:
    """No thread: own case."""
    raw = (
        "Subject: =?utf-8?q?L=E2=80=99=C3=A9t=C3=A9?= =?utf-8?b?IMOgIEJyZXZhbm5l?=\n"
        f"Date: Sat, 06 Mar 2021 09:00:00 +0100\nContent-Type: text/plain; charset=utf-8\n\n{LONG}"
    )
    (only,) = articles("a.eml", raw)
    assert (only.title, only.date) == ("L’été à Brevanne", "2021-03-06")


FLOWED = "text/plain; charset=utf-8; format=flowed"
BODIES = {
    # https://github.com/nodemailer/mailparser/issues/166: lines that a program broke are one
    "flowed": (FLOWED, "Le conseil a voté \nla dépense.\nLa gare rouvre.\n",
               "Le conseil a voté la dépense.\nLa gare rouvre."),
    # https://github.com/nodemailer/libmime/pull/8: the space at the end of a line is none of the text
    "delsp": (f"{FLOWED}; DelSp=yes", "Le conseil a vo \nté la dépense.\n", "Le conseil a voté la dépense."),
    # https://github.com/nodemailer/mailparser/issues/114: fixed lines stay, also below a signature's mark
    "signature": (FLOWED, "Merci.\n-- \nAnne Postic\nmaire\n", "Merci.\n\n--\nAnne Postic\nmaire"),
    "stuffed": (FLOWED, "Vu.\n From ici\n > non\n", "Vu.\nFrom ici\n> non"),
    # https://github.com/thunderbird/thunderbird-android/issues/3868: what is cited, joined and apart
    "cited": (FLOWED, "Oui.\n> Qui a \n> voté ?\n>> Et \n>> quand ?\nMardi.\n",
              "Oui.\n\n> Qui a voté ?\n\n>> Et quand ?\n\nMardi."),
    # no thread: own case, a mail of fixed lines
    "fixed": ("text/plain; charset=utf-8", "Oui.\n\nPaul a écrit :\n> Qui a voté\n> la dépense ?\n>\n> Merci.\n",
              "Oui.\n\nPaul a écrit :\n\n> Qui a voté\nla dépense ?\n\n> Merci."),
}  # fmt: skip


@pytest.mark.parametrize("name", BODIES)
@pytest.mark.parametrize("encoding", ["8bit", "quoted-printable"])
def test_lines_of_mails(name: str, encoding: str) -> None:
    """https://github.com/Enough-Software/enough_mail/pull/22: soft breaks of encoded lines are no text either."""
    kind, body, right = BODIES[name]
    data = body.encode()
    if encoding == "quoted-printable":
        data = quopri.encodestring(data).replace("voté".encode(), b"vot=\n=C3=A9")
    head = f"From: a@b.example\nSubject: Vote\nMIME-Version: 1.0\nContent-Type: {kind}\n"
    found = text("a.eml", f"{head}Content-Transfer-Encoding: {encoding}\n\n".encode() + data)
    assert found == f"From: a@b.example\n\n{right}"


def test_a_mail_in_two_forms_is_read_once() -> None:
    """No thread: own case."""
    found = text("a.eml", mail(html=f"<p>{LONG}</p>").as_bytes())
    assert found.count("construction") == 1


def test_an_attached_page_of_another_encoding() -> None:
    """https://github.com/Sicos1977/MSGReader/issues/469: attached as quoted-printable, named as Windows names it."""
    message = mail()
    page = f"<html><body><p>L’été à Nevers. {LONG}</p></body></html>"
    message.add_attachment(
        page.encode("cp1252"), maintype="text", subtype="html", filename="page.htm", cte="quoted-printable"
    )
    assert "L’été à Nevers." in text("a.eml", message.as_bytes())


def test_a_mail_with_a_picture() -> None:
    """https://github.com/Unstructured-IO/unstructured/issues/148: the mail is read, and the picture is reported."""
    message = mail()
    message.add_attachment(b"\x89PNG\r\n\x1a\n", maintype="image", subtype="png", filename="logo.png")
    found = read("a.eml", message.as_bytes())
    assert LONG in found.articles[0].text
    assert any("logo.png" in note for note in found.notes)


def test_a_mail_in_an_archive() -> None:
    """https://github.com/ICIJ/datashare/issues/732: what is attached to a mail in an archive."""
    message = mail()
    message.add_attachment(("La gare aussi. " + LONG).encode(), maintype="text", subtype="plain", filename="gare.txt")
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("boite/a.eml", message.as_bytes())
    assert "La gare aussi." in text("a.zip", stream.getvalue())


def test_a_line_that_begins_with_from_in_a_mailbox() -> None:
    """No thread: own case."""
    box = f"From a@b.fr Sat Mar  6 09:00:00 2021\nSubject: Le pont\n\n{LONG}\n>From here on, nothing.\n\n"
    assert "From here on, nothing." in text("a.mbox", box + box.replace("Le pont", "La gare"))


# ---------------------------------------------------------------- XML of newsrooms

NITF = f"""<?xml version="1.0" encoding="UTF-8"?><nitf><head><docdata>
<date.issue norm="20210306T090000+0100"/></docdata>
</head><body><body.head><hedline><hl1>Le pont rouvre</hl1></hedline><dateline>BREVANNE</dateline></body.head>
<body.content><p>{LONG}</p><p>La gare aussi.</p></body.content></body></nitf>"""
NEWSML = f"""<?xml version="1.0" encoding="UTF-8"?><newsItem xmlns="http://iptc.org/std/nar/2006-10-01/">
<itemMeta><versionCreated>2021-03-06T09:00:00+01:00</versionCreated></itemMeta><contentMeta><headline>Le pont
rouvre</headline></contentMeta><contentSet><inlineXML contenttype="application/xhtml+xml">
<html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head>
<body><p>{LONG}</p><p>La gare aussi.</p></body></html></inlineXML></contentSet>
</newsItem>"""
TEI = f"""<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc>
<titleStmt><title>Le pont rouvre</title></titleStmt>
<publicationStmt><date when="2021-03-06">6 mars</date></publicationStmt></fileDesc></teiHeader><text><body><p>{LONG}</p>
<p>La gare aussi.<note>Sic.</note></p></body></text></TEI>"""
RSS = f"""<rss xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:media="http://search.yahoo.com/mrss/"><channel>
<title>La Gazette</title>
<item><title>Le pont rouvre</title><media:title>Photo</media:title><description>Court.</description>
<content:encoded><![CDATA[<p>{LONG}</p><p>La gare aussi.</p>]]></content:encoded>
<pubDate>Sat, 06 Mar 2021 09:00:00 +0100</pubDate></item></channel></rss>"""
ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>La Gazette</title><entry><title>Le pont rouvre</title>
<published>2021-03-06T09:00:00Z</published><updated>2022-01-01T00:00:00Z</updated><content type="xhtml">
<div xmlns="http://www.w3.org/1999/xhtml"><p>{LONG}</p><p>La gare aussi.</p></div></content></entry></feed>"""
XML = {"nitf": NITF, "newsml-g2": NEWSML, "tei": TEI, "rss": RSS, "atom": ATOM}


@pytest.mark.parametrize("name", XML)
def test_xml_of_newsrooms(name: str) -> None:
    """The thread of each case stands beside it; without one it is our own.

    Tika and others give all the text of such files, metadata among it; here each has its title, date and text.
    """
    (only,) = articles("a.xml", XML[name])
    assert (only.title, only.date) == ("Le pont rouvre", "2021-03-06")
    found = squeezed(only.text[only.body_start :])
    assert LONG in found
    assert "La gare aussi." in found
    assert "Gazette" not in found
    assert "Photo" not in found


def test_a_json_feed() -> None:
    """No thread: own case."""
    feed = (
        '{"version": "https://jsonfeed.org/version/1.1", "title": "La Gazette", "items": [{"id": "1", "url": '
        '"https://example.org/1", "title": "Le pont rouvre", "content_html": "<p>' + LONG + '</p>", '
        '"date_published": "2021-03-06T09:00:00Z"}]}'
    )
    (only,) = articles("a.json", feed)
    assert (only.title, only.date, only.url) == ("Le pont rouvre", "2021-03-06", "https://example.org/1")
    assert LONG in only.text
