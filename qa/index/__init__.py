"""The index on disk: immutable generations of articles, vectors and word statistics."""
