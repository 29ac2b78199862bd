"""`python -m qa` is the command `gazette`."""

from qa.interfaces.cli import main

if __name__ == "__main__":
    main()
