"""Maps to print: vectors on paper from A4 to A0, drawn without a browser. Import the modules, not this package."""
