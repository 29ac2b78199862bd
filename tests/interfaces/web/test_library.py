"""The page's second tab as its readers meet it: look, add, remove, put back; both languages, keyboard, phone, dark."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest
from playwright.sync_api import Locator, Page, TimeoutError, expect

from qa.errors import Message
from qa.index.catalog import CatalogPage, Entry, Order
from qa.ingest.articles import article_id
from qa.ingest.build import build_index
from qa.interfaces.web.jobs import Job, Step, problem_html, progress_html, report_html
from qa.interfaces.web.library import exclusions_html, facts_html, list_html, orders_html, periods
from qa.reports import BuildReport, FileReport, FileStatus
from qa.settings import Settings
from qa.values import LanguageCode
from tests.interfaces.browser import PATIENCE_MS, Serving, ask, serving
from tests.interfaces.web.test_chat import CONTRAST, OpenPage
from tests.interfaces.web.test_reply import HOSTILE as HOSTILE_TEXTS
from tests.interfaces.web.test_reply import Shown

HOSTILE = '<img src=x onerror="window.hacked=1">${window.hacked=1} {{#if 1}}'
SLOW_MS = 60_000  # a build starts a process
OUR_TAGS = {"div", "section", "details", "summary", "h3", "h4", "p", "ul", "li", "span", "bdi", "button", "input"}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with articles, of which one is hostile, and the index of them."""
    folder = tmp_path_factory.mktemp("library")
    (folder / "news").mkdir()
    texts = {
        "phare.txt": "date 2019-05-05\nLe phare de Brest\n\nLe phare de Brest fut allumé par Marc Blanc en 1863.",
        "mayor.txt": "date 2021-06\nThe mayor\n\nThe mayor of Leeds is Luke Small, who opened the bridge.",
        f"{HOSTILE.replace('/', '')}.txt": f"{HOSTILE}\n\n{'Zorblax' * 30} est le gardien du phare.",
    }
    for name, text in texts.items():
        (folder / "news" / name).write_text(text, encoding="utf-8")
    rows = "".join(f"Brève {n},La brève numéro {n} parle du temps.,{1967 + n}-01\n" for n in range(1, 60))
    (folder / "news" / "breves.csv").write_text(f"title,text,date\n{rows}", encoding="utf-8")
    build_index([folder / "news"], Settings(index=str(folder / "index")))
    return folder


@pytest.fixture
def archive(built: Path, tmp_path: Path) -> Iterator[Serving]:
    """A server over a copy that a test may change."""
    shutil.copytree(built, tmp_path / "user")
    with serving(tmp_path / "user" / "index", tmp_path / "user") as server:
        yield server


def open_tab(page: Page) -> None:
    page.get_by_role("tab", name="Articles").click()
    expect(page.locator("#article-list .gz-entry, #facts p").first).to_be_visible(timeout=PATIENCE_MS)


def unfold(page: Page) -> None:
    page.locator("#adding > button").click()
    expect(page.locator(".gz-drop")).to_be_visible()


def shown(page: Page, kind: str) -> Locator:
    section = page.locator(f"section.gz-work[data-kind={kind}]")
    expect(section).to_be_visible(timeout=SLOW_MS)
    return section


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


WORDS = {
    "fr": {
        **{"locale": "fr-FR", "all": "1 – 50 sur 62", "none": "Aucun article ne contient ces mots", "next": "Suivants"},
        **{"rest": "51 – 62 sur 62", "remove": "Retirer la sélection…", "added": "Ajouté (1)"},
        **{"skipped": "Illisible (1)", "empty": "Le fichier est vide", "go": "Mettre l’index à jour"},
        **{"done": "C’est fait", "removed": "Retiré (1)", "stays": "son fichier reste sur le disque"},
        **{"out": "Exclu de l’index (1)", "back": "Remettre news/phare.txt", "undated": "1 sans date"},
    },
    "en": {
        **{"locale": "en-US", "all": "1 – 50 of 62", "none": "No article has these words", "next": "Next"},
        **{"rest": "51 – 62 of 62", "remove": "Remove selected…", "added": "Added (1)"},
        **{"skipped": "Cannot be read (1)", "empty": "The file is empty", "go": "Update the index"},
        **{"done": "Done", "removed": "Removed (1)", "stays": "its file stays on the disk"},
        **{"out": "Excluded from the index (1)", "back": "Put back news/phare.txt", "undated": "1 without a date"},
    },
}


@pytest.mark.parametrize(("language", "width", "scheme"), [("fr", 390, "dark"), ("en", 1280, "light")])
def test_look_add_remove_and_put_back(
    archive: Serving, open_page: OpenPage, tmp_path: Path, language: str, width: int, scheme: str
) -> None:
    words = WORDS[language]
    page = open_page(archive, words["locale"], width=width, scheme=scheme)
    open_tab(page)

    # look
    expect(page.locator("#facts")).to_contain_text(words["undated"])
    expect(page.locator("#article-list .gz-count").first).to_have_text(words["all"])
    expect(page.locator("#article-list .gz-entry").first).to_have_text("Brève 59")
    for part in (
        "#facts dt",
        "#facts summary",
        "#article-list .gz-meta",
        ".gz-count",
        ".gz-turn:enabled",
        "#orders select",
    ):
        assert page.locator(part).first.evaluate(CONTRAST) >= 4.5, part
    page.get_by_role("button", name=words["next"]).first.click()
    expect(page.locator("#article-list .gz-count").first).to_have_text(words["rest"])
    expect(page.locator("#article-list .gz-entry").first).to_be_focused()
    expect(page.locator("#article-list .gz-entry").last).to_have_text(HOSTILE)  # which has no date
    page.locator("#orders select").select_option("longest")
    expect(page.locator("#article-list .gz-entry").first).to_have_text(HOSTILE)
    search = page.locator("#find input, #find textarea").first
    search.fill("PHARE brést")
    expect(page.locator("#article-list .gz-entry")).to_have_text(["Le phare de Brest"])
    expect(page.locator("#article-list .gz-entry")).to_have_attribute("data-article", article_id("news/phare.txt"))
    search.fill("zzz")
    expect(page.locator("#article-list")).to_contain_text(words["none"])
    search.fill("")
    assert fits(page)

    # add
    unfold(page)
    (tmp_path / "drop").mkdir()
    letter, empty = tmp_path / "drop" / "lettre été.txt", tmp_path / "drop" / "vide.txt"
    letter.write_text(
        "date 2023\nLa jetée\n\nLa jetée de Granville fut bâtie par Jeanne Roux en 1901.", encoding="utf-8"
    )
    empty.touch()
    page.set_input_files(".gz-drop input", [letter, empty])
    plan = shown(page, "plan")
    for told in (words["added"], "uploads/lettre été.txt", words["skipped"], words["empty"]):
        expect(plan).to_contain_text(told)
    expect(plan.locator("h3")).to_be_focused()
    assert not (archive.index / "uploads").exists()
    for part in ("h3", "h4", ".gz-meta", ".gz-go", "[value=close]"):
        assert plan.locator(part).first.evaluate(CONTRAST) >= 4.5, part
    plan.get_by_role("button", name=words["go"]).press("Enter")
    report = shown(page, "report")
    expect(report).to_contain_text(words["done"])
    expect(page.get_by_role("status").filter(has_text=words["done"])).to_have_count(1)  # read out
    assert [path.name for path in (archive.index / "uploads").iterdir()] == ["lettre été.txt"]
    assert not any((archive.index / ".incoming").rglob("*.txt"))
    expect(page.locator("#article-list .gz-count").first).to_contain_text("63")
    report.locator("[value=close]").click()
    expect(page.locator("section.gz-work")).to_have_count(0)

    # remove and put back
    search.fill("phare.txt")
    expect(page.locator("#article-list .gz-entry")).to_have_count(1)
    expect(page.get_by_role("button", name=words["remove"])).to_be_disabled()
    page.locator("#article-list .gz-list input").check()
    page.get_by_role("button", name=words["remove"]).click()
    plan = shown(page, "plan")
    for told in (words["removed"], "news/phare.txt", words["stays"]):
        expect(plan).to_contain_text(told)
    plan.locator("[value=confirm]").click()
    shown(page, "report")
    assert (tmp_path / "user" / "news" / "phare.txt").exists()
    expect(page.locator("#article-list .gz-entry")).to_have_count(0)
    page.locator("#exclusions summary").click()
    expect(page.locator("#exclusions summary")).to_have_text(words["out"])
    page.get_by_role("button", name=words["back"]).click()
    shown(page, "plan").locator("[value=confirm]").click()
    shown(page, "report")
    expect(page.locator("#article-list .gz-entry")).to_have_count(1)
    assert fits(page)

    # stop indexing
    page.locator("#facts summary").click()
    page.locator("#facts [name=remove]").last.click()
    expect(shown(page, "plan")).to_contain_text("uploads/lettre été.txt")
    page.locator("section [value=close]").click()

    # and the chat knows
    page.get_by_role("tab", name="Questions").click()
    reply = ask(page, "Qui a bâti la jetée de Granville ?")
    expect(reply).to_contain_text("Jeanne Roux")
    expect(reply).to_contain_text("uploads/lettre été.txt")
    assert fits(page)


def test_by_keyboard_alone(archive: Serving, open_page: OpenPage) -> None:
    page = open_page(archive)

    def tab_to(target: Locator) -> None:
        for _ in range(80):
            if target.evaluate("element => element === document.activeElement"):
                return
            page.keyboard.press("Tab")
        raise AssertionError(f"{target} cannot be reached")

    def opens_chooser() -> bool:
        """On a busy machine Gradio puts what is in an accordion anew just after it has opened: the focus is lost."""
        tab_to(page.locator(".gz-drop input"))
        try:
            with page.expect_file_chooser(timeout=PATIENCE_MS / 6):
                page.keyboard.press("Enter")
        except TimeoutError:
            return False
        return True

    tab = page.get_by_role("tab", name="Articles")
    tab.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#article-list .gz-entry").first).to_be_visible(timeout=PATIENCE_MS)
    tab_to(page.locator("#adding > button"))
    page.keyboard.press("Enter")
    expect(page.locator(".gz-drop")).to_be_visible()
    assert any(opens_chooser() for _ in range(6))
    tab_to(page.locator("#check"))
    page.keyboard.press("Enter")
    shown(page, "plan")  # "nothing would change" has the keyboard
    tab_to(page.locator("section [value=close]"))
    page.keyboard.press("Enter")
    expect(page.locator("section.gz-work")).to_have_count(0)
    expect(page.locator("#find input, #find textarea").first).to_be_focused()
    tab_to(page.locator("#orders select"))
    tab_to(page.locator("#article-list .gz-list input").first)
    page.keyboard.press("Space")
    expect(page.locator(".gz-remove")).to_be_enabled()


def test_a_list_that_another_page_has_changed(archive: Serving, open_page: OpenPage) -> None:
    page = open_page(archive)
    open_tab(page)
    page.get_by_role("button", name="Next").first.click()
    remove = page.locator(".gz-remove")
    last = page.locator("#article-list .gz-list li", has_text=f"news/{HOSTILE}.txt").locator("input")
    last.check()
    expect(remove).to_be_enabled()
    build_index([], Settings(index=str(archive.index)), remove=("news/phare.txt",))
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # as when its tab is shown again
    expect(page.locator("#article-list .gz-count").first).to_have_text("51 – 61 of 61")
    expect(last).to_be_checked()  # in another place of the list now
    expect(page.locator("#article-list .gz-list input:checked")).to_have_count(1)
    expect(remove).to_be_enabled()

    build_index([], Settings(index=str(archive.index)), remove=(f"news/{HOSTILE}.txt",))
    remove.click()
    expect(shown(page, "plan")).to_contain_text("Nothing would change")
    expect(page.locator("#article-list .gz-count").first).to_have_text("51 – 60 of 60")
    expect(page.locator("#article-list .gz-list input:checked")).to_have_count(0)
    expect(remove).to_be_disabled()


def test_hostile_articles_on_a_phone(archive: Serving, open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page(archive, width=390)
    open_tab(page)
    page.locator("#find input, #find textarea").first.fill("hacked")
    expect(page.locator("#article-list .gz-entry")).to_have_text([HOSTILE])
    page.locator("#article-list .gz-list input").check()
    page.locator(".gz-remove").click()
    plan = shown(page, "plan")
    expect(plan).to_contain_text(f"news/{HOSTILE}.txt")
    unfold(page)
    evil = tmp_path / '<b onmouseover="window.hacked=1">${1}.txt'
    evil.write_text(f"{HOSTILE}\n\nUn texte.", encoding="utf-8")
    page.set_input_files(".gz-drop input", [evil])
    expect(plan).to_contain_text("uploads/_b onmouseover=_window.hacked=1____1_.txt", timeout=SLOW_MS)
    expect(plan).not_to_contain_text("news/")  # the other plan is given up
    assert page.locator("#facts, #article-list, section.gz-work").locator("img, b, script").count() == 0
    assert fits(page)


def name_folder(page: Page, typed: str, told: str) -> None:
    """Name a folder until the page says so: where it draws its accordion anew meanwhile, what was typed is lost."""
    for _ in range(6):
        page.locator("#naming input, #naming textarea").first.fill(typed)
        page.locator("#naming button").click()
        with suppress(AssertionError):
            return expect(page.locator("section.gz-work")).to_contain_text(told, timeout=SLOW_MS / 6)
    raise AssertionError(f"the page never says {told!r}")


def test_mistakes_and_limits_are_told(built: Path, open_page: OpenPage, tmp_path: Path) -> None:
    shutil.copytree(built, tmp_path / "user")
    with serving(tmp_path / "user" / "index", tmp_path / "user", max_upload_files="2") as server:
        page = open_page(server, "fr-FR")
        open_tab(page)
        unfold(page)
        files = [{"name": f"{n}.txt", "mimeType": "text/plain", "buffer": b"Un."} for n in range(3)]
        page.set_input_files(".gz-drop input", files)  # type: ignore[arg-type]
        expect(page.locator(".gz-sent")).to_contain_text("Trop de fichiers")
        path = page.locator("#naming input, #naming textarea").first
        for typed, told in (("/nulle/part", "n’existe pas"), ("  ", "Indiquez d’abord le chemin")):
            name_folder(page, typed, told)
        more = tmp_path / "more"
        more.mkdir()
        (more / "a.txt").write_text("La rade\n\nLa rade de Toulon est vaste.", encoding="utf-8")
        path.fill(f'"{more}"')
        path.press("Enter")
        expect(shown(page, "plan")).to_contain_text("more/a.txt")
        page.locator("section [value=close]").click()
        page.close()
        assert server.stop() == (0, "", "")
    assert not (tmp_path / "user" / "index" / ".incoming").exists()


def test_an_index_that_is_not_there_yet(open_page: OpenPage, tmp_path: Path) -> None:
    (tmp_path / "serving").mkdir()
    with serving(tmp_path / "none", tmp_path / "serving") as server:
        page = open_page(server)
        open_tab(page)
        expect(page.locator("#facts")).to_contain_text("There are no articles yet")
        expect(page.locator(".gz-drop")).to_be_visible()  # unfolded by itself
        file = {"name": "a.txt", "mimeType": "text/plain", "buffer": b"The pier\n\nJane Small opened the pier in 1899."}
        page.set_input_files(".gz-drop input", file)  # type: ignore[arg-type]
        shown(page, "plan").locator("[value=confirm]").click()
        shown(page, "report")
        page.get_by_role("tab", name="Questions").click()
        expect(ask(page, "Who opened the pier?")).to_contain_text("Jane Small")
        page.close()  # before the server: an open page tells of its lost stream


# ---------------------------------------------------------------- parts


REPORT = BuildReport(
    index="i",
    generation=2,
    published=False,
    dry_run=True,
    files=(
        FileReport("<b>a</b>.txt", "added", articles=2, date="2022"),
        *(FileReport(f"{n}.pdf", "skipped", Message("The file is empty: fill it or remove it.")) for n in range(250)),
        FileReport("c.txt", "left out"),
        FileReport("d.txt", "unchanged"),
    ),
    articles=1200,
    passages=3400,
    embedded=3,
    seconds=1.0,
)


def test_a_long_plan_is_cut_and_counted() -> None:
    plan = report_html(REPORT, "fr")
    for told in (
        "Ajouté (1)",
        "&lt;b&gt;a",
        "Illisibles (250)",
        "et 50 autres",
        "Sans changement : 1",
        "1\u202f200 articles",
    ):
        assert told in plan, told
    assert plan.count("Le fichier est vide") == 200
    assert "confirm" in plan


def test_a_plan_without_changes_cannot_be_confirmed() -> None:
    idle = replace(REPORT, files=REPORT.files[1:])
    plan = Job(0, dry_run=True)
    for report, changes in ((REPORT, True), (idle, False)):
        plan.take(report)
        assert plan.changes == changes
        assert ("confirm" in report_html(report, "en")) == changes
    assert "Nothing would change" in report_html(idle, "en")
    assert "Nothing changed" in report_html(replace(idle, dry_run=False), "en")


def test_each_number_has_its_grammar() -> None:
    one = replace(REPORT, articles=1, passages=1, embedded=1)
    assert "Ensuite : 1 article, 1 passage, dont 1 nouveau." in report_html(one, "fr")
    assert "Afterwards: 1 article, 1 passage, 1 of them new." in report_html(one, "en")
    assert "1 200 articles, 3 400 passages, dont 3 nouveaux" in report_html(REPORT, "fr").replace("\u202f", " ")
    done = replace(one, dry_run=False, published=True, seconds=1.6)
    assert "1 article, 1 passage, dont 1 nouveau ; 2 s." in report_html(done, "fr").replace("\xa0", " ")


@pytest.mark.parametrize("status", get_args(FileStatus))
@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_status_and_order_has_its_words(status: FileStatus, language: LanguageCode) -> None:
    report = replace(REPORT, files=(FileReport("a.txt", status), FileReport("b.txt", status)))
    assert ("(2)" in report_html(report, language)) == (status != "unchanged")
    assert orders_html("title", language).count("<option") == len(get_args(Order))


def test_progress_is_worded_for_one_and_for_many() -> None:
    job = Job(0, dry_run=True)
    told = []
    for done in (1, 22):
        job.take(Step("read", done, 22))
        told += [progress_html(job, "fr"), progress_html(job, "en")]
    for sentence, html in zip(
        ("Fichiers lus : 1 sur 22", "Files read: 1 of 22", "Fichiers lus : 22 sur 22", "Files read: 22 of 22"),
        told,
        strict=True,
    ):
        assert f"<p>{sentence}</p>" in html


def test_periods() -> None:
    assert periods([("2021-11", 2), ("2022-02", 1)]) == [("2021-11", 2), ("2021-12", 0), ("2022-01", 0), ("2022-02", 1)]
    assert periods([("2020", 1), ("2022-02", 1)]) == [("2020", 1), ("2021", 0), ("2022", 1)]
    assert periods([("1901-01", 1), ("2022-02", 4)])[-1] == ("2020–2029", 4)
    assert periods([("0900", 1), ("2022", 4)])[0] == ("0900–0999", 1)
    assert periods([("0001", 1), ("9999", 4)])[0] == ("0000–0999", 1)
    assert periods([]) == []


@pytest.mark.parametrize("hostile", [*HOSTILE_TEXTS, HOSTILE])
def test_html_is_only_ours(hostile: str) -> None:
    entry = Entry('a1:"><b>', hostile, hostile, None, "en", 10)
    report = replace(REPORT, files=(FileReport(hostile, "skipped", hostile, date=hostile),))
    for html in (
        list_html(CatalogPage((entry,), 0, 1, True), hostile, "fr"),
        exclusions_html([hostile], "en"),
        report_html(report, "fr"),
        problem_html(hostile, "en"),
    ):
        assert set(Shown(html).tags) <= OUR_TAGS
        assert not [sign for sign in ("${", "{{") if sign in html]
    assert "There are no articles" in facts_html(None, "en")
