"""Pure measures: frames in, frames out; no clock, no randomness, no files."""
