"""A sentence in the language of the reader: its English is the key to the table of `qa.interfaces.locale.french`.

Errors and reports travel as English `Message`s; a door puts them in the reader's language with `in_language`.
"""

from __future__ import annotations

import os
import re

from qa.errors import Message
from qa.interfaces.locale.french import FRENCH
from qa.lang import LANGUAGES
from qa.values import LanguageCode

UNFORESEEN = "Something went wrong and this question has no answer; the terminal that runs Gazette says more."


def say(language: LanguageCode, template: str, **values: object) -> str:
    """A sentence in `language`; its values are put in after it is translated."""
    return in_language(Message(template, **values), language)


def in_language(message: str, language: LanguageCode) -> str:
    """A message in `language`; one that nobody translated stays in English."""
    if language != "fr":
        return str(message)
    if not isinstance(message, Message):
        return FRENCH.get(message, message)
    french = FRENCH.get(message.template, message.template)
    return french.format(**message.values) if message.values else french


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
    """The language of the system, as the variables of POSIX say it."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value:
            return "fr" if value.lower().startswith("fr") else "en"
    return "en"
