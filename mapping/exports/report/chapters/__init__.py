"""One module for each chapter of the report. Import the modules, not this package."""
