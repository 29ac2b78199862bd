"""What the chat shows: the passage to the letter, the answer in bold, and no text that could become markup."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.ask.boundaries import whole_sentence
from qa.interfaces.format import answer_text, to_json
from qa.interfaces.web.export import markdown
from qa.interfaces.web.reply import answer_html, problem_html, question_html
from qa.values import (
    Alternative,
    Answer,
    Citation,
    Filters,
    LanguageCode,
    Passage,
    Query,
    SaidDate,
    TraceLine,
    TypedDates,
)

OUR_TAGS = {"div", "p", "strong", "span", "bdi", "mark", "figure", "blockquote", "figcaption"}
OUR_TAGS |= {"details", "summary", "ol", "li", "time", "button", "table", "thead", "tbody", "tr", "th", "td"}
OUR_ATTRIBUTES = {"class", "lang", "open", "datetime", "title", "tabindex", "type", "value"}
OUR_ATTRIBUTES |= {"scope", "role", "aria-label"}
BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
HOSTILE = [
    "<script>window.hacked=1</script>",
    '<img src=x onerror="window.hacked=1">',
    "</bdi></blockquote></div><h1>hors du bloc</h1>",
    "[lien](javascript:alert(1)) <a href='javascript:alert(1)'>x</a>",
    "**gras** `code` $$x^2$$ ![i](http://example.org/x.png) ${1+1} {{value}}",
    "\n\n# titre\n\n- liste\r\n\r\n    code\t|a|b|",
    "&lt;b&gt; &amp; &#60; \"guillemets\" 'apostrophes' <!-- note -->",
    "evil\u202etxt.exe\u2066\u2069\u200f",
    "\0\x07\x1b[31m\x85",
]


class Shown(HTMLParser):
    """What a browser makes of the HTML: its tags, its attributes, and the text inside each kind of tag."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.texts: list[tuple[str, list[str]]] = []  # a tag, the pieces of text inside it
        self._open: list[int] = []
        self.feed(html)
        self.close()
        assert self._open == [], "a tag is left open"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag == "input":  # which nothing closes
            return
        self._open.append(len(self.texts))
        self.texts.append((tag, []))

    def handle_endtag(self, tag: str) -> None:
        assert self.texts[self._open.pop()][0] == tag

    def handle_data(self, data: str) -> None:
        for place in self._open:
            self.texts[place][1].append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")

    def inside(self, tag: str) -> list[str]:
        return ["".join(pieces) for name, pieces in self.texts if name == tag]


def citation(
    passage: str, quote: str, language: LanguageCode = "fr", title: str = "Le phare", path: str = "mer/phare.txt"
) -> Citation:
    first = passage.index(quote)
    return Citation(
        quote=quote,
        article_id="a1:0",
        title=title,
        path=path,
        date="1863-03-14",
        language=language,
        start=100 + first,
        end=100 + first + len(quote),
        passage=passage,
        passage_start=100,
        sentence=passage[slice(*_sentence(passage, language, first, first + len(quote)))],
        sentence_start=100 + _sentence(passage, language, first, first + len(quote))[0],
        line=7,
        page=None,
    )


def _sentence(passage: str, language: LanguageCode, start: int, end: int) -> tuple[int, int]:
    return whole_sentence(Passage("p", "a1:0", 0, len(passage), passage, language, ""), start, end)


def found(*citations: Citation, language: LanguageCode = "fr", confidence: float = 0.93) -> Answer:
    return Answer("Qui ?", language, "found", citations[0].quote, confidence, citations)


def letters(text: str) -> str:
    """The text without the marks that reorder it; other control characters are shown as replaced."""
    kept = (c for c in text if c not in BIDI)
    return "".join(c if c in "\t\n\r\f" or unicodedata.category(c) not in ("Cc", "Cs") else "\ufffd" for c in kept)


PHARE = citation("Il fut allumé le 14 mars 1863 par Aristide Kermadec.\n\nUn soir.", "Aristide Kermadec")


def assert_only_ours(html: str) -> Shown:
    """One line, inside one block, of our own tags: whatever the text was, it is only text."""
    assert "\n" not in html
    assert "\r" not in html
    assert "\t" not in html
    assert html.startswith("<div ")
    assert html.endswith("</div>")
    shown = Shown(html)
    assert set(shown.tags) <= OUR_TAGS
    assert {name for name, _ in shown.attributes} <= OUR_ATTRIBUTES
    assert not set(BIDI) & set(html)
    return shown


def line(title: str, rank: int, dense: tuple[float, int] | None, bm25: tuple[float, int] | None) -> TraceLine:
    similarity, dense_rank = dense or (None, None)
    score, bm25_rank = bm25 or (None, None)
    margin = 4.25 - 6 * (rank - 1)
    return TraceLine(
        f"p{rank}", "x.txt", rank, similarity, score, 0.09, margin, PHARE.article_id, title,
        PHARE.passage_start + rank - 1, 900, dense_rank, bm25_rank, rank,
    )  # fmt: skip


@pytest.mark.parametrize("hostile", HOSTILE)
def test_text_of_others_is_only_text(hostile: str) -> None:
    passage = f"Avant {hostile} après."
    cited = citation(passage, hostile, title=hostile, path=f"{hostile}.txt")
    answer = replace(
        found(cited),
        question=hostile,
        state="unsure",
        alternatives=(Alternative(hostile, 0.2, (cited,)),),
        trace=(line(hostile, 1, (0.5, 1), None),),
    )
    shown = assert_only_ours(answer_html(answer, "fr"))
    assert shown.inside("blockquote") == [letters(cited.sentence)]
    assert shown.inside("mark") == [letters(hostile)] * 2
    assert f"{letters(hostile)}.txt" in shown.inside("figcaption")[0]
    query = Query(
        "?",
        "fr",
        10,
        asked="encore",
        meant=hostile,
        completion="same_article",
        filters=Filters(articles=(cited.article_id,)),
    )
    understood = assert_only_ours(answer_html(replace(answer, query=query), "fr"))
    assert letters(hostile) in understood.inside("bdi")[0]
    assert f"dans {letters(hostile)})" in understood.inside("p")[0]
    nearest = replace(answer, state="not_found", text="", citations=(), alternatives=(), nearest=(cited,))
    assert assert_only_ours(answer_html(nearest, "fr")).inside("blockquote") == [letters(passage)]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Asked as typed: what it refers to in the conversation is not clear."),
        ("fr", "Posée telle quelle : ce à quoi elle renvoie dans la conversation n’est pas clair."),
    ],
)
def test_a_question_that_points_back_to_something_unclear_says_so(language: LanguageCode, said: str) -> None:
    answer = replace(found(PHARE), language=language)
    for is_doubtful in (True, False):
        query = Query("et lui ?", language, 10, asked="et lui ?", meant="et lui ?", is_doubtful=is_doubtful)
        asked = replace(answer, query=query)
        written = (answer_text(asked), markdown([asked], language, date(2022, 1, 6)))
        assert (said in Shown(answer_html(asked, language)).inside("p")) == is_doubtful
        assert [said in one for one in written] == [is_doubtful] * 2


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_question_and_a_problem_are_only_text(hostile: str) -> None:
    assert assert_only_ours(question_html(hostile)).inside("div") == [letters(hostile)]
    assert assert_only_ours(problem_html(hostile, "en")).inside("p") == [letters(hostile)]


LETTERS = st.characters(codec="utf-8") | st.sampled_from("abc<>/&#;\"'= \n\r\t\f*`" + BIDI)


# Together shorter than what an excerpt or a sentence that leads is cut to.
@given(
    before=st.text(LETTERS, max_size=90),
    quote=st.text(LETTERS, min_size=1, max_size=90),
    after=st.text(LETTERS, max_size=90),
)
def test_the_passage_is_shown_to_the_letter_and_bold_is_the_quote(before: str, quote: str, after: str) -> None:
    passage, start = before + quote + after, 100 + len(before)
    cited = replace(citation(passage, quote), start=start, end=start + len(quote))
    cited = replace(cited, sentence=passage, sentence_start=100)
    shown = assert_only_ours(answer_html(found(PHARE, cited), "fr"))
    assert shown.inside("blockquote")[1] == letters(passage)
    assert shown.inside("mark")[1] == letters(quote)
    led = assert_only_ours(answer_html(found(cited), "fr"))
    assert led.inside("mark") == [letters(quote)]
    assert led.inside("blockquote") == [letters(passage)]


@given(
    passage=st.text(LETTERS, min_size=4, max_size=150),
    cuts=st.lists(st.integers(0, 60), min_size=2, max_size=8, unique=True).map(sorted),
    quote=st.tuples(st.integers(0, 60), st.integers(1, 60)),
)
def test_dates_are_told_without_a_change_to_the_quote(passage: str, cuts: list[int], quote: tuple[int, int]) -> None:
    passage += "." * 60
    first, last = quote[0], quote[0] + quote[1]
    passage += "." * max(0, last - len(passage))
    dates = tuple(
        SaidDate(100 + start, 100 + end, "2022-01-06") for start, end in zip(cuts[::2], cuts[1::2], strict=False)
    )
    cited = replace(citation(passage, passage[first:last]), start=100 + first, end=100 + last, dates=dates)
    shown = assert_only_ours(answer_html(found(PHARE, cited), "fr"))
    assert shown.inside("blockquote")[1] == letters(passage)
    assert shown.inside("mark")[1] == letters(passage[first:last])
    told = "".join(shown.inside("time"))
    assert len(told) <= len(letters(passage))
    nearest = replace(found(cited), state="not_found", citations=(), nearest=(cited,))
    shown = assert_only_ours(answer_html(nearest, "fr"))
    assert shown.inside("blockquote") == [letters(passage)]
    assert shown.inside("time") == [letters(passage[date.start - 100 : date.end - 100]) for date in dates]


@pytest.mark.parametrize("quote", ["jeudi 6 janvier", "6 janvier", "le jeudi 6 janvier", "Tout bascule le jeudi"])
def test_a_date_can_be_hovered_focused_and_read_out(quote: str) -> None:
    cited = replace(citation("Tout bascule le jeudi 6 janvier.", quote), dates=(SaidDate(113, 131, "2022-01-06"),))
    html = answer_html(found(cited), "fr")
    assert Shown(html).inside("mark") == [quote]
    attributes = 'datetime="2022-01-06" title="2022-01-06, d’après la date de l’article" tabindex="0"'
    assert f"<time {attributes}>" in html or quote.endswith("jeudi")  # a quote that ends inside a date hides it


TYPED = "Qui <b>, depuis mars 2021 ?"


def test_typed_dates_are_shown_and_can_be_refused() -> None:
    query = Query(
        *("Qui <b> ?", "fr", 10),
        filters=Filters(since="2021-03-01"),
        asked=TYPED,
        meant=TYPED,
        typed_dates=TypedDates("depuis mars 2021", 9, 25, "2021-03-01", None),
    )
    answer = replace(found(PHARE), question=TYPED, query=query)
    for told, language in ((answer, "fr"), (replace(answer, state="not_found", citations=()), "fr"), (answer, "en")):
        shown = assert_only_ours(answer_html(told, language))  # type: ignore[arg-type]
        assert ("value", TYPED) in shown.attributes
        expected = {
            "fr": "Articles parus depuis mars 2021 d’après vos mots « depuis mars 2021 » Demander sans ce filtre",
            "en": "Articles since March 2021 as you typed “depuis mars 2021” Ask again without it",
        }
        assert shown.inside("p")[0].replace("\u202f", " ").replace("\u00a0", " ") == expected[language]
    assert "gz-again" not in answer_html(replace(answer, query=replace(query, typed_dates=None)), "fr")


def test_a_half_character_can_be_sent_to_the_browser() -> None:
    answer_html(found(citation("a \ud800 b", "\ud800")), "fr").encode("utf-8")


def test_found_has_its_place_and_confidence() -> None:
    shown = Shown(answer_html(found(PHARE), "fr"))
    assert shown.inside("mark") == ["Aristide Kermadec"]
    assert shown.inside("blockquote") == ["Il fut allumé le 14 mars 1863 par Aristide Kermadec."]
    assert shown.inside("p")[0].startswith("confiance élevée, 93 % Copier")
    assert shown.inside("figcaption") == ["Le phare 1863-03-14 mer/phare.txt ligne 7"]
    assert shown.inside("summary") == ["Dans son passage"]
    assert shown.inside("p")[1] == PHARE.passage
    alone = replace(PHARE, passage=PHARE.sentence)
    assert "details" not in Shown(answer_html(found(alone), "fr")).tags


@pytest.mark.parametrize(
    ("confidence", "french", "english"),
    [
        (0.75, "confiance élevée, 75 %", "high confidence, 75 %"),
        (0.5, "confiance moyenne, 50 %", "fair confidence, 50 %"),
        (0.31, "confiance faible, 31 %", "low confidence, 31 %"),
    ],
)
def test_confidence_in_words(confidence: float, french: str, english: str) -> None:
    answer = found(PHARE, confidence=confidence)
    assert french in Shown(answer_html(answer, "fr")).inside("span")
    assert english in Shown(answer_html(answer, "en")).inside("span")


def test_no_confidence_is_called_high_beside_a_warning() -> None:
    answer = replace(found(PHARE, confidence=0.81), state="unsure")
    assert "fair confidence, 81 %" in Shown(answer_html(answer, "en")).inside("span")


def test_a_page_no_date_and_the_other_language() -> None:
    cited = replace(PHARE, page=3, date=None)
    assert Shown(answer_html(found(cited), "en")).inside("figcaption") == [
        "Le phare undated mer/phare.txt page 3 in French"
    ]
    english = replace(cited, language="en")
    html = answer_html(found(english), "fr")
    assert Shown(html).inside("figcaption") == ["Le phare sans date mer/phare.txt page 3 en anglais"]
    assert '<blockquote lang="en">' in html


def test_articles_that_agree_are_all_cited() -> None:
    other = citation("Kermadec l’alluma.", "Kermadec", title="Autre")
    shown = Shown(answer_html(found(PHARE, other), "fr"))
    assert "Deux articles le disent :" in shown.inside("p")
    assert shown.inside("blockquote") == [PHARE.sentence, other.passage]
    assert shown.inside("mark") == ["Aristide Kermadec", "Kermadec"]


def test_other_articles_that_say_otherwise_are_told_apart_and_unfolded() -> None:
    elsewhere = replace(PHARE, article_id="a1:other", title="Veillée", date="1870-01-02")
    rival, here, weak = (
        Alternative("un autre", 0.6, (elsewhere,)),
        Alternative("un soir", 0.6, (PHARE,)),
        Alternative("personne", 0.1, (elsewhere,)),
    )
    shown = Shown(answer_html(replace(found(PHARE, confidence=0.9), alternatives=(rival, here, weak)), "en"))
    assert shown.inside("summary") == ["In its passage", "From other articles:", "Other answers:"]
    sures = [item.split("confidence ")[1][:4] for item in shown.inside("li")]
    assert sures == ["60 %", "60 %", "10 %"]
    assert all(item.startswith(f"{PHARE.sentence} confidence") for item in shown.inside("li"))
    assert "1870-01-02" in shown.inside("li")[0]
    assert shown.attributes.count(("open", None)) == 1


@pytest.mark.parametrize(("count", "french", "english"), [(3, "Trois", "Three"), (10, "Dix", "Ten"), (11, "11", "11")])
def test_the_number_of_articles_that_agree(count: int, french: str, english: str) -> None:
    answer = found(*(replace(PHARE, article_id=f"a1:{number}") for number in range(count)))
    assert f"{french} articles le disent :" in Shown(answer_html(answer, "fr")).inside("p")
    assert f"{english} articles say so:" in Shown(answer_html(answer, "en")).inside("p")


def test_why_tells_every_stage_of_every_passage() -> None:
    answer = replace(found(PHARE), trace=(line("Le phare", 1, (0.871, 2), (7.5, 1)), line("<b>", 2, None, (3.0, 4))))
    shown = Shown(answer_html(answer, "fr"))
    assert "Pourquoi cette réponse ?" in shown.inside("summary")
    assert shown.inside("th")[:5] == ["Passage", "Sémantique", "Mots-clés", "Combiné", "Lecteur"]
    assert shown.inside("td")[:4] == ["0,87 (rang 2)", "7,5 (rang 1)", "0,090 (rang 1)", "4,2 (rang 1)"]
    assert shown.inside("td")[4:] == ["–", "3,0 (rang 4)", "0,090 (rang 2)", "−1,8 (rang 2)"]
    assert ("class", "gz-best") in shown.attributes
    assert shown.inside("th")[-1] == "<b>"
    assert "Why this answer?" not in Shown(answer_html(found(PHARE), "en")).inside("summary")


def test_other_answers_have_their_confidence_and_place() -> None:
    other = Alternative("un soir", 0.124, (replace(PHARE, title="Veillée", line=9),))
    answer = replace(found(PHARE), alternatives=(other,))
    shown = Shown(answer_html(answer, "en"))
    assert shown.inside("summary") == ["In its passage", "Other answers:"]
    said = f"{PHARE.sentence} confidence 12 %Veillée 1863-03-14 mer/phare.txt line 9 in French"
    assert shown.inside("li") == [said]
    assert ("open", None) not in shown.attributes
    assert ("open", None) in Shown(answer_html(replace(answer, state="unsure"), "en")).attributes


@pytest.mark.parametrize(("language", "caution"), [("fr", "Réponse incertaine"), ("en", "Not sure")])
def test_unsure_says_so(language: LanguageCode, caution: str) -> None:
    unsure = replace(found(PHARE), state="unsure")
    assert any(text.startswith(caution) for text in Shown(answer_html(unsure, language)).inside("p"))
    assert not any(text.startswith(caution) for text in Shown(answer_html(found(PHARE), language)).inside("p"))


@pytest.mark.parametrize(
    ("reason", "french", "english"),
    [
        (
            "low_confidence",
            "Pas de réponse sûre : ces passages en parlent.",
            "No sure answer; these passages talk about it:",
        ),
        ("no_passage", "Rien trouvé à ce sujet dans ces articles.", "Nothing found on this in these articles."),
        ("empty_index", "L’index ne contient aucun article.", "The index holds no article."),
        ("filtered_out", "Aucun article ne correspond à ces filtres.", "No article matches these filters."),
    ],
)
def test_nothing_found_says_why(reason: str, french: str, english: str) -> None:
    answer = Answer("Qui ?", "fr", "not_found", "", 0.1, reason=reason)  # type: ignore[arg-type]
    assert Shown(answer_html(answer, "fr")).inside("p") == [french]
    assert Shown(answer_html(answer, "en")).inside("p") == [english]


def test_the_nearest_passages_are_named_so_and_hold_no_bold() -> None:
    nearest = replace(PHARE, quote=PHARE.passage, start=100, end=100 + len(PHARE.passage))
    answer = Answer("Qui ?", "fr", "not_found", "", 0.1, nearest=(nearest,), reason="low_confidence")
    shown = Shown(answer_html(answer, "fr"))
    assert shown.inside("p") == ["Pas de réponse sûre : ces passages en parlent."]
    assert shown.inside("blockquote") == [PHARE.passage]
    assert not {"mark", "strong"} & set(shown.tags)


def test_passages_that_do_not_talk_about_the_question_stay_in_the_data_alone() -> None:
    nearest = replace(PHARE, quote=PHARE.passage, start=100, end=100 + len(PHARE.passage))
    answer = Answer("Qui ?", "fr", "not_found", "", 0.1, nearest=(nearest,), reason="no_passage")
    assert not Shown(answer_html(answer, "fr")).inside("blockquote")
    assert answer_text(answer) == "Rien trouvé à ce sujet dans ces articles."
    assert json.loads(to_json(answer))["nearest"][0]["passage"] == PHARE.passage


@pytest.mark.parametrize(
    ("completion", "articles", "words"),
    [
        ("ellipsis", (), "Compris comme : Quand <i>**x**</i> ? Modifier Poser telle quelle"),
        ("more", (), "Autres réponses à : Quand <i>**x**</i> ? Modifier Poser telle quelle"),
        ("same_article", ("a",), "Compris comme : Quand <i>**x**</i> ? (seulement dans "),
    ],
)
def test_how_a_follow_up_was_understood(completion: str, articles: tuple[str, ...], words: str) -> None:
    query = Query(
        *("?", "fr", 10),
        asked="quand ?",
        meant="Quand <i>**x**</i> ?",
        completion=completion,
        filters=Filters(articles=articles),
    )  # type: ignore[arg-type]
    shown = assert_only_ours(answer_html(replace(found(PHARE), query=query), "fr"))
    (line,) = [text for text in shown.inside("p") if "Modifier" in text]
    assert words in line.replace("\u202f", " ").replace("\u00a0", " ")
    assert shown.inside("button")[:2] == ["Modifier", "Poser telle quelle"]
    left_alone = replace(query, completion=None)
    assert "gz-understood" not in answer_html(replace(found(PHARE), query=left_alone), "fr")


def test_rivals_stand_side_by_side() -> None:
    rival = Alternative("Luc Roy", 0.87, (citation("Luc Roy l’alluma.", "Luc Roy", title="Autre"),), is_rival=True)
    answer = replace(found(PHARE), state="unsure", alternatives=(rival,))
    shown = assert_only_ours(answer_html(answer, "en"))
    assert "Several answers come near each other: compare them." in shown.inside("p")
    assert shown.inside("blockquote") == [PHARE.sentence, "Luc Roy l’alluma."]
    assert [text[:4] for text in shown.inside("span") if "confidence" in text] == ["fair", "fair"]
    assert "li" not in shown.tags
    assert "gz-rivals" in answer_html(answer, "en")


def test_a_yes_or_no_is_claimed_neither_way() -> None:
    answer = replace(found(PHARE), query=Query("x", "fr", 10, kind="yes_no"))
    assert Shown(answer_html(answer, "en")).inside("p")[0] == "The sentence that settles it:"


@pytest.mark.parametrize(
    ("answer", "language", "said"),
    [
        (
            replace(found(PHARE), state="unsure", absent_years=(2019, 2022)),
            "fr",
            "Réponse incertaine, car aucun article cité ne parle de 2019 et 2022 : vérifiez le passage.",
        ),
        (
            replace(found(PHARE), state="unsure", absent_years=(2022,)),
            "en",
            "Not sure, since no article cited speaks of 2022: check the passage.",
        ),
        (
            Answer("Qui ?", "fr", "not_found", "", 0.1, reason="low_confidence", absent_years=(2022,)),
            "en",
            "No sure answer; these passages talk about it, but their articles do not speak of 2022:",
        ),
    ],
)
def test_a_year_that_no_article_speaks_of_is_told(answer: Answer, language: LanguageCode, said: str) -> None:
    assert Shown(answer_html(answer, language)).inside("p")[0] == said


def test_what_lies_outside_the_filters_is_one_click_away() -> None:
    answer = Answer("Qui ?", "fr", "not_found", "", 0.1, reason="filtered_out", outside=2)
    html = answer_html(answer, "en")
    shown = assert_only_ours(html)
    assert "2 passages outside these filters talk about it." in shown.inside("p")[1]
    assert "gz-again gz-refuses-filters" in html
    assert ("value", "Qui ?") in shown.attributes


@pytest.mark.parametrize(
    ("url", "is_link"),
    [
        ("https://news.example/a?b=1", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("//news.example", False),
        ('https://x.example/"onclick="a', True),
        ("http://", False),
        ("https://a.example/\u202e", False),
    ],
)
def test_only_an_address_of_the_web_is_a_link(url: str, is_link: bool) -> None:
    shown = Shown(answer_html(found(replace(PHARE, url=url)), "en"))
    assert [value for name, value in shown.attributes if name == "href"] == ([url] if is_link else [])
    assert url.translate({0x202E: None}) in dict(shown.attributes)["value"] or any(
        url.translate({0x202E: None}) in (value or "") for _, value in shown.attributes
    )


def test_copying_gives_the_sentence_with_its_reference() -> None:
    shown = Shown(answer_html(found(replace(PHARE, url="https://news.example/")), "en"))
    copied = f"“{PHARE.sentence}” — Le phare, 1863-03-14, mer/phare.txt, line 7, https://news.example/"
    assert ("value", copied) in shown.attributes


def test_the_signs_of_markdown_are_not_shown() -> None:
    text = (
        "## Le **phare**\n\n| Tarif | _Prix_ |\n|---|---|\n| plein | **4 €** |\n\n[Ici](http://x.example) `a_b_c` 2*3*4"
    )
    cited = citation(text, "4 €", path="mer/phare.md")
    shown = Shown(answer_html(found(cited), "fr"))
    assert shown.inside("blockquote") == ["plein | 4 €"]
    assert shown.inside("mark") == ["4 €"]
    assert shown.inside("p")[1] == "Le phare\n\nTarif | Prix\nplein | 4 €\n\nIci a_b_c 2*3*4"
    plain = replace(cited, path="mer/phare.txt")
    assert Shown(answer_html(found(plain), "fr")).inside("blockquote") == ["| plein | **4 €** |"]
