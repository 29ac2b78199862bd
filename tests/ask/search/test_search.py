"""Searching an index: all operators against a plain reading of the articles, order, pages, counts, filters, meaning."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from Stemmer import Stemmer

from qa.ask.engine import Engine, open_engine
from qa.errors import QuestionError
from qa.index import exact
from qa.ingest.build import build_index
from qa.lang import LANGUAGES
from qa.settings import Settings
from qa.values import Article, Filters
from tests.models.words import Pair

TEXTS = {
    "fr/maire.txt": "date 2021-03-02\nLe maire de Brest\n\nLe maire a démissionné lundi. Sa démission surprend. "
    "Le conseil municipal votera le budget, et le budget seul.",
    "fr/conseil.txt": "date 2023-05\nConseil\n\nLe conseil du village est municipal ; les budgets municipaux baissent.",
    "fr/or.txt": "date 2022\nLe cours monte\n\nL’or de l’État vaut cher. Un cœur d'or bat à Saint-Denis.",
    "fr/pecheurs.txt": "Les pêcheurs\n\nLa pêche a été bonne. Le péché est ailleurs, aujourd'hui comme hier.",
    "en/mayor.txt": "date 2021-11-30\nThe mayor\n\nThe mayor resigned over the budget or the council. The city mourns.",
    "en/gold.txt": "date 2019\nGold\n\nGold or silver: the municipal council buys budgets of gold. O'Brien objects.",
    "en/long.txt": "date 2020-01-15\nA long report\n\n"
    + "The harbour of Brest is deep and quiet. " * 60
    + "A zebra walks.",
}
ROWS = "title,text,date\n" + "".join(
    f"Brève {n},La brève numéro {n} parle du budget.,{2000 + n if n < 26 else 1900 + n}-01\n" for n in range(1, 31)
)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory, tiny_models: Pair) -> Engine:
    folder = tmp_path_factory.mktemp("search")
    for name, text in TEXTS.items():
        (folder / "news" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "news" / name).write_text(text, encoding="utf-8")
    (folder / "news" / "breves.csv").write_text(ROWS, encoding="utf-8")
    models = {"embedder": str(tiny_models.embedder), "reader": str(tiny_models.reader)}
    settings = Settings(index=str(folder / "index"), **models)  # type: ignore[arg-type]
    assert build_index([folder / "news"], settings).count("skipped") == 0
    return open_engine(settings)


def paths(engine: Engine, search: str, **options: object) -> list[str]:
    page = engine.search(search, size=100, **options)  # type: ignore[arg-type]
    assert page.articles == len(page.found)
    return [one.path.removeprefix("news/") for one in page.found]


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("maire", {"fr/maire.txt"}),
        ("DEMISSION", {"fr/maire.txt"}),  # and « démissionné »? that is another stem
        ("budgets -brève", {"fr/maire.txt", "fr/conseil.txt", "en/mayor.txt", "en/gold.txt"}),
        ('"budgets"', {"fr/conseil.txt", "en/gold.txt"}),
        ('"conseil municipal"', {"fr/maire.txt"}),
        ("conseil municipal", {"fr/maire.txt", "fr/conseil.txt"}),
        ("conseil -démission*", {"fr/conseil.txt"}),
        ('"municipal council"', {"en/gold.txt"}),
        ("démissionn*", {"fr/maire.txt"}),
        ("bud* -budget", set()),
        ('"le budget seul"', {"fr/maire.txt"}),
        ("coeur", {"fr/or.txt"}),
        ("Saint-Denis", {"fr/or.txt"}),
        ("saint denis", {"fr/or.txt"}),
        ("peche", {"fr/pecheurs.txt"}),
        ("aujourd’hui", {"fr/pecheurs.txt"}),
        ("O’Brien", {"en/gold.txt"}),
        ("or état", {"fr/or.txt"}),
        ("the mayor", {"en/mayor.txt"}),
        ("mayor the -gold", {"en/mayor.txt"}),
        ("zebra", {"en/long.txt"}),
        ("licorne", set()),
        ("d'or", {"fr/or.txt", "en/mayor.txt", "en/gold.txt"}),  # where "or" says nothing it is taken as it is
    ],
)
def test_every_operator(engine: Engine, search: str, found: set[str]) -> None:
    assert set(paths(engine, search)) == found


def folded(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe").replace("æ", "ae"))
    return re.findall(r"[^\W_]+", re.sub("[\u0300-\u036f]", "", plain))


@pytest.fixture(scope="module")
def articles(engine: Engine) -> list[Article]:
    found = (engine.article(entry.id) for entry in engine.catalog(size=100).entries)
    return [article for article in found if article is not None]


STOPS = frozenset().union(*(language.stop_words for language in LANGUAGES.values()))
VOCABULARY = sorted({w for text in TEXTS.values() for w in re.findall(r"[^\W\d_]{3,}", text) if w.lower() not in STOPS})
words = st.sampled_from(VOCABULARY)


def holds_word(article: Article, word: str) -> bool:
    """By Snowball alone; the language of a short article is that of its only passage."""
    stemmer = Stemmer(LANGUAGES[article.language].stemmer)
    text = f"{article.title} {article.text[article.body_start :]}".replace("’", "'").lower()
    stems = {" ".join(folded(stem)) for stem in stemmer.stemWords(re.findall(r"[^\W_]+", text))}
    return " ".join(folded(stemmer.stemWord(word.lower()))) in stems


def holds_phrase(article: Article, phrase: list[str], *, begun: bool = False) -> bool:
    size = len(phrase)
    for text in (article.title, article.text[article.body_start :]):
        held = folded(text)
        for first in range(len(held) - size + 1):
            *whole, last = held[first : first + size]
            if whole == phrase[:-1] and (last.startswith(phrase[-1]) if begun else last == phrase[-1]):
                return True
    return False


@given(st.lists(words, min_size=1, max_size=2), st.lists(words, max_size=1))
def test_words_are_those_of_a_plain_reading(
    engine: Engine, articles: list[Article], wanted: list[str], unwanted: list[str]
) -> None:
    expected = {
        article.path
        for article in articles
        if all(holds_word(article, word) for word in wanted) and not any(holds_word(article, word) for word in unwanted)
    }
    typed = " ".join([*wanted, *(f"-{word}" for word in unwanted)])
    assert {f"news/{path}" for path in paths(engine, typed)} == expected


@given(st.sampled_from(list(TEXTS.values())), st.integers(0, 40), st.integers(1, 4), st.integers(0, 3))
def test_phrases_and_prefixes_are_those_of_a_plain_reading(
    engine: Engine, articles: list[Article], text: str, first: int, size: int, cut: int
) -> None:
    phrase = re.findall(r"[^\W_]+", text.split("\n\n")[1])[first : first + size]
    if not phrase:
        return
    exact = {article.path for article in articles if holds_phrase(article, [folded(word)[0] for word in phrase])}
    assert {f"news/{path}" for path in paths(engine, f'"{" ".join(phrase)}"')} == exact
    phrase[-1] = phrase[-1][: max(1, len(phrase[-1]) - cut)]
    begun = {article.path for article in articles if holds_phrase(article, [folded(w)[0] for w in phrase], begun=True)}
    assert {f"news/{path}" for path in paths(engine, f'"{" ".join(phrase)}*"')} == begun


def test_extracts_are_verbatim_and_marked_where_the_words_stand(engine: Engine) -> None:
    (found,) = engine.search('"le budget" démission*').found
    article = engine.article(found.article_id)
    assert article is not None
    assert found.occurrences == 4  # démissionné, démission, le budget, le budget
    marked = [article.text[mark.start : mark.end] for one in found.extracts for mark in one.marks]
    assert marked == ["démissionné", "démission", "le budget", "le budget"]
    for extract in found.extracts:
        cited = extract.citation
        assert cited.quote == article.text[cited.start : cited.end]
        assert cited.passage_start <= cited.start < cited.end <= cited.passage_start + len(cited.passage)
        assert extract.by == "words"
    (titled,) = engine.search("Gold", extracts=1).found
    assert [titled.title[mark.start : mark.end] for mark in titled.title_marks] == ["Gold"]


def test_a_quote_is_of_the_body_and_never_glued_to_the_title(engine: Engine) -> None:
    for search in ("maire", "council", "conseil", "report"):
        for found in engine.search(search, by_meaning=True).found:
            for extract in found.extracts:
                assert "\n\n" not in extract.citation.quote
                assert extract.citation.quote != found.title


def test_a_long_article_shows_the_passage_with_the_word(engine: Engine) -> None:
    (found,) = engine.search("zebra").found
    assert found.extracts[0].citation.quote.endswith("A zebra walks.")
    (found,) = engine.search("harbour", extracts=2).found
    assert (found.occurrences, len(found.extracts)) == (60, 2)
    assert not set(found.extracts[0].marks) >= set(found.extracts[1].marks)


def dated(engine: Engine, search: str, order: str) -> list[str]:
    return [one.date or "" for one in engine.search(search, order=order, size=100).found]


def test_by_date_either_way_and_undated_last(engine: Engine) -> None:
    newest, oldest = dated(engine, "budget", "newest"), dated(engine, "budget", "oldest")
    assert newest[:4] == ["2025-01", "2024-01", "2023-05", "2023-01"]
    assert oldest[:3] == ["1926-01", "1927-01", "1928-01"]
    assert dated(engine, "la", "oldest")[-1] == ""
    assert dated(engine, "la", "newest")[-1] == ""


def test_relevance_puts_what_is_about_it_first(engine: Engine) -> None:
    page = engine.search("budget", size=100)
    scores = [one.score for one in page.found]
    assert scores == sorted(scores, reverse=True)
    french = engine.search("budget", filters=Filters(folders=("news/fr",))).found
    assert [one.path for one in french] == ["news/fr/maire.txt", "news/fr/conseil.txt"]  # which holds it twice
    assert engine.search("conseil").found[0].path == "news/fr/conseil.txt"  # in the title too


def test_a_beginning_of_too_many_words_puts_titles_first_then_the_newest(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    scored = paths(engine, "le*")
    monkeypatch.setattr(exact, "MOST_SCORED", len(scored) - 1)
    found = paths(engine, "LE*")
    assert found == ["fr/or.txt", "fr/maire.txt", "fr/pecheurs.txt", "fr/conseil.txt"]  # the last one in its text alone
    assert set(found) == set(scored)
    assert found != scored
    assert paths(engine, "-LE* municipal") == paths(engine, "-le* municipal") == ["en/gold.txt"]


@pytest.mark.parametrize("order", ["relevance", "newest", "oldest"])
def test_pages_hold_each_article_once(engine: Engine, order: str) -> None:
    whole = engine.search("budget", order=order, size=100)
    pages = [engine.search("budget", order=order, size=7, first=first) for first in range(0, whole.articles, 7)]
    assert [one.path for page in pages for one in page.found] == [one.path for one in whole.found]
    last = engine.search("budget", order=order, size=7, first=10_000)
    assert (last.first, last.found) == (pages[-1].first, pages[-1].found)


def test_counts_are_those_of_all_pages_and_what_a_click_on_them_gives(engine: Engine) -> None:
    page = engine.search("budget", size=1)
    every = engine.search("budget", size=100).found
    assert {one.value: one.articles for one in page.years} == Counter((one.date or "")[:4] for one in every)
    assert [one.value for one in page.years] == sorted((one.value for one in page.years), reverse=True)
    for counted in page.languages:
        assert engine.search("budget", filters=Filters(language=counted.value)).articles == counted.articles
    for counted in page.folders:
        assert engine.search("budget", filters=Filters(folders=(counted.value,))).articles == counted.articles
    assert {one.value for one in page.folders} == {"news", "news/en", "news/fr", "news/breves.csv"}
    for counted in page.file_types:
        assert engine.search("budget", filters=Filters(file_types=(counted.value,))).articles == counted.articles
    assert [one.value for one in page.file_types] == ["csv", "txt"]
    for counted in page.years:
        found = engine.search("budget", filters=Filters(since=counted.value, until=counted.value))
        assert (found.articles, found.outside) == (counted.articles, page.articles - counted.articles)


FILTERS: list[tuple[Filters, Callable[[str], bool]]] = [
    (Filters(language="en"), lambda path: path.startswith("en/")),
    (Filters(folders=("news/fr",)), lambda path: path.startswith("fr/")),
    (Filters(file_types=("csv",)), lambda path: path.startswith("breves.csv#")),
    (Filters(since="2021", until="2021-06"), lambda path: path in ("fr/maire.txt", "breves.csv#21")),
]


@pytest.mark.parametrize(("filters", "kept"), FILTERS)
def test_filters_are_those_of_questions(engine: Engine, filters: Filters, kept: Callable[[str], bool]) -> None:
    for search in ("budget", '"budget"', "budg*"):
        every = paths(engine, search)
        assert set(paths(engine, search, filters=filters)) == {path for path in every if kept(path)}


def test_by_meaning_says_which_and_keeps_all_with_the_words(engine: Engine) -> None:
    words, both = engine.search("maire", size=100), engine.search("maire", size=100, by_meaning=True)
    assert {one.by for one in words.found} == {"words"}
    assert {one.path for one in words.found} == {one.path for one in both.found if one.by != "meaning"}
    near = [one for one in both.found if one.by == "meaning"]
    assert near
    assert both.articles == len(both.found) == both.by_words + len(near)
    for one in near:
        assert (one.occurrences, one.title_marks) == (0, ())
        assert all(extract.by == "meaning" and not extract.marks for extract in one.extracts)
    assert engine.search("licorne", by_meaning=True).articles > 0
    only = engine.search("maire", by_meaning=True, filters=Filters(language="en"))
    assert {one.language for one in only.found} == {"en"}


def test_words_that_say_nothing_are_told(engine: Engine) -> None:
    assert engine.search("le maire").ignored == ()  # "le" means nothing in French and nothing to English
    assert engine.search("on maire").ignored == ("on",)


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({"order": "best"}, "order cannot be 'best'"),
        ({"size": 0}, "size cannot be 0"),
        ({"first": -1}, "first cannot be -1"),
        ({"extracts": 51}, "extracts cannot be 51"),
        ({"filters": Filters(language="de")}, "language cannot be"),
        ({"filters": Filters(folders=("nowhere",))}, "No article of the index is in 'nowhere'"),
    ],
)
def test_what_cannot_be_used_is_refused(engine: Engine, options: dict[str, object], why: str) -> None:
    with pytest.raises(QuestionError, match=why):
        engine.search("maire", **options)  # type: ignore[arg-type]


def test_an_index_that_changes_is_searched_as_it_is(tmp_path: Path, tiny_models: Pair) -> None:
    models = {"embedder": str(tiny_models.embedder), "reader": str(tiny_models.reader)}
    settings = Settings(index=str(tmp_path / "index"), **models)  # type: ignore[arg-type]
    (tmp_path / "news").mkdir()
    old, new = tmp_path / "news" / "old.txt", tmp_path / "news" / "new.txt"
    old.write_text("Le phare\n\nLe phare de granit brille.", encoding="utf-8")
    new.write_text("Le pont\n\nLe pont suspendu attend.", encoding="utf-8")
    build_index([tmp_path / "news"], settings)
    engine = open_engine(settings)
    assert engine.search('"de granit"').articles == 1
    old.unlink()
    new.write_text("Le pont\n\nLe pont de granit attend.", encoding="utf-8")
    build_index([], settings)
    for search in ('"de granit"', "grani*", "granit"):
        assert [one.path for one in engine.search(search).found] == ["news/new.txt"]
    assert engine.search('"suspendu"').articles == 0
    assert engine.search("phar*").articles == 0
