"""All that is known of French."""

from qa.lang.fr.words import LANGUAGE

__all__ = ["LANGUAGE"]
