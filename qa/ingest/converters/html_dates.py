"""The day on which a web page says that its article was published: never a comment's, a teaser's or an event's."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from qa.ingest.dates import parse_date
from qa.lang.folding import fold

if TYPE_CHECKING:
    from lxml.etree import _Element

_META_NAMES = (  # only names that mean the day of publication
    "article:published_time", "og:article:published_time", "datepublished", "date", "dc.date", "dc.date.issued",
    "dcterms.date", "dcterms.issued", "dcterms.created", "citation_publication_date", "citation_date",
    "citation_online_date", "parsely-pub-date", "publish-date", "publish_date", "publication_date", "pubdate",
    "publishdate", "published_date", "published-date", "sailthru.date", "cxenseparse:recs:publishtime", "bt:pubdate",
    "article.published", "prism.publicationdate", "release_date",
)  # fmt: skip
_OTHER_KINDS = re.compile(r"Comment|Event|Review|Rating|Question|Answer|Product|Offer|VideoObject|ImageObject|Episode")
# What stands around the times of something else than the article.
_BESIDE_TAGS = frozenset(("aside", "nav", "footer", "form", "dialog"))
_BESIDE = re.compile(
    r"comment(?!aire-article)|repl(?:y|ies)|respon[sd]|disqus|related|associ|similar|teaser|ticker|sidebar|promo|widget|"
    r"agenda|calend|event|evenement|lire-aussi|a-lire|read-?more|newsletter|footer|breadcrumb|carousel|recommend|popular",
    re.IGNORECASE,
)
_PUBLISHED = re.compile(
    r"\bpublie|\bpublication|\bpublished|mis en ligne|paru|posted|written on|issued|ecrit le", re.IGNORECASE
)
_NOT_PUBLISHED = re.compile(
    r"mis[e]? a jour|modifi|updated|last edit|actualis|inscri|rendez-vous|expire", re.IGNORECASE
)
_LONGEST_LINE = 80  # characters around a time; more is prose, which tells of other days


def stated_dates(tree: _Element) -> Iterator[str]:
    """What the page states as the day of publication, the surest first; some may be no dates."""
    metas: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        if not _is_beside(meta, None):
            metas.setdefault(name.strip().lower(), (meta.get("content") or "").strip())
    yield from (metas.get(name, "") for name in _META_NAMES)
    yield from _linked_data(tree)
    main = _main_container(tree)
    times = [time for time in main.iter("time") if time.get("datetime") and not _is_beside(time, main)]
    yield from (
        time.get("datetime") for time in times if time.get("itemprop") == "datePublished" or "pubdate" in time.attrib
    )
    said = [(time, fold(_line(time))) for time in times]
    yield from (time.get("datetime") for time, line in said if _PUBLISHED.search(line))
    alone = [time for time, line in said if len(line) <= _LONGEST_LINE and not _NOT_PUBLISHED.search(line)]
    if main.tag == "article" or len(alone) == 1:  # several, outside an article, belong to links or comments
        yield from (time.get("datetime") for time in alone[:1])


def _main_container(tree: _Element) -> _Element:
    """The `article` that holds most of the page's text; else `main`, else the page."""
    articles = [one for one in tree.iter("article") if not _is_beside(one, None)]
    best = max(articles, key=_prose, default=None)
    if best is not None and (len(articles) == 1 or 2 * _prose(best) >= _prose(tree)):
        return best
    main = next(tree.iter("main"), None)
    return tree if main is None else main


def _prose(element: _Element) -> int:
    """Characters of its paragraphs, those of articles inside it left out."""
    return sum(
        len("".join(paragraph.itertext()))
        for paragraph in element.iter("p", "div")
        if (paragraph.tag == "p" or not len(paragraph)) and not _is_beside(paragraph, element)
    )


def _is_beside(element: _Element, main: _Element | None) -> bool:
    """Whether an element belongs to something else that lies in the page, or in `main`."""
    for above in element.iterancestors():
        if above is main:
            return False
        names = f"{above.get('class') or ''} {above.get('id') or ''}"
        kind = (above.get("itemtype") or "").rpartition("/")[2]
        is_other = above.tag == "article" and main is not None and main.tag == "article"
        if above.tag in ("body", "html", "main"):
            continue
        if (
            is_other
            or above.tag in _BESIDE_TAGS
            or kind in ("Comment", "Event", "Review", "Answer")
            or _BESIDE.search(names)
        ):
            return True
    return False


def _line(time: _Element) -> str:
    """The text of the block that a time stands in, or of the time alone where the block is the article."""
    block = next((above for above in time.iterancestors() if above.tag in ("p", "li", "td", "div", "header")), None)
    text = " ".join("".join((time if block is None else block).itertext()).split())
    if block is not None and block.tag in ("div", "header") and len(text) > _LONGEST_LINE:
        text = " ".join("".join(time.itertext()).split())
    return text


# ---------------------------------------------------------------- linked data


def _linked_data(tree: _Element) -> Iterator[str]:
    """The dates of the articles that the page describes; of several, that of the one which has the page's title."""
    found: list[tuple[str, str]] = []
    for script in tree.xpath('//script[contains(@type, "ld+json")]'):
        try:
            found += _articles(json.loads(script.text or ""))
        except (ValueError, RecursionError):  # pages often hold broken JSON
            continue
    dated = [(title, date) for title, date in found if parse_date(date)]
    if len({date for _, date in dated}) <= 1:
        yield from (date for _, date in dated[:1])
        return
    titles = {_bare("".join(element.itertext())) for element in tree.iter("h1", "title")}
    titles |= {_bare(meta.get("content") or "") for meta in tree.xpath('//meta[@property="og:title"]')}
    yield from (date for title, date in dated if title and any(_bare(title) in named for named in titles))


def _articles(node: object) -> Iterator[tuple[str, str]]:
    """Headline and date of each article of linked data that stands for the page: not of those that it only names."""
    if isinstance(node, list):
        for item in node:
            yield from _articles(item)
    elif isinstance(node, dict):
        kinds = node.get("@type", "Article")
        kinds = kinds if isinstance(kinds, list) else [kinds]
        date = node.get("datePublished")
        if isinstance(date, str) and not any(isinstance(kind, str) and _OTHER_KINDS.search(kind) for kind in kinds):
            title = node.get("headline") or node.get("name")
            yield (title if isinstance(title, str) else ""), date.strip()
        yield from _articles(node.get("@graph"))
        yield from _articles(node.get("mainEntity"))


def _bare(title: str) -> str:
    return " ".join(title.casefold().split())
