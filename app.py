"""Opens the chat, as `gazette serve` does; no logic."""

from qa.interfaces.cli import main

if __name__ == "__main__":
    main(["serve"])
