"""Templates: whatever text they are given stays text, in every place where a template can print it."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError
from markupsafe import Markup

import qa.interfaces.web
from qa.interfaces.web.views import environment, escape, number, static_files, visible
from tests.interfaces.web.test_reply import BIDI, HOSTILE, Shown, letters

WEB = Path(qa.interfaces.web.__file__).parent
TEXT = st.text(st.characters(codec="utf-8") | st.sampled_from("abc<>/&#;\"'{}$% \n\r\t\f" + BIDI))
EVERYWHERE = """
<div title="{{ x }}" data-words="{{ [x] | json }}">
  <p>{{ x }}</p>
  <p>{{ x | text }}</p>
  <p>{{ _("Deleted: {title}", title=x) }}</p>
  <p>{{ [x, x | text] | join(x) }}</p>
  {% set part %}<b>{{ x }}</b>{% endset %}
  {% macro again(y) %}<i>{{ y }}{{ caller() }}</i>{% endmacro %}
  {% call again(x) %}{{ x }}{% endcall %}
  {{ part }}
</div>
"""

MARKUP_MADE = re.compile(r"\{[{%][^}]*~|autoescape|Markup|=\{\{|<script(?!>\{\{ script \}\}</script>)|\son\w+=")

from_string = cache(environment("en").from_string)


def written(template: str, **values: object) -> str:
    return from_string(template).render(**values)


@given(TEXT)
def test_text_stays_text_wherever_it_is_printed(untrusted: str) -> None:
    html = written(EVERYWHERE, x=untrusted)
    shown = Shown(html)
    assert shown.tags == ["div", "p", "p", "bdi", "p", "p", "bdi", "i", "b"]
    seen = letters(untrusted)
    assert dict(shown.attributes)["title"] == seen
    assert letters(json.loads(dict(shown.attributes)["data-words"] or "")[0]) == seen
    assert shown.inside("p") == [seen, seen, f"Deleted: {seen}", seen * 3]
    assert (shown.inside("i"), shown.inside("b")) == ([seen * 2], [seen])
    assert not set("\n\r\t{$" + BIDI) & set(html)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_sentence_that_a_template_did_not_write_is_text(hostile: str) -> None:
    assert Shown(written("<p>{{ _(x) }}</p>", x=hostile)).inside("p") == [letters(hostile)]


def test_only_templates_make_markup() -> None:
    with pytest.raises(UndefinedError):
        written("{{ forgotten }}")
    with pytest.raises(Exception, match="No filter named 'safe'"):
        written("{{ x | safe }}", x="<b>")
    for file in (WEB / "templates").glob("*.html"):
        source = file.read_text(encoding="utf-8")
        assert not MARKUP_MADE.search(source), file.name
    for file in WEB.glob("*.py"):
        if file.name != "views.py":
            assert "Markup(" not in file.read_text(encoding="utf-8"), file.name


def test_line_breaks_of_a_template() -> None:
    template = (
        '<p class="a"\n   title="b">\n  one {{ x }}\n  two\n  <b>three</b>\n{% if x %}\n  four\n{% endif %}\n</p>\n'
    )
    assert written(template, x=" 1 ") == '<p class="a" title="b">one  1  two<b>three</b>four</p>'


def test_a_page_of_a_template_is_not_escaped_again() -> None:
    assert escape(Markup("<b>x</b>")) == "<b>x</b>"
    assert written("{{ x }}", x=escape("<")) == "&lt;"


def test_numbers_as_the_language_writes_them() -> None:
    assert (number(-1.75, "fr", 1), number(-1.25, "en", 2), number(3, "en")) == ("−1,8", "−1.25", "3")


def test_styles_are_found_by_themselves() -> None:
    first, *others = [file.name for file in static_files(".css")]
    assert first == "base.css"
    assert others == sorted({file.name for file in (WEB / "static").glob("*.css")} - {first})
    assert "language.html" in environment("fr").list_templates()


def test_half_a_character_is_replaced() -> None:
    assert visible("a\ud800\0b\u202e") == "a\ufffd\ufffdb"
