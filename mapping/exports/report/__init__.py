"""The diagnostic report: one document, two renderings. Import the modules, not this package."""
