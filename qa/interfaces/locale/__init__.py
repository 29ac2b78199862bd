"""What users read, in the languages other than English: a catalogue per language (see README.md)."""
