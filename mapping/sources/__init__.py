"""Files of any kind, official or not, become checked frames in WGS 84 with their provenance."""
