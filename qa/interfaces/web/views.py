"""Templates -> HTML: the one place where the page's markup is made, with everything escaped that is not a template.

Templates are in `templates/*.html`, styles and scripts in `static/`. What a template prints with `{{ … }}` is text
unless another template made it: markup in it, control characters, marks that change the reading direction and the
signs of Gradio's own templates stay signs. There is no filter that switches this off.

In a template:
    `{{ title | text }}`: untrusted text apart from its neighbours, so that a right-to-left word does not reorder them
    `{{ title }}`: the same without its element, for attributes and for words that are ours
    `{{ _("Citation {number} of {count}", number=1, count=2) }}`: a sentence in the reader's language, `language`
    `{{ ngettext("{count} article", "{count} articles", count) }}`: the same with its plural
    `{{ pgettext("conversations", "Earlier") }}`: the same where the language says it in several ways
    `{{ score | number(2) }}`: a number as the language writes it
    `{{ words | json }}`: a value for a script, in a `data-` attribute
    `where(citation)`, `when(citation)`, `language_name(code)`, `period(since, until)`,
    `percent(confidence)`: as elsewhere

A line break in a template stands for nothing beside a tag, HTML's or Jinja's own, and for a space elsewhere: the chat's
Markdown reader wants each reply on one line.
"""

from __future__ import annotations

import html
import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, partial
from itertools import pairwise
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from markupsafe import Markup

from qa.interfaces import i18n
from qa.interfaces.format import percent
from qa.interfaces.i18n import catalogue
from qa.interfaces.periods import period
from qa.interfaces.places import language_name, web_address, when, where
from qa.values import LanguageCode

STATIC = Path(__file__).parent / "static"
_BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"  # they reorder what stands around
# Written as references: a line break would hand the text to the Markdown reader, Gradio turns tabs into spaces, and its
# HTML component has templates of its own, ${…} and {{…}}.
_REFERENCES = {ord(c): f"&#{ord(c)};" for c in "\t\n\r\f{$"}
_LINE_BREAK = re.compile(r"\n[ \t\n]*")
_BESIDE_A_TAG = re.compile(rf"(?<=>){_LINE_BREAK.pattern}|{_LINE_BREAK.pattern}(?=<)")


def render(template: str, language: LanguageCode, **values: object) -> Markup:
    """The HTML of `templates/<template>` on one line, its words in `language`; text among the values is escaped."""
    return Markup(environment(language).get_template(template).render(**values))


@cache
def environment(language: LanguageCode) -> Environment:
    """Jinja2 as every part of the page uses it: an unknown name is an error, and all that is printed is escaped."""
    made = Environment(
        loader=PackageLoader("qa.interfaces.web", "templates"),
        autoescape=True,
        finalize=escape,
        undefined=StrictUndefined,
        extensions=[_OneLine],
        auto_reload=False,  # a file is read once
    )
    del made.filters["safe"]  # nothing that comes to a template as text leaves it as markup
    made.globals |= {**_words(language), "language": language, "percent": percent}
    made.filters |= {
        "text": text,
        "join": _join,
        "number": lambda value, decimals=0: number(value, language, decimals),
        "web_address": web_address,
        "json": lambda value: json.dumps(value, ensure_ascii=False),
    }
    return made


def _words(language: LanguageCode) -> dict[str, Callable[..., str]]:
    """The functions of a template that say something in the reader's language."""
    said = catalogue(language)

    def filled(translated: str, values: Mapping[str, object]) -> Markup:
        if not values:
            return escape(translated)
        return Markup(html.escape(translated)).format(**{name: escape(value) for name, value in values.items()})

    def gettext(sentence: str, **values: object) -> Markup:
        return filled(said.gettext(sentence), values)

    def pgettext(context: str, sentence: str, **values: object) -> Markup:
        return filled(said.pgettext(context, sentence), values)

    def ngettext(singular: str, plural: str, count: int, **values: object) -> Markup:
        return filled(said.ngettext(singular, plural, count), {"count": number(count, language), **values})

    in_language: dict[str, Callable[..., str]] = {
        "where": where,
        "when": when,
        "language_name": language_name,
        "period": period,
    }
    return {
        "_": gettext,
        "pgettext": pgettext,
        "ngettext": ngettext,
        **{name: partial(function, language=language) for name, function in in_language.items()},
    }


class _OneLine(Extension):
    """Takes the line breaks out of templates when they are read; those of values are references by then."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """The tokens of a template, the HTML among them without line breaks."""
        tokens = [Token(1, "block_end", ""), *stream, Token(1, "block_begin", "")]
        for (before, token), (_, after) in pairwise(pairwise(tokens)):
            if token.type != "data":
                yield token
                continue
            markup = _BESIDE_A_TAG.sub("", token.value)
            if before.type == "block_end" and (start := _LINE_BREAK.match(markup)):
                markup = markup[start.end() :]
            if after.type == "block_begin" and (end := re.search(rf"{_LINE_BREAK.pattern}$", markup)):
                markup = markup[: end.start()]
            yield Token(token.lineno, "data", _LINE_BREAK.sub(" ", markup))


def _join(values: Iterable[object], separator: str = "") -> Markup:
    """Jinja's filter of this name, with our own escaping."""
    return escape(separator).join(map(escape, values))


def text(untrusted: str) -> Markup:
    """Text apart from its neighbours, as HTML."""
    return Markup("<bdi>{}</bdi>").format(escape(untrusted))


def escape(value: object) -> Markup:
    """What stands for a value in HTML: itself where a template has made it, else text and only text."""
    if isinstance(value, Markup):
        return value
    return Markup(html.escape(visible(str(value)), quote=True).translate(_REFERENCES))


def visible(untrusted: str) -> str:
    """Text without control characters but white space, and without what changes the reading direction."""
    return "".join(
        c if c in "\t\n\r\f" or unicodedata.category(c) not in ("Cc", "Cs") else "\N{REPLACEMENT CHARACTER}"
        for c in untrusted
        if c not in _BIDI
    )


def number(value: float, language: LanguageCode, decimals: int = 0) -> str:
    """A number with so many decimals, as the language writes it."""
    return i18n.number(value, language, decimals=decimals).replace("-", "\N{MINUS SIGN}")


def static_files(suffix: str) -> list[Path]:
    """The style sheets (".css") or scripts (".js") of the page: what all parts share, then the parts by name."""
    return sorted(STATIC.glob(f"*{suffix}"), key=lambda file: (file.stem != "base", file.name))


def script(name: str) -> str:
    """The script `static/<name>`, for `gr.HTML(js_on_load=…)`: there it has `element`, `trigger`, `props`, `watch`."""
    return (STATIC / name).read_text(encoding="utf-8")
