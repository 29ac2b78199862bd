"""All that is known of English."""

from qa.lang.en.words import LANGUAGE

__all__ = ["LANGUAGE"]
