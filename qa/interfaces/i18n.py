"""Sentences, counts, numbers and dates in the language of the reader: gettext's catalogues and Babel's locales.

The English sentence is the key to `locale/<language>/LC_MESSAGES/gazette.po`; where a language has no catalogue, or a
catalogue no translation, the English is shown. Errors and reports travel as English `Message`s; whatever shows them
puts them in the reader's language with `in_language`. `locale/README.md` says how a sentence is added.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from datetime import date
from functools import cache
from gettext import NullTranslations, translation
from pathlib import Path

from qa.errors import Message, SettingsError
from qa.lang import LANGUAGES
from qa.settings import load_settings
from qa.values import LanguageCode

DOMAIN = "gazette"  # the name of every catalogue
LOCALE = Path(__file__).parent / "locale"
_REGION = {"en": "en_GB"}  # which writes 6 January 2022; the other languages as most of their readers do
_HALF = re.compile("[\ud800-\udfff]")  # of a character


def N_(template: str) -> str:  # gettext's own name for it
    """Mark a sentence for the catalogue that is translated elsewhere, where it is shown."""
    return template


UNFORESEEN = N_("Something went wrong and this question has no answer; the terminal that runs Gazette says more.")


def say(language: LanguageCode, template: str, **values: object) -> str:
    """A sentence in `language`; its values are put in after it is translated."""
    return in_language(Message(template, **values), language)


def say_in_context(language: LanguageCode, context: str, template: str, **values: object) -> str:
    """A sentence that other languages word in several ways: `context` says which is meant, as in gettext's `pgettext`.

    Readers never see the context.
    """
    said = catalogue(language).pgettext(context, template)
    return said.format(**values) if values else said


def say_count(language: LanguageCode, singular: str, plural: str, count: int, **values: object) -> str:
    """A sentence about `count` things, in the number that the language asks for; `{count}` stands for the count.

    French counts 0 as one, English as many; the catalogue knows.
    """
    said = catalogue(language).ngettext(singular, plural, count)
    return said.format(count=number(count, language), **values)


def in_language(message: str, language: LanguageCode) -> str:
    """A message in `language`; a plain string, which nobody can translate, stays what it is."""
    if not isinstance(message, Message) or not message.template:  # gettext's "" is the head of the catalogue
        return str(message)
    said = catalogue(language).gettext(message.template)
    if not message.values:
        return said
    values = {
        name: in_language(value, language) if isinstance(value, Message) else value
        for name, value in message.values.items()
    }
    return _HALF.sub("\N{REPLACEMENT CHARACTER}", said.format(**values))  # what was typed can be shown everywhere


@cache
def catalogue(language: LanguageCode) -> NullTranslations:
    """What is known in `language`; English, and a language without a catalogue, say everything in English."""
    return translation(DOMAIN, LOCALE, [language], fallback=True)


def number(value: float, language: LanguageCode, *, decimals: int = 0) -> str:
    """10,000.5 in English, 10 000,5 in French, with so many decimals."""
    from babel.numbers import format_decimal  # here: a question on the command line shows no number that needs it

    return format_decimal(round(value, decimals), f"#,##0.{'0' * decimals}" if decimals else "#,##0", _locale(language))


def number_list(numbers: Sequence[int], language: LanguageCode) -> str:
    """Years or other numbers as they stand, as a list is said: "2019 and 2022", « 2019 et 2022 »."""
    from babel.lists import format_list  # here, as above

    return format_list([str(one) for one in numbers], locale=_locale(language))


def day(iso: str, language: LanguageCode) -> str:
    """A day, month or year (ISO 8601) as people write it: 6 January 2022, janvier 2022, 1er mars 1863, 1863.

    What is none of these, such as a date of an article that was never checked, stays as it is.
    """
    from babel.dates import format_date, format_skeleton  # here: 40 ms that a question on the command line never needs

    try:
        match = re.fullmatch(r"(\d{4})-(\d\d)(?:-(\d\d))?", iso)
        if match is None:
            return iso
        given = date(int(match[1]), int(match[2]), int(match[3] or 1))
    except ValueError:
        return iso
    if match[3] is None:
        return format_skeleton("yMMMM", given, locale=_locale(language))
    written = format_date(given, "long", _locale(language))
    if given.day > 1:
        return written
    return re.sub(r"(?<!\d)1(?!\d)", say_in_context(language, "first day of a month", "1"), written, count=1)


def _locale(language: LanguageCode) -> str:
    return _REGION.get(language, language)


def accepted_language(header: str) -> LanguageCode:
    """The language that a browser or a program prefers of those that Gazette speaks, by its `Accept-Language`.

    The header is a list such as `fr-CA, en;q=0.8`; q is 1 where it is not said, and 0 refuses (RFC 9110, 12.5.4).
    English where it asks for none of them.
    """
    best: LanguageCode = "en"
    weight = 0.0
    for item in header.lower().split(","):
        tag, _, quality = item.partition(";")
        spoken = next((code for code in LANGUAGES if re.fullmatch(rf"{code}(-.+)?", tag.strip())), None)
        number = re.fullmatch(r"q=([01](?:\.\d{0,3})?)", quality.strip())
        asked = 1.0 if not quality.strip() else float(number[1]) if number else 0.0
        if spoken is not None and asked > weight:
            best, weight = spoken, asked
    return best


def system_language() -> LanguageCode:
    """The language of the system, as the variables of POSIX say it; English where Gazette does not speak it."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value:
            return next((code for code in LANGUAGES if re.match(rf"{code}([_.@]|$)", value.lower())), "en")
    return "en"


def interface_language() -> LanguageCode:
    """The language of the words of the command line and of the server's start: the setting, else the system's."""
    try:
        chosen: str = load_settings().interface_language
    except SettingsError:  # the command itself says what is wrong, in the language that was asked for
        chosen = os.environ.get("GAZETTE_INTERFACE_LANGUAGE", "auto")
    return next((code for code in LANGUAGES if code == chosen), None) or system_language()
