"""One reader per family of files that people send; each gives text, geometries, and the reason of what it refuses."""
