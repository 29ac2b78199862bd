"""What a page shows before the first question: what the index holds, and questions that it answers."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from math import ceil

import pytest
from playwright.sync_api import Page, expect

from qa.ask.starters import make_starters
from qa.ingest.build import build_index
from qa.interfaces.web.chat import promise
from qa.models.calibration import wrong_at_most
from qa.models.files import SHIPPED
from qa.settings import Settings
from tests.conftest import SEEDS
from tests.interfaces.browser import PATIENCE_MS, Serving, serving
from tests.models.words import Pair

OpenPage = Callable[..., Page]


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """An index of a few of the articles that ship, with questions to begin with, and one's own folder."""
    folder = tmp_path_factory.mktemp("first")
    news = folder / "news"
    news.mkdir()
    (news / "pont.txt").write_text(
        "date 2022-01-06\nUn pont\n\nLe viaduc de Zorblax a été inauguré en 1959 par Anne Martin.", encoding="utf-8"
    )
    shutil.copytree(SEEDS, folder / "seeds")
    settings = Settings(index=str(folder / "index"))
    build_index([news, folder / "seeds"], settings)
    make_starters(settings)
    with serving(folder / "index", folder) as server:
        yield server


def test_it_says_what_is_there_and_offers_verified_questions(own: Serving, open_page: OpenPage) -> None:
    page = open_page(own)
    shown = page.locator("#conversation")
    expect(shown).to_contain_text("19 articles to ask (")
    expect(shown).to_contain_text("French 1")
    question = page.get_by_role("button", name="Par qui est-ce que le viaduc de Zorblax a été inauguré ?")
    expect(question).to_be_visible()
    question.click()
    expect(page.locator("#conversation .gz[lang] mark").first).to_contain_text("Anne Martin", timeout=PATIENCE_MS)


def test_the_samples_can_go_with_one_button(own: Serving, open_page: OpenPage) -> None:
    page = open_page(own)
    page.get_by_role("tab", name="Articles").click()
    page.locator("#facts").get_by_role("button", name="Remove the sample articles…").click()
    expect(page.locator("#work")).to_contain_text("kazakhstan-janvier-2022.txt", timeout=PATIENCE_MS)


def test_the_page_says_how_many_of_the_found_are_wrong_where_that_was_measured(tiny_models: Pair) -> None:
    shipped = Settings(embedder=SHIPPED, reader=SHIPPED)
    highest = ceil(100 * max(share for _, share in wrong_at_most(shipped)))
    assert f"« trouvées », au plus {highest} % sont fausses" in promise("fr", shipped)
    assert f"“found”, at most {highest} % are wrong" in promise("en", shipped)
    unmeasured = Settings(embedder=str(tiny_models.embedder), reader=str(tiny_models.reader))
    assert promise("en", unmeasured).endswith("each with its reference.")
    assert promise("en", Settings(embedder="absent/folder", reader="absent/folder")) == promise("en", unmeasured)


def test_a_file_dropped_on_the_conversation_is_planned(own: Serving, open_page: OpenPage) -> None:
    page = open_page(own)
    expect(page.locator("#conversation")).to_contain_text("articles to ask", timeout=PATIENCE_MS)
    page.evaluate(
        """() => {
            const dataTransfer = new DataTransfer();
            dataTransfer.items.add(new File(["Le phare de Quux brille la nuit."], "phare.txt", { type: "text/plain" }));
            const event = new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true });
            document.querySelector("#conversation").dispatchEvent(event);
        }"""
    )
    expect(page.locator("#work")).to_contain_text("phare.txt", timeout=PATIENCE_MS)


def test_a_question_sent_while_an_answer_is_under_way_is_asked_after_it(own: Serving, open_page: OpenPage) -> None:
    page = open_page(own)
    page.locator("#asking textarea").fill("Qui a inauguré le viaduc de Zorblax ?")
    page.evaluate(  # Enter, while a reply is awaited that ends at once
        """() => {
            const waiting = Object.assign(document.createElement("span"), { className: "gz-waiting" });
            document.querySelector("#conversation").append(waiting);
            const enter = { key: "Enter", bubbles: true, cancelable: true };
            const stop = (event) => event.stopImmediatePropagation(); // as Gradio, which asks one question at a time
            const box = document.querySelector("#asking textarea");
            box.parentElement.addEventListener("keydown", stop, { capture: true, once: true });
            box.dispatchEvent(new KeyboardEvent("keydown", enter));
        }"""
    )
    expect(page.locator("#gz-queued")).to_contain_text("will be asked")
    expect(page.locator("#conversation .gz-question")).to_have_count(0)
    page.evaluate("document.querySelector('#conversation span.gz-waiting').remove()")
    expect(page.locator("#conversation .gz-question")).to_have_count(1, timeout=PATIENCE_MS)
    expect(page.locator("#gz-queued")).to_be_hidden()
