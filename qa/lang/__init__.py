"""What the project knows of each language: a folder of data for each, and the functions that use it.

A new language is a folder like `fr`, and its name in the line below. It needs the words of `base.Language`; dates and
follow-up questions are read as far as its folder knows them, and `qa.train.calibrate` can fit its thresholds.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from qa.lang.base import Language
from qa.lang.en import ENGLISH
from qa.lang.fr import FRENCH
from qa.values import LanguageCode


def registry(*languages: Language) -> Mapping[LanguageCode, Language]:
    """The languages by their code; the first is that of a text without a sign of any.

    Raises:
        ValueError: two share a code or a number.
    """
    by_code = {language.code: language for language in languages}
    if not len(by_code) == len({language.number for language in languages}) == len(languages):
        raise ValueError("two languages share a code or a number")
    return MappingProxyType(by_code)


LANGUAGES = registry(FRENCH, ENGLISH)  # the product's first articles and users are French

__all__ = ["LANGUAGES", "Language", "registry"]
