"""The embedder, the reader and their calibration: the pair that ships, or any other by path or hub name."""
