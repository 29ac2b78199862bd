"""From a question to passages, spans and a cited answer."""
