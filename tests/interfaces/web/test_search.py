"""The page's tab of the search as its readers meet it: find, narrow down, turn, open, step, save."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

import pytest
import rispy
from playwright.sync_api import Page, expect

from qa.ask.engine import Engine
from qa.ask.search.results import Mark
from qa.ingest.build import build_index
from qa.interfaces.web.article_view import View, article_html
from qa.interfaces.web.occurrences import steps_from
from qa.interfaces.web.search import found_html, hint_html, problem_html
from qa.interfaces.web.search_state import Looking
from qa.settings import Settings
from qa.values import Article, Filters
from tests.interfaces.browser import PATIENCE_MS, Serving, ask, serving
from tests.interfaces.web.test_chat import CONTRAST, OpenPage
from tests.interfaces.web.test_export import Tags

HOSTILE = '<img src=x onerror="window.hacked=1">${window.hacked=1} {{#if 1}}'
ARTICLE = Article("a1:0", "a.txt", "A", "Un mot, deux mots.", 0, None, None, "fr", "0", "text/plain")
WORDS = {
    "fr": {"locale": "fr-FR", "tab": "Recherche", "count": "43 articles", "next": "Suivants", "none": "Aucun article"},
    "en": {"locale": "en-US", "tab": "Search", "count": "43 articles", "next": "Next", "none": "No article holds this"},
}


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """A server over forty rows and three texts, of which one is hostile."""
    folder = tmp_path_factory.mktemp("searching")
    (folder / "news" / "villes").mkdir(parents=True)
    texts = {
        "villes/phare.txt": "date 2019-05-05\nLe phare de Brest\n\nLe phare de Brest fut allumé en 1863.\n\n"
        "Deux phares brillent. Un phare s’éteint.",
        "lighthouse.txt": "date 2021-06\nThe lighthouse\n\nThe old phare of Brest is a lighthouse.",
        "hostile.txt": f"{HOSTILE}\n\nLe phare {HOSTILE} tient bon.",
    }
    for name, text in texts.items():
        (folder / "news" / name).write_text(text, encoding="utf-8")
    rows = "".join(f"Brève {n},La brève {n} parle du phare et du temps.,20{n % 3 + 20}-01\n" for n in range(1, 41))
    (folder / "news" / "breves.csv").write_text(f"title,text,date\n{rows}", encoding="utf-8")
    build_index([folder / "news"], Settings(index=str(folder / "index")))
    with serving(folder / "index", folder) as server:
        yield server


def seek(page: Page, words: str) -> None:
    box = page.locator("#seek input, #seek textarea").first
    box.fill(words)
    box.press("Enter")


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


@pytest.mark.parametrize(("language", "width", "scheme"), [("fr", 390, "dark"), ("en", 1280, "light")])
def test_find_narrow_down_turn_open_step_and_save(
    archive: Serving, open_page: OpenPage, language: str, width: int, scheme: str
) -> None:
    words = WORDS[language]
    page = open_page(archive, words["locale"], width=width, scheme=scheme)
    page.get_by_role("tab", name=words["tab"]).click()
    expect(page.locator("#found .gz-signs")).to_be_visible()
    count, titles = page.locator("#found .gz-count").first, page.locator("#found .gz-hits .gz-entry")

    # find
    seek(page, "phare")
    expect(count).to_contain_text(words["count"])
    expect(titles).to_have_count(20)
    expect(titles.first).to_contain_text("Le phare de Brest")
    expect(titles.first.locator("mark")).to_have_text("phare")
    expect(page.locator("#found blockquote mark").first).to_have_text(re.compile("phare"))
    for part in (".gz-count", ".gz-meta", ".gz-chip", ".gz-much", ".gz-spot", "blockquote mark", ".gz-saves a"):
        assert page.locator(f"#found {part}").first.evaluate(CONTRAST) >= 4.5, part
    assert fits(page)

    # misspelled
    seek(page, "pharre")
    expect(page.locator("#found")).to_contain_text(words["none"])
    page.locator("#found button[name=query]").click()
    expect(count).to_contain_text(words["count"])
    expect(page.locator("#seek input, #seek textarea").first).to_have_value("phare")

    # turn
    page.get_by_role("button", name=words["next"]).click()
    expect(count).to_contain_text("21")
    expect(titles.first).to_be_focused()

    # sort, narrow down, take off
    page.locator("#found select").select_option("newest")
    expect(page.locator("#found .gz-meta span").first).to_have_text("2022-01")
    page.locator("#found button[name=year][value='2021']").click()
    expect(page.locator("#found .gz-chips .gz-chip")).to_have_count(1)
    expect(count).not_to_contain_text("43")
    page.locator("#found button[name=all]").click()
    expect(count).to_contain_text("43")
    page.locator("#found button[name=folder][value='news/villes']").click()
    expect(titles).to_have_count(1)
    page.locator("#found input[name=since]").fill("2020")
    page.locator("#found input[name=since]").press("Enter")
    expect(page.locator("#found")).to_contain_text(words["none"])
    page.locator("#found .gz-chips [name=year]").click()
    expect(titles).to_have_count(1)

    # open, step
    page.locator("#found .gz-spot").first.click()
    now = page.locator(".gz-reader .gz-body mark:not(.gz-found)")
    expect(page.locator(".gz-reader .gz-steps")).to_contain_text("2")  # the first one is in the title
    expect(now).to_have_text("phare")
    page.locator(".gz-occurrence-after").click()
    expect(now).to_have_text("phares")
    expect(page.locator(".gz-occurrence-after")).to_be_focused()
    page.locator(".gz-occurrence-after").press("Enter")
    expect(page.locator(".gz-occurrence-after")).to_be_disabled()
    expect(page.locator(".gz-reader .gz-body mark.gz-found")).to_have_count(3)
    with page.expect_download() as saved:
        page.locator(".gz-cites a", has_text="RIS").click()
    (entry,) = rispy.loads(saved.value.path().read_text(encoding="utf-8"))
    assert entry["title"] == "Le phare de Brest"
    page.locator(".gz-reader .gz-close").click()

    # save
    with page.expect_download() as saved:
        page.locator("#found .gz-saves a").first.click()
    delimiter = ";" if language == "fr" else ","
    text = saved.value.path().read_text(encoding="utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    assert rows[1][0] == "Le phare de Brest"

    # what was written to do harm is text; what is none is said
    seek(page, "tient bon")
    expect(page.locator("#found")).to_contain_text(words["none"])  # in this folder
    page.locator("#found button[name=all]").click()
    expect(page.locator("#found blockquote")).to_contain_text(HOSTILE)
    titles.first.click()
    expect(page.locator(".gz-reader .gz-body")).to_contain_text(HOSTILE)
    page.locator(".gz-reader .gz-close").click()
    seek(page, "-phare")
    expect(page.locator("#found [role=alert]")).to_be_visible()


def test_a_type_of_file_is_chosen_in_both_tabs(archive: Serving, open_page: OpenPage) -> None:
    page = open_page(archive, "fr-FR")
    page.get_by_role("button", name="Filtres").click()
    box = page.locator("#file-types input")
    expect(page.locator("#span p")).to_be_visible(timeout=PATIENCE_MS)
    box.click()
    expect(page.get_by_role("option", name=".txt (3)")).to_be_visible()
    page.get_by_role("option", name=".csv (40)").click()
    box.press("Escape")
    expect(page.locator("#chips button")).to_have_text([".csv✕"])
    reply = ask(page, "De quoi parle la brève 7 ?")
    expect(reply.locator(".gz-place").first).to_contain_text("breves.csv")
    page.get_by_role("tab", name="Recherche").click()
    seek(page, "phare")
    page.locator("#found button[name=file_type][value=txt]").click()
    expect(page.locator("#found .gz-count").first).to_contain_text("3 articles")
    expect(page.locator("#found .gz-chips .gz-chip")).to_have_text([".txt✕"])
    page.locator("#found .gz-chips .gz-chip").click()
    expect(page.locator("#found .gz-count").first).to_contain_text("43 articles")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_nothing_of_a_page_is_run(tiny_engine: Engine, language: str) -> None:
    for query in (HOSTILE, "Paris", "la"):
        page = tiny_engine.search(query, by_meaning=True)
        looking = Looking(HOSTILE, Filters(since=HOSTILE, folders=(HOSTILE,)))
        for html in (
            found_html(page, looking, language),
            problem_html(looking, HOSTILE, language),
            hint_html(language),
        ):
            shown = Tags(html)
            assert not shown.tags & {"script", "img", "iframe"}
            assert not {name for name in shown.attributes if name.startswith("on")}
            assert "${" not in html
            assert "{{" not in html


@pytest.mark.parametrize(
    ("sent", "made"),
    [
        ({"key": "query", "to": "b"}, Looking("b")),
        ({"key": "year", "to": "2021"}, Looking("a", Filters(since="2021", until="2021"))),
        ({"key": "language", "to": "fr"}, Looking("a", Filters(language="fr"))),
        ({"key": "folder", "to": "news"}, Looking("a", Filters(folders=("news",)))),
        ({"key": "order", "to": "newest"}, Looking("a", order="newest")),
        ({"key": "order", "to": "<b>"}, Looking("a")),
        ({"key": "meaning", "to": "true"}, Looking("a", by_meaning=True)),
        ({"key": "first", "to": "40"}, Looking("a", first=40)),
        ({"key": "first", "to": "-1"}, Looking("a")),
        ({"key": "first", "to": "٣"}, Looking("a")),
        ({"key": ["x"], "to": None}, Looking("a")),
        ({}, Looking("a")),
    ],
)
def test_a_press_changes_one_thing(sent: dict[str, object], made: Looking) -> None:
    assert Looking("a").altered(sent) == made


def test_presses_take_back_what_they_did() -> None:
    looking = Looking("a", Filters("fr", "2021", "2021", ("b", "c")), first=20)
    assert looking.altered({"key": "year", "to": ""}).filters == Filters("fr", None, None, ("b", "c"))
    assert looking.altered({"key": "no folder", "to": "b"}).filters.folders == ("c",)
    assert looking.altered({"key": "all", "to": ""}).filters == Filters()
    assert looking.searching("d").first == 0
    assert looking.address(format="csv").endswith("format=csv&language=fr&since=2021&until=2021&folder=b&folder=c")


def test_steps_lead_from_place_to_place() -> None:
    places = [Mark(5, 8), Mark(20, 23), Mark(30, 33)]
    assert steps_from([], 3) == (None, steps_from([], 3)[1])
    at, steps = steps_from(places, 20)
    assert (at, steps.number, steps.before, steps.after) == (places[1], 2, places[0], places[2])
    assert steps_from(places, 99)[0] == places[2]
    html = article_html(ARTICLE, View(), "fr", [Mark(3, 6), Mark(13, 17)])
    assert '<mark>mot</mark>, deux <mark class="gz-found">mots</mark>' in html
    assert 'value="13-17"' in html
