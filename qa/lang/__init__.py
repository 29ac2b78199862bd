"""What the project knows of each language: data in one file a language, and the functions that use it."""
