"""Workshop sheets: a map for pens and gommettes, a table, instructions, overlays. Import the modules, not this."""
