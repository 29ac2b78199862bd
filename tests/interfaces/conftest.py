"""What the tests of the interfaces share: a sentence without a translation is an error, wherever it is shown."""

from __future__ import annotations

from gettext import NullTranslations

import pytest

import qa.interfaces.web  # noqa: F401 - before a test imports Gradio: what it changes there holds from then on
from qa.interfaces.i18n import catalogue


class Untranslated(NullTranslations):
    """What a catalogue asks for a sentence that it does not have."""

    def gettext(self, message: str) -> str:
        raise AssertionError(f"no French: {message}")

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        raise AssertionError(f"no French: {msgid1}")

    def pgettext(self, context: str, message: str) -> str:
        raise AssertionError(f"no French: {message} ({context})")


@pytest.fixture(autouse=True)
def _all_is_translated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue("fr"), "_fallback", Untranslated())
