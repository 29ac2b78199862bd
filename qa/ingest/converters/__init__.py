"""One file per format: from bytes to a text with its metadata."""
