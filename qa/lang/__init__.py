"""What the project knows of each language: data in one file a language, and the functions that use it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from qa.lang.base import Language
from qa.lang.en.words import ENGLISH
from qa.lang.fr.words import FRENCH
from qa.values import LanguageCode

LANGUAGES: Mapping[LanguageCode, Language] = MappingProxyType(
    {language.code: language for language in (FRENCH, ENGLISH)}
)

__all__ = ["LANGUAGES", "Language"]
