"""All that is known of French."""

from qa.lang.fr.words import FRENCH

__all__ = ["FRENCH"]
