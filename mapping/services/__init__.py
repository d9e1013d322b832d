"""The use cases, one function each, called by pages and by commands alike."""
