"""What the project knows of each language: a folder for each, and the functions that use it.

A new language is a folder like `fr`, named by its code, and that code in the line below. It needs the words of
`base.Language`; dates and follow-up questions are understood as far as its folder knows them, and `qa.train.calibrate`
can fit its thresholds.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType

from qa.lang.base import Language
from qa.values import LanguageCode


def registry(*codes: LanguageCode) -> Mapping[LanguageCode, Language]:
    """The languages by their code; the first is that of a text without a sign of any.

    Raises:
        ValueError: a folder holds another language, or two share a number.
    """
    languages: dict[LanguageCode, Language] = {code: import_module(f"qa.lang.{code}").LANGUAGE for code in codes}
    if codes != tuple(language.code for language in languages.values()):
        raise ValueError(f"of {codes}, one is named twice or its folder holds another language")
    if len({language.number for language in languages.values()}) < len(languages):
        raise ValueError(f"of {codes}, two share a number in the index")
    return MappingProxyType(languages)


LANGUAGES = registry("fr", "en")  # the product's first articles and users are French

__all__ = ["LANGUAGES", "Language"]
