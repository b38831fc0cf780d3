"""`python -m whatworks.cli` is the command `whatworks`."""

from .app import main

if __name__ == "__main__":
    main()
