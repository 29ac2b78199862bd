"""The chat's panel and chips: filters by mouse and keyboard, typed dates, dates in quotes, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import gradio as gr
import pytest
from playwright.sync_api import Locator, Page, TimeoutError, expect

from qa.ingest.build import build_index
from qa.interfaces.web.chips import chips_html, typed_filters, without
from qa.interfaces.web.filters import make_chips, make_panel
from qa.settings import Settings
from qa.values import Filters
from tests.interfaces.browser import PATIENCE_MS, Serving, ask, fill, serving
from tests.interfaces.web.test_chat import CONTRAST, OpenPage

HOSTILE = '<b onmouseover="window.hacked=1">${window.hacked=1} {{#if 1}}'
ARTICLES = {
    "lyon/a.txt": "date 2019-05-05\nLe maire\n\nLe maire de Lyon est Anne Martin, élue jeudi 2 mai.",
    "lyon/old/a.txt": "date 2012-05\nLe maire\n\nLe maire de Lyon est Paul Durand.",
    "b.txt": "date 2021-06\nThe mayor\n\nThe mayor of Lyon is Luke Small, who opened the bridge yesterday.",
    f"{HOSTILE}/c.txt": "date 2022-03\nLe phare\n\nLe gardien du phare est Marc Blanc.",
}


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    folder = tmp_path_factory.mktemp("archive")
    for name, text in ARTICLES.items():
        path = folder / "news" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    index = folder / "index"
    build_index([folder / "news"], Settings(index=str(index)))
    (folder / "serving").mkdir()
    with serving(index, folder / "serving") as server:
        yield server


def chips(page: Page) -> Locator:
    return page.locator("#chips button")


def open_panel(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()
    expect(page.locator("#span p")).to_be_visible(timeout=PATIENCE_MS)  # it knows what the index holds
    expect(page.locator("#filters input[type=radio]").first).to_be_visible()


def choose_folder(page: Page, name: str) -> None:
    """On a busy machine Gradio puts the box anew just after the panel has opened, and what was typed is gone."""
    box = page.locator("#folders input")
    for _ in range(10):
        with suppress(TimeoutError):
            box.fill(name, timeout=3000)
            page.get_by_role("option", name=name).first.wait_for(timeout=3000)
            break
    box.press("Enter")
    box.press("Escape")


WORDS = {
    "fr": {
        **{"locale": "fr-FR", "panel": "Filtres", "span": "Articles de 2012-05 à 2022-03."},
        **{
            "since": "Depuis (année",
            "until": "Jusqu’à (année",
            "french": "En français (3)",
            "english": "En anglais (1)",
        },
        **{"question": "Qui est le maire de Lyon ?", "chip": "depuis 2019", "all": "Toutes (4)"},
        **{"typed": "Qui est le maire de Lyon, avant 2015 ?", "taken": "Articles parus jusqu’en 2014"},
        **{"again": "Demander sans ce filtre", "day": "2019-05-02, d’après la date de l’article"},
    },
    "en": {
        **{"locale": "en-US", "panel": "Filters", "span": "Articles from 2012-05 to 2022-03."},
        **{"since": "Since (year", "until": "Until (year", "french": "In French (3)", "english": "In English (1)"},
        **{"question": "Who is the mayor of Lyon?", "chip": "since 2019", "all": "All (4)"},
        **{"typed": "Who is the mayor of Lyon, before 2015?", "taken": "Articles until 2014"},
        **{"again": "Ask again without it", "day": "2019-05-02, by the article's date"},
    },
}


def paths(reply: Locator) -> set[str]:
    return {
        path
        for path in ARTICLES
        if any(f"news/{path}" in told for told in reply.locator(".gz-place").all_text_contents())
    }


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_panel_filters_and_its_chips_undo_it(archive: Serving, open_page: OpenPage, language: str) -> None:
    words = WORDS[language]
    page = open_page(archive, words["locale"])
    expect(chips(page)).to_have_count(0)
    open_panel(page, words["panel"])
    expect(page.locator("#filters")).to_contain_text(words["span"], timeout=PATIENCE_MS)
    for label in ("all", "french", "english"):
        expect(page.get_by_role("radio", name=words[label])).to_be_visible()
    fill(page, words["since"], "2019")
    expect(chips(page)).to_have_text([f"{words['chip']}✕"])
    page.get_by_role("radio", name=words["french"]).check()
    choose_folder(page, "news/lyon (2)")
    expect(chips(page)).to_have_count(3)
    assert paths(ask(page, words["question"])) == {"lyon/a.txt"}
    chips(page).nth(2).click()  # with the mouse
    expect(chips(page)).to_have_count(2)
    chips(page).nth(0).focus()  # and with the keyboard
    page.keyboard.press("Enter")
    expect(chips(page)).to_have_count(1)
    expect(page.locator("#filters").get_by_label(words["since"])).to_have_value("")
    expect(page.locator("#asking textarea")).to_be_focused()
    chips(page).nth(0).press("Space")
    expect(chips(page)).to_have_count(0)
    expect(page.get_by_role("radio", name=words["all"])).to_be_checked()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_typed_dates_are_a_chip_of_the_answer(archive: Serving, open_page: OpenPage, language: str) -> None:
    words = WORDS[language]
    page = open_page(archive, words["locale"])
    reply = ask(page, words["typed"])
    expect(reply.locator(".gz-taken")).to_contain_text(words["taken"])
    assert paths(reply) == {"lyon/old/a.txt"}
    reply.get_by_role("button", name=words["again"]).press("Enter")
    again = page.locator("#conversation .gz[lang]").nth(1)
    expect(again.locator(".gz-place").first).to_be_visible(timeout=PATIENCE_MS)
    expect(again.locator(".gz-taken")).to_have_count(0)
    expect(page.locator("#conversation .gz-question").last).to_have_text(words["typed"])
    assert paths(again) != {"lyon/old/a.txt"}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_date_in_a_quote_tells_its_day(archive: Serving, open_page: OpenPage, language: str) -> None:
    words = WORDS[language]
    page = open_page(archive, words["locale"], width=390)
    open_panel(page, words["panel"])
    fill(page, words["since"], "2019")
    fill(page, words["until"], "2020")
    reply = ask(page, words["question"])
    said = reply.locator("time").first
    expect(said).to_have_text("jeudi 2 mai")
    expect(said).to_have_attribute("datetime", "2019-05-02")
    expect(said).to_have_attribute("title", words["day"])
    said.focus()
    assert said.evaluate("time => getComputedStyle(time, '::after').content") == '"2019-05-02"'
    assert reply.locator("blockquote").first.text_content() in ARTICLES["lyon/a.txt"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_hostile_folders_on_a_phone(archive: Serving, open_page: OpenPage, scheme: str) -> None:
    page = open_page(archive, width=390, scheme=scheme)
    open_panel(page, WORDS["en"]["panel"])
    choose_folder(page, HOSTILE)
    expect(chips(page)).to_have_text([f"news/{HOSTILE}✕"])
    fill(page, WORDS["en"]["since"], '<img src=x onerror="window.hacked=1">')
    expect(chips(page)).to_have_count(2)
    assert page.locator("#chips").locator("b, img").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    expect(ask(page, "Qui est le gardien ?")).to_contain_text("La date de début (since) ne peut pas être")
    chips(page).first.click()
    expect(chips(page)).to_have_count(1)
    assert paths(ask(page, "Qui est le gardien du phare, depuis mars 2021 ?")) == {f"{HOSTILE}/c.txt"}
    for part in ("#chips button", ".gz-taken .gz-chip", ".gz-taken button"):
        assert page.locator(part).first.evaluate(CONTRAST) >= 4.5, part


def test_an_index_without_articles_leaves_the_panel_as_it_is(open_page: OpenPage, tmp_path: Path) -> None:
    (tmp_path / "serving").mkdir()
    with serving(tmp_path / "none", tmp_path / "serving") as server:
        page = open_page(server)
        page.get_by_role("button", name=WORDS["en"]["panel"]).click()
        expect(page.get_by_role("radio", name="In French")).to_be_visible()
        page.close()


def test_chips_are_escaped_also_for_templates() -> None:
    html = chips_html(Filters("fr", HOSTILE, None, (HOSTILE, "a\n\nb")), "en")
    assert not [sign for sign in ("${", "{{", "<b ", "\n") if sign in html]
    assert html.count("<button") == 4
    assert chips_html(Filters(), "fr") == ""


def test_a_panel_that_nobody_has_touched_filters_nothing() -> None:
    with gr.Blocks():
        panel = make_panel("en", make_chips())
    assert typed_filters(*(component.value for component in panel.inputs)) == Filters()


def test_a_chip_removes_its_filter_alone() -> None:
    filters = Filters("fr", "2021", "2022", ("since", "a"))
    assert without(filters, "since") == Filters("fr", None, "2022", ("since", "a"))
    assert without(filters, "folder since") == Filters("fr", "2021", "2022", ("a",))
    assert without(filters, "language") == Filters(None, "2021", "2022", ("since", "a"))
    assert without(filters, "no such chip") == filters


@pytest.mark.parametrize("width", [390, 1280])
def test_a_follow_up_with_a_period_below_a_chip(archive: Serving, open_page: OpenPage, width: int) -> None:
    """Completed, and filtered twice; each part can be refused alone, and then the other too."""
    page = open_page(archive, "fr-FR", width=width)
    open_panel(page, WORDS["fr"]["panel"])
    page.get_by_role("radio", name=WORDS["fr"]["french"]).check()
    expect(chips(page)).to_have_count(1)
    ask(page, "Qui est le maire de Lyon ?")
    reply = ask(page, "depuis mai 2019 ?")
    expect(reply.locator(".gz-meant")).to_have_text("Qui est le maire de Lyon depuis mai 2019 ?")
    expect(reply.locator(".gz-taken")).to_contain_text("Articles parus depuis mai 2019")
    assert paths(reply) == {"lyon/a.txt"}
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for part in (".gz-understood button", ".gz-taken button", ".gz-taken .gz-chip", "#chips button"):
        assert page.locator(part).first.evaluate(CONTRAST) >= 4.5, part

    replies = page.locator("#conversation .gz[lang]")
    reply.get_by_role("button", name=WORDS["fr"]["again"]).press("Enter")
    expect(replies).to_have_count(3, timeout=PATIENCE_MS)
    without_dates = replies.last
    expect(without_dates.locator(".gz-meant")).to_have_text("Qui est le maire de Lyon depuis mai 2019 ?")
    expect(without_dates.locator(".gz-taken")).to_have_count(0)
    expect(chips(page)).to_have_count(1)
    without_dates.get_by_role("button", name="Poser telle quelle").click()
    expect(replies).to_have_count(4, timeout=PATIENCE_MS)
    expect(replies.last.locator(".gz-understood, .gz-taken")).to_have_count(0)
    expect(page.locator("#conversation .gz-question").last).to_have_text("depuis mai 2019 ?")
