"""Which files the training reads, and in which languages."""

from __future__ import annotations

from qa.values import LanguageCode

READING: tuple[tuple[str, str, LanguageCode], ...] = (("squad-en.json", "squad", "en"), ("piaf-fr.json", "piaf", "fr"))
LANGUAGES: tuple[LanguageCode, ...] = ("fr", "en")
