"""What is asked of a search -> SearchRequest: read and checked once, here."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import get_args

from qa.ask.search.results import MOST_ARTICLES, MOST_EXTRACTS, SearchOrder
from qa.ask.search.syntax import Sought, read_search
from qa.errors import QuestionError
from qa.index.filters import read_filters
from qa.values import Filters


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """A search as understood: what every step works from."""

    typed: str
    sought: Sought
    filters: Filters  # dates are full days
    order: SearchOrder
    first: int  # number of the first article to show, from 0
    size: int  # most articles on a page
    extracts: int  # most passages of an article


def read_request(
    typed: str, most_chars: int, filters: Filters | None, order: str, first: int, size: int, extracts: int
) -> SearchRequest:
    """The search that is meant.

    Raises:
        QuestionError: it is empty or too long, or a filter, the order or a number cannot be used.
    """
    known: SearchOrder | None = next((one for one in get_args(SearchOrder) if one == order), None)
    if known is None:
        raise QuestionError("order cannot be {value!r}: give relevance, newest or oldest.", value=order)
    if first < 0:
        raise QuestionError("first cannot be {value}: give 0 or more.", value=first)
    if not 1 <= size <= MOST_ARTICLES:
        raise QuestionError("size cannot be {value}: give a number from 1 to {most}.", value=size, most=MOST_ARTICLES)
    if not 1 <= extracts <= MOST_EXTRACTS:
        raise QuestionError(
            "extracts cannot be {value}: give a number from 1 to {most}.", value=extracts, most=MOST_EXTRACTS
        )
    given = Filters() if filters is None else read_filters(**asdict(filters))
    search = " ".join(typed.split())
    return SearchRequest(search, read_search(search, most_chars), given, known, first, size, extracts)
