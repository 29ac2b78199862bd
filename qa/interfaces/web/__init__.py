"""The web chat: its page, its parts, and what each of them does."""
