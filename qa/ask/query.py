"""What was typed -> Query: cleaned, its language, its filters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date

from qa.ask.date_filters import typed_dates
from qa.ask.followups.rules import Completion, complete, is_unclear
from qa.errors import QuestionError
from qa.index.filters import read_filters
from qa.lang.characters import clean, is_text
from qa.lang.dates import iso_span
from qa.lang.detect import detect_language, recognised_language
from qa.lang.kinds import kind_of
from qa.lang.rewrite import capitalised
from qa.settings import Settings
from qa.values import Filters, LanguageCode, Query, Turn

__all__ = ["read_filters", "take_dates", "understand"]


def not_text() -> QuestionError:
    """The error for a question that nothing can store or show."""
    return QuestionError("The question holds a NUL or half of a character, which is no text: type it again.")


def _checked(text: str, limit: int) -> str:
    """The question on one line."""
    if not is_text(text):
        raise not_text()
    question = " ".join(clean(text).split())
    if not any(character.isalnum() for character in question):
        raise QuestionError("The question is empty: ask with at least one word.")
    if len(question) > limit:
        raise QuestionError(
            "The question has {count} characters, the limit is {limit}: shorten it.", count=len(question), limit=limit
        )
    return question


def _calm(question: str) -> str:
    """A question all in capitals in small letters: the models were taught few words in capitals, and read them badly.

    One or two words may be a name in capitals, and stay.
    """
    return capitalised(question.lower()) if question.isupper() and len(question.split()) > 2 else question


def understand(
    text: str,
    settings: Settings,
    *,
    filters: Filters | None = None,
    top_k: int | None = None,
    history: Sequence[Turn] = (),
    as_typed: bool = False,
    reader: LanguageCode | None = None,
) -> Query:
    """The query that a question means; dates in its words stay there, see `take_dates`.

    Args:
        text: the question, in any of the languages.
        settings: for `top_k` and the longest question.
        filters: on the articles; None for all of them.
        top_k: passages to read; None for the setting.
        history: the conversation so far, oldest turn first: a follow-up question is completed from it.
        as_typed: leave the question as it is all the same.
        reader: the language to take where the question's words show none; None to guess it from their letters.

    Raises:
        QuestionError: it is empty or too long, or a filter cannot be understood.
    """
    typed = _checked(text, settings.max_question_chars)
    question = _calm(typed)
    wanted = _wanted(settings.top_k if top_k is None else top_k)
    meant = Completion(question) if as_typed else complete(question, history)
    if len(meant.text) > settings.max_question_chars:
        meant = Completion(question)
    language = (None if reader is None else recognised_language(meant.text) or reader) or detect_language(meant.text)
    return Query(
        text=meant.text,
        language=language,
        top_k=wanted,
        filters=_only(Filters() if filters is None else read_filters(**asdict(filters)), meant.articles),
        asked=typed,
        meant=meant.text,
        completion=meant.kind,
        shown=meant.shown,
        refused=("completion",) if as_typed else (),
        kind=kind_of(meant.text, language),
        is_doubtful=not as_typed and meant.kind is None and is_unclear(question, history),
    )


def _wanted(top_k: int) -> int:
    if not 1 <= top_k <= 100:
        raise QuestionError("top-k cannot be {value}: give a number from 1 to 100.", value=top_k)
    return top_k


def _only(filters: Filters, articles: tuple[str, ...]) -> Filters:
    """The filters, and the articles to which the conversation keeps, if it keeps to any."""
    if not articles:
        return filters
    both = tuple(id_ for id_ in articles if not filters.articles or id_ in filters.articles)
    return replace(filters, articles=both or ("",))  # no article has this id: nothing is left


def take_dates(query: Query, first_date: str | None, last_date: str | None, today: date) -> Query:
    """The query with what the question's words say of the articles' dates, together with the filters that it has.

    Args:
        query: as `understand` gives it.
        first_date: of the index's articles, ISO 8601 of any precision; None where none is dated: then nothing is taken.
        last_date: the same.
        today: what "last year" is seen from.
    """
    first, last = iso_span(first_date or ""), iso_span(last_date or "")
    if first is None or last is None:
        return query
    found = typed_dates(query.meant, query.language, (first[0], last[1]), today)
    if found is None:
        return query
    taken, rest = found
    both = replace(
        query.filters,
        since=max(filter(None, (query.filters.since, taken.since)), default=None),
        until=min(filter(None, (query.filters.until, taken.until)), default=None),
    )
    return replace(query, text=" ".join(rest.split()), filters=both, typed_dates=taken)
