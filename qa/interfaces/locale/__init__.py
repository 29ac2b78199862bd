"""The French of all that users read."""
