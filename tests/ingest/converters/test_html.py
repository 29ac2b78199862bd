"""Web pages as they are saved: main text, stated date, encodings, odd pages."""

import pytest

from qa.errors import UnreadableFile
from qa.ingest.converters.html import declared_encoding, read_html
from qa.ingest.converters.text import decode

LINE = "Le maire de Nevers a annoncé jeudi la fermeture du pont, fragilisé par la crue de la Loire."


def page(head: str = "", body: str = "") -> str:
    return f"""<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8"><title>Le pont - Le Journal</title>
    <script>var tracker = "espion";</script><style>p {{ color: red }}</style>{head}</head><body>
    <nav><ul><li><a href="/">Accueil</a></li><li><a href="/sport">Sport</a></li></ul></nav>
    <article><h1>Le pont fermé</h1><p>{LINE} {LINE}</p><h2>Une <em>crue</em> rare</h2>
    <p>{LINE}<br>Suite <a href="x">du lien</a>, <b>en gras</b>.<!-- note cachée --> Fin.</p>{body}
    <p>« Nous n’avons pas le choix&nbsp;», dit-il. {LINE}</p></article>
    <div id="comments"><div class="comment"><p>Commentaire de Bob, en désaccord.</p></div></div>
    <footer>Mentions légales</footer><script>alert("espion")</script></body></html>"""


def test_the_main_text_with_its_headings_and_paragraphs() -> None:
    draft = read_html(page())
    assert draft.text.split("\n\n") == [
        "Le pont fermé",
        f"{LINE} {LINE}",
        "Une crue rare",
        f"{LINE}\nSuite du lien, en gras. Fin.",
        f"« Nous n’avons pas le choix », dit-il. {LINE}",
    ]
    assert draft.title == "Le pont fermé"
    assert (draft.date, draft.date_source, draft.url) == ("", None, "")


def test_tables_and_lists_keep_their_lines() -> None:
    table = "<table><tr><th>Année</th><th>Débit</th></tr><tr><td>2021</td><td>300 m3</td></tr></table>"
    blocks = read_html(page(body=f"<ul><li>Premier point</li><li>Second point</li></ul>{table}")).text.split("\n\n")
    assert "Premier point" in blocks
    assert "Second point" in blocks
    assert "Année | Débit\n2021 | 300 m3" in blocks


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="article:published_time" content="2023-04-09T10:00:00+02:00">',
        '<meta name="DC.date.issued" content="2023-04-09">',
        '<meta itemprop="datePublished" content="2023-04-09">',
        '<script type="application/ld+json">{"@graph": [{"@type": "N", "datePublished": "2023-04-09"}]}</script>',
        '<meta name="date" content="9 avril 2023"><meta itemprop="datePublished" content="2023-04-09">',
        '<script type="application/ld+json">{broken</script>'
        '<script type="application/ld+json">{"datePublished": "2023-04-09"}</script>',
    ],
)
def test_a_date_in_the_metadata(head: str) -> None:
    draft = read_html(page(head))
    assert draft.date.startswith("2023-04-09")
    assert draft.date_source == "html meta"


def test_a_time_in_the_article_is_its_date() -> None:
    draft = read_html(page(body='<p>Publié le <time datetime="2023-04-09">9 avril</time></p>'))
    assert draft.date == "2023-04-09"


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("", "<p>Publié le 9 avril 2023, mis à jour le 10/04/2023. Copyright 2023.</p>"),
        ('<meta property="article:modified_time" content="2023-04-10">', ""),
        ('<link rel="canonical" href="https://example.org/2023/04/09/pont">', ""),
        ('<script type="application/ld+json">{"datePublished": 2023}</script>', ""),
    ],
)
def test_a_date_is_never_guessed(head: str, body: str) -> None:
    assert read_html(page(head, body)).date == ""


def test_times_of_other_articles_are_no_date() -> None:
    times = "<time datetime='2023-01-01'>a</time><time datetime='2023-01-02'>b</time>"
    assert read_html(f"<html><body><p>Un texte court.</p>{times}</body></html>").date == ""


def test_the_address_that_the_page_states() -> None:
    draft = read_html(page('<link rel="canonical" href="https://example.org/loire/pont">'))
    assert draft.url == "https://example.org/loire/pont"


@pytest.mark.parametrize(
    "html",
    [
        "<p>Un texte court.</p>",
        "Un texte court.",
        "<head><title>espion</title></head><body><script>espion</script><footer>Un texte court.</footer></body>",
        "<body><form>Un texte<select><option>espion</option></select> court.</form></body>",
        "<script>var espion</script><div>Un texte<style>p{}</style> court.</div>",
        "<?xml version='1.0' encoding='utf-8'?><html xmlns='http://www.w3.org/1999/xhtml'>Un texte court.</html>",
        "<body><svg><text>espion</text></svg><p>Un <!-- espion -->texte court.</p></body>",
    ],
)
def test_small_and_odd_pages_give_what_is_visible(html: str) -> None:
    assert read_html(html).text == "Un texte court."


@pytest.mark.parametrize("html", ["<html></html>", "<html><head><title>Rien</title></head><body></body></html>"])
def test_a_page_without_text_gives_none(html: str) -> None:
    assert read_html(html).text == ""


def test_a_page_that_is_no_html_is_refused() -> None:
    with pytest.raises(UnreadableFile, match="holds no HTML that can be parsed"):
        read_html("<!-- -->")


def test_deep_nesting_is_read_and_deeper_nesting_refused() -> None:
    text = read_html("<div>" * 1500 + "Un texte court." + "</div>" * 1500 + "<p>Fin.</p>").text
    assert text.split() == ["Un", "texte", "court.", "Fin."]
    with pytest.raises(UnreadableFile, match="nests its elements too deeply"):
        read_html("<div>" * 5000 + "Un texte court." + "</div>" * 5000)


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "iso-8859-15", "mac_roman", "utf-16"])
def test_a_declared_encoding(encoding: str) -> None:
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={encoding}">'
    html = f"<html><head>{meta}</head><body><p>L’été, sœur.</p></body></html>"
    if encoding == "iso-8859-15":
        html = html.replace("’", "'")
    data = html.encode(encoding)
    assert "sœur" in read_html(decode(data, declared_encoding(data))).text
    if encoding != "utf-16":
        assert declared_encoding(data) == encoding


def test_no_encoding_is_declared() -> None:
    assert declared_encoding(b"<html><body>charset=latin-1</body></html>") is None


# ---------------------------------------------------------------- kinds that readers of other tools reported


def text_of(body: str, lang: str = "fr") -> str:
    """The text of a small page, on one line."""
    return " ".join(read_html(f'<html lang="{lang}"><body><main>{body}</main></body></html>').text.split())


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p>Soit 10<sup>6</sup> par litre en 1998<sup><a href='#n'>3</a></sup>.</p>", "Soit 10⁶ par litre en 1998³."),
        ("<p>Du CO<sub>2</sub>, le 1<sup>er</sup> mai<sup>[4]</sup>.</p>", "Du CO₂, le 1er mai[4]."),
        ("<p>En 1998<a role='doc-noteref' href='#n'>3</a>, à 10<span style='vertical-align: super'>-6</span>.</p>",
         "En 1998³, à 10⁻⁶."),
        ("<p>Soit <math><msup><mi>x</mi><mn>2</mn></msup></math> mètres.</p>", "Soit x² mètres."),
        ("<p>Elle a promis <q>quarante livres</q> hier.</p>", "Elle a promis « quarante livres » hier."),
        ("<p>Le <abbr>SDIS</abbr>, <mark>dit</mark>-il, <kbd>a</kbd> <time>hier</time> <u>agi</u>.</p>",
         "Le SDIS, dit-il, a hier agi."),
        ("<p>L'anti<wbr>constitution&shy;nel</p>", "L'anticonstitution\u00adnel"),
        ("<p><span class='dropcap'>L</span>oïc a ouvert le bal.</p>", "Loïc a ouvert le bal."),
        ("<div><p class='lettrine'>L</p>oïc a ouvert le bal.</div>", "Loïc a ouvert le bal."),
        ("<p>Vu<span hidden> espion</span><span style='display: none'> espion</span>.</p>", "Vu."),
        ("<p><span class='sr-only'>espion</span>Vu<dialog>espion</dialog>.</p>", "Vu."),
        ("<style>.x, p#y { display:none } @media print { .z {display:none} }</style><p class=x>espion</p>"
         "<p id=y>espion</p><p class=z>Vu.</p>", "Vu."),
        ("<p>Le <ruby>mot<rp>(</rp><rt>espion</rt><rp>)</rp></ruby> dit.</p>", "Le mot dit."),
    ],
)  # fmt: skip
def test_what_a_browser_shows(body: str, text: str) -> None:
    assert text_of(body) == text


def test_quotation_marks_are_those_of_the_page_s_language() -> None:
    assert text_of("<p>She said <q>no <b>way</b></q>.</p>", "en") == "She said “no way”."


@pytest.mark.parametrize(
    ("rows", "text"),
    [
        ("<tr><td>Postic<td><td>Pornic", "Nom | Tél. | Ville\nPostic |  | Pornic"),
        ("<tr><td colspan=2>Postic<td>Pornic", "Nom | Tél. | Ville\nPostic |  | Pornic"),
        ("<tr><td rowspan=2>Postic<td>1<td>Pornic<tr><td>2<td>Nantes",
         "Nom | Tél. | Ville\nPostic | 1 | Pornic\nPostic | 2 | Nantes"),
        ("<tr><td></td><td>1</td><td>Pornic", "Nom | Tél. | Ville\n | 1 | Pornic"),
        ("<tr><td><td><td>", "Nom | Tél. | Ville"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("article", ["", f"<p>{LINE} {LINE}</p><p>{LINE}</p>"])
def test_values_stay_under_their_header(rows: str, text: str, article: str) -> None:
    table = f"<table><tr><th>Nom<th>Tél.<th>Ville{rows}</table>"
    assert text in read_html(f"<body><article>{article}{table}</article></body>").text.split("\n\n")


PROSE = f"<p>{LINE} {LINE}</p><p>{LINE}</p>"
TIME = '<time datetime="2023-11-05">5 novembre 2023</time>'


@pytest.mark.parametrize(
    "body",
    [
        f"<main><div><h1>Pont</h1>{PROSE}</div><ol class='comment-list'><li><article>{TIME}</article></ol></main>",
        f"<article><h1>Pont</h1>{PROSE}<section id='comments'><div>{TIME}</div></section></article>",
        f"<section class='ticker'><article><a>Grève</a> {TIME}</article></section><article>{PROSE}</article>",
        f"<article>{PROSE}<aside>{TIME}</aside><footer>{TIME}</footer></article>",
        f"<article>{PROSE}<article>{TIME}</article></article>",
        f"<article>{PROSE}<p>La réunion publique sur le pont aura lieu à la mairie de Nevers, dans la grande salle, le "
        f"{TIME} à 18 heures.</p></article>",
        f"<article>{PROSE}<p>Mis à jour le {TIME}</p></article>",
        f"<article>{PROSE}<div itemtype='https://schema.org/Comment'><meta itemprop='datePublished' "
        f"content='2023-11-05'></div></article>",
        f"<script type='application/ld+json'>{{'@type':'Event','datePublished':'2023-11-05'}}</script>{PROSE}".replace(
            "'", '"'
        ),
        f"<article>{PROSE}<div class='related-posts'>{TIME}</div><div class='agenda'>{TIME}</div></article>",
    ],
)
def test_the_day_of_something_else_is_not_the_article_s(body: str) -> None:
    assert read_html(f"<html><body>{body}</body></html>").date == ""


def test_the_article_s_own_day_among_others() -> None:
    teaser, comment = f"<article>{TIME}</article>", f"<ol class='commentlist'><li>{TIME}</ol>"
    own = "<header><time datetime='2021-03-14'>14 mars</time></header>"
    body = f"<nav>{TIME}</nav>{teaser}<article><h1>Pont</h1>{own}{PROSE}{comment}</article>{teaser}"
    assert read_html(f"<html><body>{body}</body></html>").date == "2021-03-14"


def test_of_several_described_articles_the_one_with_the_page_s_title() -> None:
    data = (
        '[{"@type":"NewsArticle","headline":"Grève","datePublished":"2024-05-02"},'
        '{"@type":"NewsArticle","headline":"Le pont","datePublished":"2021-03-14"}]'
    )
    script = f'<script type="application/ld+json">{data}</script>'
    assert read_html(f"{script}<body><h1>Le pont</h1>{PROSE}</body>").date == "2021-03-14"
    assert read_html(f"{script}<body><h1>La Loire</h1>{PROSE}</body>").date == ""
