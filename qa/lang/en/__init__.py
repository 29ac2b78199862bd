"""All that is known of English."""

from qa.lang.en.words import ENGLISH

__all__ = ["ENGLISH"]
