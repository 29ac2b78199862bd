"""A sentence in the language of the reader: its English is the key to the table of `qa.doors.french`.

Errors and reports travel as English `Message`s; a door puts them in the reader's language with `in_language`.
"""

from __future__ import annotations

import os

from qa.doors.french import FRENCH
from qa.errors import Message
from qa.values import LanguageCode


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


def system_language() -> LanguageCode:
    """The language of the system, as the variables of POSIX say it."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value:
            return "fr" if value.lower().startswith("fr") else "en"
    return "en"
