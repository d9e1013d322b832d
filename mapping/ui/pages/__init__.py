"""The four moments, one file a page."""
