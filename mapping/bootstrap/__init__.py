"""What ``start.py`` does: make the environment, install, run the app or the tests. Standard library only."""
