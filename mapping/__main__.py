"""``python -m mapping``: the commands."""

from mapping.cli import main

if __name__ == "__main__":
    main()
