"""Every template, fed with hostile text in every place: what comes out has no tag and no attribute but its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jinja2 import meta

import qa.interfaces.web
from qa.interfaces.web.views import environment, render
from qa.lang import LANGUAGES
from qa.values import LanguageCode
from tests.interfaces.web.test_export import Tags

TEMPLATES = Path(qa.interfaces.web.__file__).parent / "templates"
NAMES = sorted(file.name for file in TEMPLATES.glob("*.html"))
CLOSED = {
    "library_orders.html",
    "plan.html",
    "search_found.html",
}  # look words of a closed set up; test_library, test_jobs and test_search feed them
OWN = {
    "failures.html": {"script"},  # its own, under a content policy that knows it by its digest
    "article.html": {"img", "src"},  # the page of a PDF, from this server
}
SOURCES = "".join((TEMPLATES / name).read_text(encoding="utf-8") for name in NAMES)
WORDS = (
    """</bdi></p><script>window.hacked=1</script><img src=x onerror="window.hacked=1">' onclick='x' {{ x }} ${x}\n\n"""
)
DEEP = 4  # lists in lists


class Hostile(str):
    """Hostile words that stand for any value: each of its parts, what it holds and what it returns is hostile too."""

    given_state: str
    deep: int

    def __new__(cls, state: str, deep: int = DEEP) -> Hostile:
        made = super().__new__(cls, WORDS)
        made.given_state, made.deep = state, deep
        return made

    def __getattribute__(self, name: str) -> Any:
        own = object.__getattribute__
        if name == "state":
            return own(self, "given_state")
        if name.startswith("__") or name in ("given_state", "deep", "translate", "replace"):  # as escaping uses it
            return own(self, name)
        return Hostile(own(self, "given_state"), own(self, "deep"))

    def __call__(self, *args: object, **kwargs: object) -> Hostile:
        return self

    def __iter__(self) -> Iterator[Any]:
        return iter([Hostile(self.given_state, self.deep - 1)] * 2 if self.deep else [])

    def __getitem__(self, key: object) -> Hostile:
        return self

    def __contains__(self, other: object) -> bool:
        return True

    def __gt__(self, other: object) -> bool:
        return True

    __ge__ = __lt__ = __le__ = __gt__

    def __add__(self, other: object) -> Hostile:
        return self

    __radd__ = __sub__ = __rsub__ = __add__

    def __mul__(self, other: object) -> Any:
        return 1.0

    __rmul__ = __truediv__ = __rtruediv__ = __floordiv__ = __rfloordiv__ = __mul__

    def __round__(self, digits: int | None = None) -> float:
        return 1.0


@cache
def wanted(name: str) -> set[str]:
    """The values that a template asks for, and those that it includes or imports with its values."""
    environment_ = environment("en")
    source = (TEMPLATES / name).read_text(encoding="utf-8")
    tree = environment_.parse(source)
    names = meta.find_undeclared_variables(tree) - set(environment_.globals)
    for other in meta.find_referenced_templates(tree):
        if other is not None and other.endswith(".html"):
            names |= wanted(other)
    return names


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", ["found", "unsure", "not_found"])
@pytest.mark.parametrize("name", [name for name in NAMES if name not in CLOSED])
def test_hostile_text_stays_text_in_every_template(name: str, state: str, language: LanguageCode) -> None:
    html = render(name, language, **{value: Hostile(state) for value in wanted(name)})
    page = Tags(str(html))
    assert page.tags <= set(re.findall(r"<([a-z][a-z0-9]*)", SOURCES)) | set(re.findall(r'"([a-z]+)"', SOURCES))
    assert page.attributes <= set(re.findall(r"[\s{%}]([a-z][a-z-]*)(?==\"|[\s>{])", SOURCES))
    assert page.tags.isdisjoint({"script", "img", "iframe"} - OWN.get(name, set()))
    assert not {attribute for attribute in page.attributes if attribute.startswith(("on", "src"))} - OWN.get(
        name, set()
    )
    assert all(address.startswith(("/", "./", "#")) and not address.startswith("//") for address in page.addresses)
    assert "${" not in html
    assert "{{" not in html
    assert WORDS.strip() not in html


def test_the_hostile_words_do_come_through() -> None:
    html = render("answer.html", "fr", **{value: Hostile("found") for value in wanted("answer.html")})
    assert "".join(WORDS.split()) in "".join(Tags(str(html)).text.split())
    assert str(html).count("hacked") > 20
