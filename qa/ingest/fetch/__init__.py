"""The only part that connects to anything: articles of the web -> files in a folder, when somebody asks for it."""
