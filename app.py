"""Opens the chat: settings, engine, launch; no logic."""

from qa.doors.chat import launch
from qa.settings import load_settings

if __name__ == "__main__":
    launch(load_settings())
