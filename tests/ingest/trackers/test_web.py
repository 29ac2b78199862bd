"""Faults that users of trafilatura and htmldate reported, in pages made after their reports."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from qa.errors import UnreadableFile
from tests.ingest.trackers.reading import articles, read, squeezed, text

LONG = "Le conseil de la ville a voté lundi soir la construction du nouveau pont, après trois heures de débat. " * 3


def page(inside: str, head: str = "", wrapper: str = "article") -> str:
    return (
        f"<!DOCTYPE html><html lang=fr><head><title>Le pont</title>{head}</head><body>"
        f"<{wrapper}><h1>Le pont</h1><p>{LONG}</p>{inside}<p>{LONG}</p></{wrapper}></body></html>"
    )


CASES = {
    # https://github.com/adbar/trafilatura/issues/531: a list inside a table
    "trafilatura 531": (
        "<table><tr><td>Lundi</td><td><ul><li>10 h – 20 h</li></ul></td></tr><tr><td>Mardi</td><td><ul><li>Fermé"
        "</li></ul></td></tr></table>",
        ["Lundi", "10 h – 20 h", "Mardi", "Fermé"],
    ),
    # https://github.com/adbar/trafilatura/issues/431: ul > li > span
    "trafilatura 431": (
        "<ul><li><span class=t>Vous avez le droit de savoir ce que la ville a payé.</span></li><li><span>Vous avez le "
        "droit de le contester.</span></li></ul>",
        ["Vous avez le droit de savoir ce que la ville a payé.", "Vous avez le droit de le contester."],
    ),
    # https://github.com/adbar/trafilatura/issues/78: spaces between inline elements
    "trafilatura 78": (
        "<p><span>Rosanna Carteri,</span> <b>née</b> <i>le 14 décembre 1930</i> <span>à Vérone</span>.</p>",
        ["Rosanna Carteri, née le 14 décembre 1930 à Vérone."],
    ),
    # https://github.com/adbar/trafilatura/issues/43: soft hyphens, and text in spans inside nested blocks
    "trafilatura 43": (
        "<div><div><p>Le départe\u00adment finance les travaux depuis <span class=nobr>5 années</span> au moins.</p>"
        "</div></div>",
        ["Le département finance les travaux depuis 5 années au moins."],
    ),
    # https://github.com/adbar/trafilatura/issues/599: <wbr> parts nothing, and a paragraph in italics is one
    "trafilatura 599": (
        "<p>L’anti<wbr>consti<wbr>tution<wbr>nel arrêté a été annulé mercredi.</p><p><i>Voir le texte du jugement.</i> "
        "</p>",
        ["L’anticonstitutionnel arrêté a été annulé mercredi.", "Voir le texte du jugement."],
    ),
    # https://github.com/adbar/trafilatura/issues/4: words on two lines are two words
    "trafilatura 4": (
        "<p>Ouverture<br>dix heures<br/>Fermeture</p>",
        ["Ouverture dix heures Fermeture"],
    ),
    # https://github.com/adbar/trafilatura/issues/76: a table whose cells are links
    "trafilatura 76": (
        "<table><tr><th>Année</th><th>Coût</th></tr><tr><td><a href=/a>2019</a></td><td>"
        "<a href=/b>4,7 millions</a></td></tr></table>",
        ["2019 | 4,7 millions"],
    ),
    # https://github.com/adbar/trafilatura/issues/90: a table keeps its rows
    "trafilatura 90": (
        "<table><tr><td>Ville</td><td>12</td></tr><tr><td>Région</td><td>—</td></tr></table>",
        ["Ville | 12", "Région | —"],
    ),
    # What a page does not show is no text of it
    "trafilatura hidden": (
        "<p>Le pont rouvre jeudi.</p><p hidden>Brouillon.</p><p style='display: none'>Secret.</p><template><p>Modèle."
        "</p></template>",
        ["Le pont rouvre jeudi.", "-Brouillon", "-Secret", "-Modèle"],
    ),
    # Quotations and asides stay where they stand
    "trafilatura quotes": (
        "<p>Elle a dit :</p><blockquote><p>Nous avons attendu longtemps.</p></blockquote><p>Puis elle est partie.</p>",
        ["Elle a dit : Nous avons attendu longtemps. Puis elle est partie."],
    ),
    # Entities, named and numbered, also those of Windows
    "trafilatura entities": (
        "<p>L&rsquo;&eacute;t&eacute; &#233;tait chaud&nbsp;: 35&deg;, &laquo;&nbsp;trop&nbsp;&raquo; &#8211; dit-il.",
        ["L’été était chaud : 35°, « trop » – dit-il."],
    ),
    # A drop cap in an element of its own
    "trafilatura drop cap": (
        "<p><span class=dropcap>L</span>e maire a coupé le ruban à dix heures précises.</p>",
        ["Le maire a coupé le ruban à dix heures précises."],
    ),
    # Chemistry and powers
    "trafilatura subscripts": (
        "<p>Le CO<sub>2</sub> atteint 10<sup>6</sup> tonnes selon l’agence.</p>",
        ["Le CO₂ atteint 10⁶ tonnes selon l’agence."],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_pages(name: str) -> None:
    """The thread of each case stands beside it; without one it is our own."""
    inside, expected = CASES[name]
    found = squeezed(text("a.html", page(inside))).replace("\u00a0", " ")
    for words in expected:
        if words.startswith("-"):
            assert words[1:] not in found
        else:
            assert words in found, found


def test_a_bare_page() -> None:
    """https://github.com/adbar/trafilatura/issues/233: a list that lies directly in the body."""
    bare = f"<html><body><p>{LONG}</p><ul><li>Le premier point est là.</li><li>Le second aussi.</li></ul></body></html>"
    found = squeezed(text("a.html", bare))
    assert "Le premier point est là." in found
    assert "Le second aussi." in found


def test_inline_clauses_in_a_layout_table() -> None:
    """https://github.com/adbar/trafilatura/issues/890: nothing is cut off after a second inline part."""
    inside = (
        "<p>Si la roue tourne au rythme <i>r</i>, la suivante tourne au rythme 3<i>r</i> et la dernière <b>deux</b> "
        "fois plus vite, ce qui suffit."
    )
    old = (
        "<html><body><table class=main><tr><td class=side><a href=/>Accueil</a></td><td class=content><h1>Roues</h1>"
        f"<p>{LONG}{inside}</td></tr></table></body></html>"
    )
    found = squeezed(text("a.html", old))
    assert "tourne au rythme 3r et la dernière deux fois plus vite, ce qui suffit." in found


META = '<meta property="article:published_time" content="2021-03-06T09:00:00+01:00">'
DATES = {
    # https://github.com/adbar/htmldate: the day of publication, not of the last change
    "htmldate modified": (
        f'{META}<meta property="article:modified_time" content="2024-01-02T09:00:00+01:00">', "", "2021-03-06"
    ),
    "htmldate json-ld": (
        '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2021-03-06T08:00:00Z", '
        '"dateModified": "2023-01-01"}</script>', "", "2021-03-06",
    ),
    # A copyright line is no date of an article
    "htmldate copyright": ("", "<footer>© 2019 La Gazette</footer>", None),
    # The dates of what is recommended beside an article are not its own
    "htmldate teasers": (
        META, '<aside><article><time datetime="2024-05-05">5 mai</time><a href=/x>Autre</a></article></aside>',
        "2021-03-06",
    ),
    # A broken statement does not hide a good one
    "htmldate broken": (
        f'<meta name="date" content="0000-00-00">{META}', "", "2021-03-06",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", DATES)
def test_dates_of_pages(name: str) -> None:
    """The thread of each case stands beside it; without one it is our own."""
    head, inside, date = DATES[name]
    (article,) = articles("a.html", page(inside, head))
    assert article.date == date


PAGE = (
    "<html lang='fr'><body><article><h1>Le pont rouvre</h1><p>Le conseil de la ville a voté lundi soir la construction "
    "du nouveau pont, après trois heures de débat.</p>{}<p>La gare est fermée depuis lundi matin.</p></article></body>"
)


def test_a_caption_is_a_paragraph() -> None:
    """No thread: own case. On a short page it made one paragraph of all; on a long one it was dropped."""
    caption = "<figure><img src='p.png' alt='Le pont'><figcaption>Le pont, en 1995.</figcaption></figure>"
    for page in (PAGE, PAGE.replace("{}", "{}<p>" + "La ville de Nevers a un pont. " * 20 + "</p>")):
        found = text("a.html", page.format(caption)).split("\n\n")
        assert "Le pont, en 1995." in found
        assert "La gare est fermée depuis lundi matin." in found


def test_notes_at_the_foot_of_a_page() -> None:
    """No thread: own case."""
    notes = "<aside class='footnotes'><ol><li id='n1'>Anne Martin, élue en 2020.</li></ol></aside>"
    assert "Anne Martin, élue en 2020." in text("a.html", PAGE.format(notes))


def test_what_a_correction_strikes_out_is_no_text() -> None:
    """No thread: own case."""
    found = read(
        "a.html", PAGE.format("<p>Le pont coûte <del>cinq</del> <ins>quatre</ins> millions, dit le maire.</p>")
    )
    assert "Le pont coûte quatre millions, dit le maire." in found.articles[0].text
    assert "Struck text was not read." in map(str, found.notes)


def test_marks_of_notes_in_books() -> None:
    """https://idpf.org/epub/vocab/structure: they may be raised by the style alone."""
    page = PAGE.format("<p>La ville comptait 1998<a epub:type='noteref' href='#n'>3</a> habitants au recensement.</p>")
    assert "1998³ habitants" in text("a.html", page)


# ---------------------------------------------------------------- lists, furniture, archives


def around(body: str) -> str:
    """An article of the web with something between its paragraphs."""
    return f"<html lang=fr><title>Le vote</title><body><article>{PARAGRAPHS}{body}{PARAGRAPHS}</article></body></html>"


def between(page: str) -> list[str]:
    return [block for block in text("a.html", page).split("\n\n") if block != PROSE]


PROSE = "Le conseil de la ville a voté la dépense lundi soir, après un débat entre les élus de tous les groupes."
PARAGRAPHS = f"<p>{PROSE}</p>" * 5
LISTS = {
    "<ol><li>Voter</li><li>Payer</li></ol>": ["1. Voter", "2. Payer"],
    "<ol start=3><li>Voter</li><li>Payer</li></ol>": ["3. Voter", "4. Payer"],
    "<ol reversed><li>Bronze</li><li>Argent</li><li>Or</li></ol>": ["3. Bronze", "2. Argent", "1. Or"],
    "<ol type=a start=2><li>Voter</li><li value=7>Payer</li></ol>": ["b. Voter", "g. Payer"],
    "<ol type=I><li><p>Voter</p></li><li><b>Payer</b> tout</li></ol>": ["I. Voter", "II. Payer tout"],
    "<ol style='list-style-type: lower-roman'><li>Voter</li></ol>": ["i. Voter"],
    "<ol style='list-style: none'><li>Voter</li></ol>": ["Voter"],
    "<ol><li>Voter<ol type=a><li>oui</li><li>non</li></ol></li><li>Payer</li></ol>": [
        "1. Voter", "a. oui", "b. non", "2. Payer",
    ],
}  # fmt: skip


@pytest.mark.parametrize("written", LISTS)
def test_numbers_of_lists(written: str) -> None:
    """https://github.com/docling-project/docling/issues/1058, https://github.com/JohannesKaufmann/html-to-markdown/issues/84."""
    assert between(around(written)) == LISTS[written]


@pytest.mark.parametrize(
    "body", ["<ol><li>V&#1;oter</li></ol>", "<ol><li>V\x01oter</li></ol>", "<ol><li>Voter&#x1f;</li></ol>"]
)
def test_controls_in_an_item(body: str) -> None:
    """No thread: own case. The parser lets them in and does not take them back."""
    assert between(around(body)) == ["1. Voter"]
    assert "« Oui »" in text(
        "a.html", around(f"<p>{body.replace('ol>', 'q>').replace('li>', 'b>')} <q>&#1;Oui</q></p>")
    )


@pytest.mark.parametrize(
    "furniture",
    [
        "<div id=tarteaucitronRoot><p>En continuant à naviguer vous acceptez les cookies.</p></div>",
        "<div id=onetrust-consent-sdk><p>We value your privacy, as do our partners.</p></div>",
        "<div class='cookie-notice'><p>Nous utilisons des cookies sur ce site.</p><button>Accepter</button></div>",
        "<div role=dialog><p>Avec votre accord, nos partenaires et nous utilisons des cookies.</p></div>",
        "<footer><p>© 2021 La Gazette. Tous droits réservés.</p></footer>",
        "<p class=copyright>© La Gazette 2021</p>",
        "<p aria-hidden=true>Une image muette</p>",
        "<noframes><p>Sans cadres</p></noframes><template><p>Gabarit</p></template><noscript>Activez</noscript>",
        "<p hidden>Caché</p><p style='display:none'>Rien</p>",
    ],
)
def test_what_stands_around_every_article(furniture: str) -> None:
    """https://github.com/firecrawl/firecrawl/issues/78: banners on cookies, lines on rights, what is not shown."""
    assert between(around(furniture)) == []
    assert text("a.html", f"<body><p>La mairie ferme lundi.</p>{furniture}</body>") == "La mairie ferme lundi."


def test_an_article_on_cookies_stays() -> None:
    """No thread: own case, what the same rules must leave alone."""
    prose = "<p>La loi sur les cookies a changé lundi, a dit Ronan Kerbrat.</p>"
    assert "Kerbrat" in text("a.html", f"<body><div class=cookies>{prose}</div></body>")
    assert "Kerbrat" in text("a.html", f"<body><div id=app aria-hidden=true>{prose}</div><p>Fermer</p></body>")
    assert between(around("<p>Le © est un signe.</p>")) == ["Le © est un signe."]


@pytest.mark.parametrize("suffix", ["mhtml", "mht"])
def test_pages_saved_in_one_file(suffix: str) -> None:
    """https://github.com/docling-project/docling/issues/659 and https://github.com/langchain-ai/langchain/pull/6311."""
    saved = EmailMessage()
    saved["From"] = "<Saved by Blink>"
    saved["Snapshot-Content-Location"] = "https://gazette.example/vote"
    saved["Subject"] = "Le vote"
    saved["Date"] = "Mon, 8 Mar 2021 10:00:00 -0000"
    saved.set_content(
        around("<p>L’été à Pornic coûte 12 €.</p>"), subtype="html", charset="utf-8", cte="quoted-printable"
    )
    saved.add_related(b"x", "image", "png", cid="<a>")
    found = read(f"a.{suffix}", saved.as_bytes()).articles
    assert [(one.title, one.url, one.date) for one in found] == [("Le vote", "https://gazette.example/vote", None)]
    assert "L’été à Pornic coûte 12 €." in found[0].text
    assert "Blink" not in found[0].text


def test_a_saved_page_without_a_page() -> None:
    """No thread: own case."""
    with pytest.raises(UnreadableFile):
        read("a.mhtml", "From: <Saved by Blink>\n\nrien")


@pytest.mark.parametrize(
    ("looks", "is_seen"),
    [
        ("color:#fff;background:#fff", False),
        ("color: white", False),
        ("color:rgb(255, 255, 255); background-color: #FFFFFF", False),
        ("color:#fff;background:navy", True),
        ("color:#eee", True),
    ],
)
def test_white_words_on_white(looks: str, *, is_seen: bool) -> None:
    """https://github.com/ui-insight/vandalizer/pull/777, in a web page."""
    hidden = f"<p style='{looks}'>Secret.</p>"
    assert between(around(hidden)) == (["Secret."] if is_seen else [])


@pytest.mark.parametrize(
    "ground", ["<style>.a {background: #036}</style>", "<link rel=stylesheet href=a.css>", "<div bgcolor=navy></div>"]
)
def test_white_words_on_a_ground_that_is_said_elsewhere(ground: str) -> None:
    """https://github.com/Andy8647/pdf-injection-scanner/issues/1, in a web page."""
    assert between(around(f"{ground}<p style='color:#fff'>Vu.</p>")) == ["Vu."]


def test_a_date_of_a_page_that_cannot_be_read_is_reported() -> None:
    """No thread: own case."""
    head = "<meta property='article:published_time' content='2021-02-30'>"
    found = read("a.html", f"<html><head>{head}</head><body>{PARAGRAPHS}</body></html>")
    assert found.articles[0].date is None
    assert [str(note) for note in found.notes] == ["Its date, '2021-02-30', cannot be read: write it as 2022-01-06."]
