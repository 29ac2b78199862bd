"""The web chat as its readers meet it: the real command, in the browser that is installed."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from qa.ask.engine import Engine
from qa.errors import SettingsError
from qa.ingest.build import build_index
from qa.interfaces.server.app import serve
from qa.interfaces.web.asking import _reply, _speaks
from qa.interfaces.web.examples import SEED_EXAMPLES, Welcome, welcome
from qa.interfaces.web.feedback import Replies
from qa.settings import Settings
from qa.values import Filters
from tests.interfaces.browser import PATIENCE_MS, ROOT, Serving, ask, fill, serving

HOSTILE_NAME = '<b onmouseover="window.hacked=1">phare.txt'
HOSTILE = """date 1863-03
<script>window.hacked=1</script> Le phare de Zorblax

Le phare de Zorblax fut allumé le 14 mars 1863 par l'ingénieur Aristide Kermadec. \
<img src=x onerror="window.hacked=1"> **Gras** [lien](javascript:window.hacked=1) <!-- note --> ${window.hacked=1}

# Un gardien\u202e, </div></blockquote><iframe srcdoc="<script>parent.hacked=1</script>"></iframe> $$x^2$$ y veillait.
"""
NO_FILTERS = Filters()
LONG_WORD = "Zorblax" * 40


OpenPage = Callable[..., Page]

# ---------------------------------------------------------------- journeys


def test_a_french_question(seeds: Serving, open_page: OpenPage) -> None:
    page = open_page(seeds, "fr-FR")
    question = "Qui a défendu Marie-Claire Chevalier au procès de Bobigny ?"
    reply = ask(page, question)
    expect(page.locator("#conversation .gz-question")).to_have_text(question)
    expect(reply.locator(".gz-answer").first).to_have_text("Gisèle Halimi")
    expect(reply.locator(".gz-confidence").first).to_contain_text("confiance")
    mark = reply.locator("blockquote mark").first
    expect(mark).to_have_text("Gisèle Halimi")
    assert int(mark.evaluate("mark => getComputedStyle(mark).fontWeight")) >= 700
    article = (ROOT / "seeds" / "loi-veil-constitution.txt").read_text(encoding="utf-8")
    assert reply.locator("blockquote bdi").first.text_content() in article
    for word in ("De la loi Veil à la Constitution", "2024-03", "seeds/loi-veil-constitution.txt", "ligne"):
        expect(reply.locator("figcaption").first).to_contain_text(word)


def test_an_english_question_about_a_french_article(seeds: Serving, open_page: OpenPage) -> None:
    page = open_page(seeds)
    reply = ask(page, "Who defended Marie-Claire Chevalier?")
    expect(reply.locator("mark").first).to_have_text("Gisèle Halimi")
    expect(reply.locator("figcaption .gz-badge").first).to_have_text("in French")
    expect(reply.locator(".gz-confidence").first).to_contain_text("confidence")


def test_a_click_on_an_example_asks_it(seeds: Serving, open_page: OpenPage) -> None:
    page = open_page(seeds)
    page.get_by_role("button", name=SEED_EXAMPLES[5]).click()
    expect(page.locator("#conversation .gz-question")).to_have_text(SEED_EXAMPLES[5])
    expect(page.locator("#conversation .gz[lang] mark").first).to_contain_text("Ariane 5", timeout=PATIENCE_MS)


def test_the_button_sends_too(seeds: Serving, open_page: OpenPage) -> None:
    page = open_page(seeds)
    page.locator("#asking textarea").fill("In whose bakery did the Great Fire of London of 1666 start?")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator("#conversation .gz[lang] mark").first).to_have_text("Thomas Farriner", timeout=PATIENCE_MS)
    expect(page.locator("#asking textarea")).to_have_value("")


def test_what_is_not_in_the_articles(seeds: Serving, open_page: OpenPage) -> None:
    reply = ask(open_page(seeds, "fr-FR"), "Quelle est la recette de la pizza ?")
    expect(reply).to_contain_text("Rien trouvé à ce sujet dans ces articles.")
    expect(reply.locator("blockquote")).to_have_count(0)
    expect(reply.locator("mark")).to_have_count(0)


def test_filters_and_mistakes_are_answered_in_words(seeds: Serving, open_page: OpenPage) -> None:
    page = open_page(seeds, "fr-FR")
    page.locator("#asking textarea").fill(" ")
    page.keyboard.press("Enter")
    expect(ask(page, "ah " * 400)).to_contain_text("1000")
    expect(page.locator("#conversation .gz-question")).to_have_count(1)  # an empty box asks nothing
    page.get_by_role("button", name="Filtres").click()
    fill(page, "Depuis", "avant-hier")
    expect(ask(page, "Qui a découvert la pénicilline ?")).to_contain_text("since")
    fill(page, "Depuis", "")
    fill(page, "Jusqu’à", "1900-01")
    outside = ask(page, "Qui a découvert la pénicilline ?")
    expect(outside).to_contain_text("Aucun article ne correspond à ces filtres.")
    expect(outside.get_by_role("button", name="Demander sans les filtres")).to_be_visible()
    fill(page, "Jusqu’à", "")
    page.get_by_label("En anglais").check()
    reply = ask(page, SEED_EXAMPLES[0])  # which a French article answers
    expect(reply).to_contain_text("hors de ces filtres")
    expect(reply).not_to_contain_text("kazakhstan-janvier-2022.txt")
    reply = ask(page, "Qui a découvert la pénicilline ?")
    expect(reply.locator("figcaption .gz-badge").first).to_have_text("en anglais")


def test_a_hostile_question_is_shown_and_not_run(seeds: Serving, open_page: OpenPage) -> None:
    page = open_page(seeds, width=390)
    hostile = '<img src=x onerror="window.hacked=1"> **penicillin** </div><script>window.hacked=1</script> ' + "a" * 300
    ask(page, hostile)
    asked = page.locator("#conversation .gz-question")
    expect(asked).to_have_text(hostile)
    assert asked.locator("img, script, strong").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_conversation_can_be_cleared(seeds: Serving, open_page: OpenPage) -> None:
    page = open_page(seeds)
    ask(page, "Quelle est la recette de la pizza ?")
    expect(page.locator("#conversation").get_by_role("button", name="Clear")).to_be_hidden()  # Gradio's, which keeps it
    page.locator("#bar .gz-new").click()
    expect(page.locator("#conversation .gz-question")).to_have_count(0)
    ask(page, "What rocket launched the James Webb Space Telescope?")
    expect(page.locator("#conversation .gz-question")).to_have_count(1)


# ---------------------------------------------------------------- follow-ups


@pytest.mark.parametrize(
    ("locale", "question", "follow_up", "meant", "understood", "edit", "as_typed"),
    [
        (
            "fr-FR",
            "Qui a inauguré le viaduc de Millau ?",
            "quand ?",
            "Quand est-ce que Jacques Chirac a inauguré le viaduc de Millau ?",
            "Compris comme :",
            "Modifier",
            "Poser telle quelle",
        ),
        (
            "en-US",
            "In whose bakery did the Great Fire of London of 1666 start?",
            "what about Paris?",
            "In whose bakery did the Great Fire of Paris of 1666 start?",
            "Understood as:",
            "Edit",
            "Ask as typed",
        ),
    ],
)
def test_a_follow_up_shows_how_it_was_understood(
    seeds: Serving,
    open_page: OpenPage,
    locale: str,
    question: str,
    follow_up: str,
    meant: str,
    understood: str,
    edit: str,
    as_typed: str,
) -> None:
    page = open_page(seeds, locale, width=390)
    expect(ask(page, question).locator(".gz-understood")).to_have_count(0)
    line = ask(page, follow_up).locator(".gz-understood")
    expect(line).to_contain_text(understood)
    expect(line.locator(".gz-meant")).to_have_text(meant)
    assert line.evaluate(CONTRAST) >= 4.5
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    button = line.get_by_role("button", name=edit, exact=True)
    button.focus()
    page.keyboard.press("Enter")  # by keyboard
    box = page.locator("#asking textarea")
    expect(box).to_have_value(meant)
    expect(box).to_be_focused()

    before = page.locator("#conversation .gz[lang]").count()
    line.get_by_role("button", name=as_typed, exact=True).click()
    expect(page.locator("#conversation .gz[lang]")).to_have_count(before + 1, timeout=PATIENCE_MS)
    expect(page.locator("#conversation .gz-question").last).to_have_text(follow_up)
    expect(page.locator("#conversation .gz[lang]").last.locator(".gz-understood")).to_have_count(0)


def test_a_new_conversation_has_nothing_to_follow(seeds: Serving, open_page: OpenPage) -> None:
    page = open_page(seeds, "fr-FR")
    ask(page, "Qui a inauguré le viaduc de Millau ?")
    page.locator("#bar .gz-new").click()
    expect(page.locator("#conversation .gz-question")).to_have_count(0)
    expect(ask(page, "quand ?").locator(".gz-understood")).to_have_count(0)


def test_a_hostile_follow_up_is_shown_and_not_run(seeds: Serving, open_page: OpenPage) -> None:
    page = open_page(seeds, width=390)
    ask(
        page, '<img src=x onerror="window.hacked=1"> Who opened the Millau viaduct?</p><script>window.hacked=1</script>'
    )
    line = ask(page, "more").locator(".gz-understood")
    expect(line.locator(".gz-meant")).to_contain_text('<img src=x onerror="window.hacked=1">')
    assert line.locator("img, script").count() == 0
    line.get_by_role("button", name="Edit", exact=True).click()
    expect(page.locator("#asking textarea")).to_have_value(re.compile("<script>"))


# ---------------------------------------------------------------- looks


@pytest.mark.parametrize(
    ("locale", "button", "filters"),
    [
        ("fr-FR", "Demander", "Filtres"),
        ("en-US", "Ask", "Filters"),
        ("de-DE", "Ask", "Filters"),
    ],
)
def test_the_interface_speaks_the_browser_s_language(
    seeds: Serving, open_page: OpenPage, locale: str, button: str, filters: str
) -> None:
    page = open_page(seeds, locale)
    expect(page.get_by_role("button", name=button, exact=True)).to_be_visible()
    expect(page.get_by_role("button", name=filters)).to_be_visible()
    expect(page).to_have_title("Gazette")


CONTRAST = """element => {
  const rgb = colour => colour.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(c => c / 255)
    .map(c => c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  let behind = element, back;
  do { back = rgb(getComputedStyle(behind).backgroundColor); behind = behind.parentElement; }
  while (behind && back.length === 4 && back[3] === 0);
  const [dark, bright] = [light(rgb(getComputedStyle(element).color)), light(back)].sort((a, b) => a - b);
  return (bright + 0.05) / (dark + 0.05);
}"""  # the formula of WCAG 2, which asks for 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_reply_can_be_read_on_a_phone(seeds: Serving, open_page: OpenPage, scheme: Literal["light", "dark"]) -> None:
    page = open_page(seeds, width=390, scheme=scheme)
    ask(page, "Quelle est la recette de la pizza ?")
    reply = ask(page, "In whose bakery did the Great Fire of London of 1666 start?")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate("document.body.classList.contains('dark')") == (scheme == "dark")
    for part in (".gz-answer", ".gz-confidence", "blockquote", "mark", "figcaption", ".gz-title"):
        assert reply.locator(part).first.evaluate(CONTRAST) >= 4.5, part
    expect(page.locator("#conversation .gz-question").last).to_be_in_viewport()
    expect(reply.locator(".gz-answer").first).to_be_in_viewport()


CONTRAST_OF = """([selector, pseudo, side]) => {
  const light = colour => colour.match(/[\\d.]+/g).slice(0, 3).map(c => c / 255)
    .map(c => c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  return [...document.querySelectorAll(selector)].map(element => {
    const back = light(getComputedStyle(element).backgroundColor);
    const [dark, bright] = [light(getComputedStyle(element, pseudo)[side]), back].sort((a, b) => a - b);
    return (bright + 0.05) / (dark + 0.05);
  });
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_placeholders_and_rings_can_be_seen(seeds: Serving, open_page: OpenPage, scheme: str) -> None:
    page = open_page(seeds, scheme=scheme)
    page.locator("#filters button").first.click()
    expect(page.locator("#filters input[type=radio]")).to_have_count(3)
    read = page.evaluate(CONTRAST_OF, ["#asking textarea, #filters input[type=text]", "::placeholder", "color"])
    assert len(read) >= 3
    assert min(read) >= 4.5
    rings = page.evaluate(CONTRAST_OF, ["#filters input[type=radio]:not(:checked)", None, "borderTopColor"])
    assert len(rings) == 2
    assert min(rings) >= 3


def test_a_low_page_opens_at_its_top(seeds: Serving, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 640, "height": 450})  # 1280 by 900 at 200 %
    page.goto(seeds.url)
    expect(page.locator("#asking textarea")).to_be_focused()
    page.locator("#conversation .examples").wait_for()  # the last that fills the page
    assert page.evaluate("scrollY") == 0
    page.close()


# ---------------------------------------------------------------- other indexes, and the end


def test_a_chat_that_starts_before_its_index(open_page: OpenPage, tmp_path: Path) -> None:
    articles, index, folder = tmp_path / "articles", tmp_path / "indexes" / "later", tmp_path / "serving"
    articles.mkdir()
    folder.mkdir()
    (articles / HOSTILE_NAME).write_text(HOSTILE + LONG_WORD, encoding="utf-8")
    with serving(index, folder, "fr_FR.UTF-8") as server:
        page = open_page(server, "fr-FR", width=390)
        expect(ask(page, "Qui a allumé le phare de Zorblax ?")).to_contain_text("gazette build")

        build_index([articles], Settings(index=str(index)))
        reply = ask(page, "Qui a allumé le phare de Zorblax ?")
        assert reply.locator("blockquote").first.text_content() in (HOSTILE + LONG_WORD).replace("\u202e", "")
        assert reply.evaluate("reply => reply.scrollWidth <= reply.clientWidth")
        expect(reply.locator(".gz-title").first).to_contain_text("<script>window.hacked=1</script>")
        expect(reply.locator("figcaption").first).to_contain_text(HOSTILE_NAME)
        reply.locator("figcaption").first.hover()
        assert page.locator("#conversation").locator("script, img, iframe, a, b, h1").count() == 0
        assert page.evaluate("window.hacked") is None
        page.close()  # an open page would tell that its connection is cut

        assert server.first_line.startswith("Gazette")
        assert "Ctrl+C pour arrêter." in server.first_line
        assert server.stop() == (0, "", "")
    assert list(folder.iterdir()) == []


def test_examples_are_answered_by_the_articles_that_ship(seed_engine: Engine, seed_index: Path) -> None:
    answers = ["Alikhan Smaïlov", "Thomas Farriner", "USS Hornet", "Bouchard", "Géo Lefèvre", "Ariane 5"]
    for example, answer in zip(SEED_EXAMPLES, answers, strict=True):
        assert answer in seed_engine.ask(example).text, example
    assert welcome(seed_engine, "fr").questions == SEED_EXAMPLES


def test_other_articles_are_counted_without_examples_and_an_empty_index_says_what_to_do(tmp_path: Path) -> None:
    seeds = tmp_path / "seeds"  # another folder may have the name of the one that ships
    seeds.mkdir()
    (seeds / "b.txt").write_text("Marie Dupont est la directrice du musée de Brest.", encoding="utf-8")
    settings = Settings(index=str(tmp_path / "indexes" / "mine"))
    assert welcome(Engine(settings), "fr").note.startswith("Il n’y a pas encore d’articles")
    build_index([seeds], settings)
    assert welcome(Engine(settings), "fr") == Welcome(note="1 article à interroger (français 1).")


@pytest.mark.tiny
def test_a_damaged_index_is_told(tmp_path: Path) -> None:
    (tmp_path / "CURRENT").write_text("sept", encoding="ascii")
    settings = Settings(index=str(tmp_path))
    assert welcome(Engine(settings), "fr") == Welcome()
    assert (
        "gazette build" in _reply(Engine(settings), Replies(settings), "Qui a allumé le phare ?", NO_FILTERS, "fr").html
    )


def test_a_bug_is_one_sentence_for_the_reader_and_a_traceback_for_us(caplog: pytest.LogCaptureFixture) -> None:
    class Broken:
        def ask(self, question: str, **filters: object) -> None:
            raise ZeroDivisionError("secret")

    with caplog.at_level(logging.ERROR):
        question = "Qui a allumé le phare ?"
        speaks = _speaks(question, "en")
        reply = _reply(Broken(), Replies(Settings()), question, NO_FILTERS, speaks).html  # type: ignore[arg-type]
    assert "Une erreur a empêché" in reply
    assert "secret" not in reply
    assert caplog.records[0].exc_info is not None


def test_a_port_that_is_taken(seeds: Serving) -> None:
    with pytest.raises(SettingsError) as caught:
        serve(Settings(index=str(seeds.index), port=seeds.port))
    assert f"gazette serve --port {seeds.port + 1}" in str(caught.value)
