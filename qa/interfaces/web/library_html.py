"""What an index holds -> HTML: its facts, its articles by date and language, the list, what is left out.

Every word of an article or a file name is only ever text; the words around it are in the reader's language.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from qa.index.catalog import CatalogPage, Contents, Entry, Order
from qa.ingest.uploads import UPLOADS
from qa.interfaces.i18n import N_, say
from qa.interfaces.web.text import safe
from qa.values import LanguageCode

COLUMNS = 36  # of a chart, at most
SOURCES = 20  # that are named
ORDERS: Mapping[Order, str] = {
    "newest": N_("Newest first"),
    "oldest": N_("Oldest first"),
    "title": N_("By title"),
    "path": N_("By path"),
    "language": N_("By language"),
    "longest": N_("Longest first"),
    "shortest": N_("Shortest first"),
}
SHELF_STYLE = """
:is(#facts, #drop, #work, #orders, #sheet, #left-out), :is(#facts, #drop, #work, #orders, #sheet, #left-out) > * {
  padding: 0; min-height: 0; }
:is(#facts, #left-out):not(:has(.gz)) { display: none; }
#find { flex-wrap: nowrap; gap: .6rem; }
#naming { gap: .6rem; }
#naming button { font-size: .95rem; white-space: nowrap; }
#check { align-self: flex-start; width: auto; }
.gz-shelf h3 { margin: 0 0 .5rem; font-size: 1rem; font-weight: 600; color: inherit; }
.gz-shelf dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr)); gap: .8rem 1.2rem;
  margin: 0; }
.gz-shelf dt { font-size: .8rem; color: var(--soft); }
.gz-shelf dd { margin: 0; font-size: 1.05rem; font-weight: 600; font-variant-numeric: tabular-nums; }
.gz-charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 19rem), 1fr)); gap: 1.4rem 2rem;
  margin-top: 1.4rem; }
.gz-shelf ul, .gz-shelf ol { margin: 0; padding: 0; }
.gz-shelf li { list-style: none; margin: 0; }
.gz-columns { display: flex; align-items: flex-end; gap: 2px; height: 6.5rem;
  border-bottom: 1px solid var(--border-color-primary); }
.gz-columns li { flex: 1 1 0; min-width: 2px; max-width: 3rem; height: 100%; display: flex; align-items: flex-end; }
.gz-bar { display: block; border-radius: 3px 3px 0 0; background: #64748b; }
.dark .gz-bar { background: #94a3b8; }
.gz-columns .gz-bar { width: 100%; }
.gz-columns li:hover .gz-bar, .gz-rows li:hover .gz-bar { background: #d97706; }
.gz-axis { display: flex; justify-content: space-between; font-size: .8rem; color: var(--soft); }
.gz-rows li { display: grid; grid-template-columns: 5.5rem 1fr auto; gap: .7rem; align-items: center; padding: .2rem 0;
  font-size: .9rem; }
.gz-rows .gz-bar { height: .8rem; min-width: 2px; border-radius: 0 3px 3px 0; }
.gz-sr { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.gz-tools { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem .8rem; margin: .2rem 0 .6rem; }
.gz-tools .gz-count { margin-right: auto !important; font-size: .9rem; color: var(--soft); }
.gz-button { padding: .3rem .9rem; border-radius: 8px; cursor: pointer; font-size: .9rem; line-height: 1.5;
  color: inherit; background: var(--background-fill-secondary); border: 1px solid var(--border-color-primary); }
.gz-button:hover:enabled { border-color: currentColor; }
.gz-button:focus-visible, .gz-entry:focus-visible, .gz-shelf summary:focus-visible, .gz-shelf input:focus-visible {
  outline: 2px solid currentColor; outline-offset: 2px; }
.gz-button:disabled { opacity: .55; cursor: default; }
.gz-button.gz-go { background: #1e293b; border-color: #1e293b; color: #fff; font-weight: 600; }
.dark .gz-button.gz-go { background: #e2e8f0; border-color: #e2e8f0; color: #0f172a; }
.gz-list li { display: flex; gap: .7rem; align-items: flex-start; padding: .55rem .1rem;
  border-top: 1px solid var(--border-color-primary); }
.gz-list input, .gz-tools input { flex: none; width: 1.1rem; height: 1.1rem; margin: .2rem 0 0 .1rem;
  accent-color: #475569; }
.gz-tools input { margin-top: 0; }
.gz-list li > div { min-width: 0; }
.gz-shelf .gz-entry { padding: 0; border: 0; background: none; cursor: pointer; text-align: start; font-weight: 600;
  color: inherit; overflow-wrap: anywhere; }
.gz-shelf .gz-entry:hover { text-decoration: underline; }
.gz-meta { font-size: .82rem; color: var(--soft); }
.gz-meta > *:not(:last-child)::after { content: " ·"; }
#orders { flex: none; width: auto; min-width: 0 !important; }
.gz-orders { height: 2.4rem; padding: 0 .7rem; border-radius: var(--input-radius); font-size: .9rem; cursor: pointer;
  appearance: auto; color: var(--body-text-color); background: var(--input-background-fill);
  border: 1px solid var(--border-color-primary); }
.gz-orders:focus-visible { outline: 2px solid currentColor; outline-offset: 1px; }
.gz-shelf details { margin-top: 1rem; }
.gz-left li { display: flex; flex-wrap: wrap; gap: .3rem .8rem; align-items: baseline; padding: .25rem 0; }
"""


def problem_html(sentence: str, language: LanguageCode) -> str:
    """Why the index cannot be shown."""
    return f'<div class="gz gz-shelf gz-problem" lang="{language}"><p>{safe(sentence)}</p></div>'


def facts_html(contents: Contents | None, language: LanguageCode) -> str:
    """The index in figures and charts; the way to fill it where it is empty or was never built."""
    if contents is None or not contents.manifest.articles:
        empty = say(language, "There is no article yet. Add some below: what you ask is answered from them alone.")
        return f'<div class="gz gz-shelf" lang="{language}"><p>{empty}</p></div>'
    manifest = contents.manifest
    day = manifest.built_at.partition("T")[0]
    facts = [
        (say(language, "articles"), number(manifest.articles, language)),
        (say(language, "passages"), number(manifest.passage_count, language)),
        (say(language, "dates"), _span(manifest.first_date, manifest.last_date, language)),
        (say(language, "built"), safe(day)),
        (
            say(language, "size"),
            say(language, "{megabytes} MB", megabytes=_decimal(contents.size_bytes / 1e6, language)),
        ),
    ]
    figures = "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in facts)
    charts = _dates(contents, language) + _languages(contents, language)
    return (
        f'<div class="gz gz-shelf" lang="{language}"><dl>{figures}</dl><div class="gz-charts">{charts}</div>'
        f"{_sources(manifest.sources, language)}</div>"
    )


def _span(first: str | None, last: str | None, language: LanguageCode) -> str:
    if first is None or last is None:
        return say(language, "undated")
    return safe(first) if first == last else f"{safe(first)} – {safe(last)}"


def _sources(sources: Sequence[str], language: LanguageCode) -> str:
    """Where the articles come from, and how to stop following one; `qa.interfaces.web.library_js` hears the buttons."""
    items = ""
    for source in sources[:SOURCES]:
        name = say(language, "Remove all that was dropped" if source == UPLOADS else "Follow no more")
        told = safe(f"{name}: {source}" if language == "en" else f"{name} : {source}")
        items += (
            f'<li><bdi>{safe(source)}</bdi><button type="button" class="gz-button gz-unfollow" '
            f'value="{safe(Path(source).name)}" aria-label="{told}">{name}…</button></li>'
        )
    more = "<li>…</li>" if len(sources) > SOURCES else ""
    title = say(language, "Followed files and folders ({count})", count=number(len(sources), language))
    return f'<details><summary>{title}</summary><ul class="gz-left">{items}{more}</ul></details>'


def _dates(contents: Contents, language: LanguageCode) -> str:
    """A column for each month, year or decade."""
    counts = periods(contents.dates)
    dated = sum(count for _, count in counts)
    undated = contents.manifest.articles - dated
    title = say(language, "By date")
    note = say(language, "{count} without a date", count=number(undated, language)) if undated else ""
    if not counts:
        return f"<section><h3>{title}</h3><p>{note}</p></section>"
    most = max(count for _, count in counts)
    columns = "".join(_column(name, count, most, language) for name, count in counts)
    ends = f"<span>{safe(counts[0][0])}</span>"
    if len(counts) > 1:
        ends += f"<span>{safe(counts[-1][0])}</span>"
    told = f'<p class="gz-meta">{note}</p>' if note else ""
    return (
        f'<section><h3>{title}</h3><ol class="gz-columns" aria-label="{title}">{columns}</ol>'
        f'<div class="gz-axis" aria-hidden="true">{ends}</div>{told}</section>'
    )


def _column(name: str, count: int, most: int, language: LanguageCode) -> str:
    told = safe(say(language, "{name}: {count}", name=name, count=number(count, language)))
    height = f"max({count / most:.1%}, 2px)" if count else "0"
    return (
        f'<li title="{told}"><span class="gz-sr">{told}</span><span class="gz-bar" style="height:{height}"></span></li>'
    )


def _languages(contents: Contents, language: LanguageCode) -> str:
    """A row for each language."""
    most = max(count for _, count in contents.manifest.languages)
    names = {"fr": say(language, "French"), "en": say(language, "English")}
    rows = "".join(
        f'<li><span>{names[code]}</span><span><span class="gz-bar" style="width:{count / most:.1%}"></span></span>'
        f"<span>{number(count, language)}</span></li>"
        for code, count in contents.manifest.languages
    )
    title = say(language, "By language")
    return f'<section><h3>{title}</h3><ul class="gz-rows" aria-label="{title}">{rows}</ul></section>'


def periods(dates: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    """Counts by month, year or decade, whichever gives at most `COLUMNS` columns; empty periods between them too.

    Args:
        dates: months or years with their counts, in order.
    """
    if not dates:
        return []
    if all(len(date) == 7 for date, _ in dates):
        first, last = (int(date[:4]) * 12 + int(date[5:]) - 1 for date in (dates[0][0], dates[-1][0]))
        if last - first < COLUMNS:
            counts = dict(dates)
            months = [f"{month // 12:04}-{month % 12 + 1:02}" for month in range(first, last + 1)]
            return [(month, counts.get(month, 0)) for month in months]
    years: dict[int, int] = {}
    for date, count in dates:
        years[int(date[:4])] = years.get(int(date[:4]), 0) + count
    step = next(step for step in (1, 10, 100, 1000) if max(years) // step - min(years) // step < COLUMNS)
    first, last = min(years) // step, max(years) // step
    return [
        (
            f"{period:04}" if step == 1 else f"{period * step:04}–{period * step + step - 1:04}",
            sum(count for year, count in years.items() if year // step == period),
        )
        for period in range(first, last + 1)
    ]


def orders_html(chosen: Order, language: LanguageCode) -> str:
    """The ways to sort the list."""
    options = "".join(
        f'<option value="{order}"{" selected" if order == chosen else ""}>{say(language, name)}</option>'
        for order, name in ORDERS.items()
    )
    return f'<select class="gz-orders" lang="{language}" aria-label="{say(language, "Sort")}">{options}</select>'


def sheet_html(sheet: CatalogPage, size: int, searched: bool, language: LanguageCode) -> str:
    """A page of the list; its buttons are heard by `qa.interfaces.web.library_js`."""
    if not sheet.entries:
        none = say(language, "No article has these words in its title, path or date.") if searched else ""
        return f'<div class="gz gz-shelf" lang="{language}"><p role="status">{none}</p></div>'
    last = sheet.first + len(sheet.entries)
    count = say(
        language,
        "{first} – {last} of {count}",
        first=number(sheet.first + 1, language),
        last=number(last, language),
        count=number(sheet.found, language),
    )
    entries = "".join(_entry(entry, language) for entry in sheet.entries)
    every = say(language, "Select all of this page")
    remove = say(language, "Remove selected…")
    pager = _pager(sheet, size, language) if sheet.found > size else ""
    again = f'<div class="gz-tools"><span class="gz-count"></span>{pager}</div>' if pager else ""
    return (
        f'<div class="gz gz-shelf" lang="{language}" data-first="{sheet.first}"><div class="gz-tools">'
        f'<input type="checkbox" class="gz-all" aria-label="{every}" title="{every}">'
        f'<button type="button" class="gz-button gz-remove" disabled>{remove}</button>'
        f'<p class="gz-count" role="status">{count}</p>{pager}</div><ul class="gz-list">{entries}</ul>{again}</div>'
    )


def _entry(entry: Entry, language: LanguageCode) -> str:
    select = safe(say(language, "Select {title}", title=entry.title))
    length = say(language, "{count} characters", count=number(entry.characters, language))
    parts = [
        f"<span>{safe(entry.date) if entry.date else say(language, 'undated')}</span>",
        f"<span>{say(language, 'French' if entry.language == 'fr' else 'English')}</span>",
        f"<span><bdi>{safe(entry.path)}</bdi></span>",
        f"<span>{length}</span>",
    ]
    return (
        f'<li><input type="checkbox" value="{safe(entry.path)}" aria-label="{select}"><div>'
        f'<button type="button" class="gz-entry" data-article="{safe(entry.id)}" lang="{entry.language}">'
        f'<bdi>{safe(entry.title)}</bdi></button><div class="gz-meta">{" ".join(parts)}</div></div></li>'
    )


def _pager(sheet: CatalogPage, size: int, language: LanguageCode) -> str:
    before, after = sheet.first - size, sheet.first + size
    return _turn(before, say(language, "Previous"), before >= 0) + _turn(
        after, say(language, "Next"), after < sheet.found
    )


def _turn(first: int, name: str, possible: bool) -> str:
    disabled = "" if possible else " disabled"
    return f'<button type="button" class="gz-button gz-turn" value="{first}"{disabled}>{name}</button>'


def left_out_html(paths: Sequence[str], language: LanguageCode) -> str:
    """What was taken out and can come back."""
    if not paths:
        return ""
    back = say(language, "Put back")
    items = "".join(
        f'<li><bdi>{safe(path)}</bdi><button type="button" class="gz-button gz-back" value="{safe(path)}" '
        f'aria-label="{safe(say(language, "Put back {path}", path=path))}">{back}</button></li>'
        for path in paths
    )
    name = say(language, "Left out of the index ({count})", count=number(len(paths), language))
    return (
        f'<details class="gz gz-shelf" lang="{language}"><summary>{name}</summary>'
        f'<ul class="gz-left">{items}</ul></details>'
    )


def number(value: int, language: LanguageCode) -> str:
    """10,000 in English, 10 000 in French."""
    return f"{value:,}".replace(",", "\u202f") if language == "fr" else f"{value:,}"


def _decimal(value: float, language: LanguageCode) -> str:
    return f"{value:.1f}".replace(".", ",") if language == "fr" else f"{value:.1f}"
