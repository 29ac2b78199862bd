"""Why this answer: how each passage that was read fared at each stage, as a table under the reply."""

from __future__ import annotations

from qa.interfaces.i18n import N_, say
from qa.interfaces.web.text import text_html
from qa.values import Answer, LanguageCode, TraceLine

WHY_STYLE = """
.gz .gz-why-table { contain: inline-size; overflow-x: auto; margin-top: .5rem; }
.gz .gz-why-table:focus-visible { outline: 2px solid var(--soft); outline-offset: 2px; }
.gz table { border-collapse: collapse; font-size: .82rem; line-height: 1.4; width: 100%; margin: 0; }
.gz table th, .gz table td { padding: .25rem .6rem; text-align: right; white-space: nowrap; font-weight: 400;
  border: 0; border-bottom: 1px solid var(--border-color-primary); background: none; color: inherit; }
.gz table thead th { color: var(--soft); font-weight: 600; vertical-align: bottom; }
.gz table th:first-child { text-align: left; white-space: normal; min-width: 9rem; }
.gz table .gz-best td, .gz table .gz-best th { font-weight: 700; }
.gz table .gz-rank { color: var(--soft); font-size: .92em; }
"""


def why_html(answer: Answer, language: LanguageCode) -> str:
    """The passages in the order in which they were read, folded away; "" where none was."""
    if not answer.trace:
        return ""
    explained = say(
        language,
        "Passages are found by meaning and by shared words, both orders are joined, and the reader looks for the "
        "answer in each; its margin says how much it prefers its quote to no answer. Higher is better everywhere; "
        "ranks are given beside.",
    )
    heads = (N_("Passage"), N_("Meaning"), N_("Words"), N_("Joined"), N_("Reader"))
    head = "".join(f'<th scope="col">{say(language, name)}</th>' for name in heads)
    cited = {(citation.article_id, citation.passage_start) for citation in answer.citations}
    rows = "".join(_row(line, (line.article_id, line.start) in cited, language) for line in answer.trace)
    label = say(language, "Why this answer?") if answer.text else say(language, "Why no answer?")
    return (
        f'<details class="gz-why"><summary>{label}</summary><p class="gz-note">{explained}</p>'
        f'<div class="gz-why-table" tabindex="0" role="region" aria-label="{label}">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div></details>"
    )


def _row(line: TraceLine, is_cited: bool, language: LanguageCode) -> str:
    cells = (
        _cell(line.dense_similarity, line.dense_rank, 2, language),
        _cell(line.bm25_score, line.bm25_rank, 1, language),
        _cell(line.fused_score, line.rank, 3, language),
        _cell(line.reader_margin, line.reader_rank, 1, language),
    )
    best = ' class="gz-best"' if is_cited else ""
    return f'<tr{best}><th scope="row">{text_html(line.title)}</th>{"".join(cells)}</tr>'


def _cell(score: float | None, rank: int | None, decimals: int, language: LanguageCode) -> str:
    """A score with its rank in the same ranking; a dash where the stage did not bring the passage."""
    if score is None:
        return "<td>–</td>"
    number = f"{score:.{decimals}f}".replace("-", "\N{MINUS SIGN}")
    if language == "fr":
        number = number.replace(".", ",")
    place = "" if rank is None else f' <span class="gz-rank">({say(language, "rank {rank}", rank=rank)})</span>'
    return f"<td>{number}{place}</td>"
