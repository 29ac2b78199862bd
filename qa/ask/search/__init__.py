"""Search: every article that holds some words, with the passages where they stand, instead of one answer."""
