"""From one place of an article that holds what was searched to the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qa.ask.search.results import Mark


@dataclass(frozen=True, slots=True)
class Steps:
    """Where one stands among the places of an article, and where the buttons lead."""

    number: int = 0  # of the place at hand, from 1; 0 where there is none
    count: int = 0
    before: Mark | None = None
    after: Mark | None = None


def steps_from(places: Sequence[Mark], start: int) -> tuple[Mark | None, Steps]:
    """The first place that ends after `start`, or the last one, and the steps from there; places are in order."""
    if not places:
        return None, Steps()
    at = next((number for number, place in enumerate(places) if place.end > start), len(places) - 1)
    before = places[at - 1] if at > 0 else None
    after = places[at + 1] if at + 1 < len(places) else None
    return places[at], Steps(at + 1, len(places), before, after)
