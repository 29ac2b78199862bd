"""The ways in: command line and web chat. Thin: read, call, show."""
