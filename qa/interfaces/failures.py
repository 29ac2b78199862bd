"""The questions of an evaluation that failed: as a table of report.md, and as a page whose columns sort."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence

from markupsafe import Markup

from qa.evaluate.failures import Cause, Failure
from qa.interfaces.format import percent
from qa.interfaces.i18n import N_, say
from qa.interfaces.markdown import ReportTable
from qa.interfaces.web.views import render
from qa.values import LanguageCode, State

FAILURES_FILE = "failures.html"
_CAUSES: dict[Cause, str] = {
    "not_retrieved": N_("not retrieved"),
    "another_passage": N_("retrieved; another passage read better"),
    "another_sentence": N_("right passage, other sentence"),
    "other_span": N_("right sentence, other words"),
    "boundary": N_("right place, wrong boundaries"),
    "withheld": N_("right, but withheld"),
    "invented": N_("answered where there is no answer"),
}
_STATES: dict[State, str] = {
    "found": N_("found"),
    "unsure": N_("unsure"),
    "not_found": N_("not found"),
    "extracts": N_("extracts"),
}
# One line, since templates have none; what it sorts is text that was escaped before.
_SCRIPT = Markup(
    "document.querySelectorAll('th button').forEach((button, column) => button.addEventListener('click', () => {"
    " const head = button.closest('th'), up = head.getAttribute('aria-sort') !== 'ascending';"
    " document.querySelectorAll('th').forEach(other => other.removeAttribute('aria-sort'));"
    " head.setAttribute('aria-sort', up ? 'ascending' : 'descending');"
    " const body = document.querySelector('tbody');"
    " const key = row => row.cells[column].textContent;"
    " const by = new Intl.Collator(document.documentElement.lang, { numeric: true });"
    " body.append(...[...body.rows].sort((a, b) => (up ? 1 : -1) * by.compare(key(a), key(b)))); }));"
)


def failure_header(language: LanguageCode) -> tuple[str, ...]:
    """The names of the columns."""
    names = (N_("question"), N_("kind"), N_("expected"), N_("given"), N_("state"), N_("confidence, %"))
    return tuple(say(language, name) for name in (*names, N_("passage’s rank"), N_("likely cause"), N_("group")))


def failure_cells(failure: Failure, language: LanguageCode) -> tuple[str, ...]:
    """What failed, in words."""
    return (
        failure.question,
        failure.kind or "–",
        " / ".join(failure.expected) or "–",
        failure.given or "–",
        say(language, _STATES[failure.state]),
        str(percent(failure.confidence)),
        "–" if failure.rank is None else str(failure.rank),
        say(language, _CAUSES[failure.cause]),
        failure.group,
    )


def failure_tables(failures: Sequence[Failure], language: LanguageCode) -> list[ReportTable]:
    """How often each cause was, and every question; none where nothing failed."""
    if not failures:
        return []
    counts = [(cause, sum(failure.cause == cause for failure in failures)) for cause in _CAUSES]
    causes = tuple((say(language, _CAUSES[cause]), str(count)) for cause, count in counts if count)
    head = (say(language, "likely cause"), say(language, "questions"))
    note = say(
        language,
        "Wrong, missed and invented answers. The rank is that of the first passage read that holds the right answer.",
    )
    rows = tuple(failure_cells(failure, language) for failure in failures)
    return [
        ReportTable(say(language, "Why answers failed"), "", head, causes),
        ReportTable(say(language, "What failed"), note, failure_header(language), rows),
    ]


def failures_page(failures: Sequence[Failure], language: LanguageCode) -> str:
    """A page on its own, which loads nothing; the script that sorts it is the only one that it lets run."""
    digest = base64.b64encode(hashlib.sha256(_SCRIPT.encode()).digest()).decode()
    return str(
        render(
            "failures.html",
            language,
            failures=[failure_cells(failure, language) for failure in failures],
            header=failure_header(language),
            script=_SCRIPT,
            digest=digest,
        )
    )
