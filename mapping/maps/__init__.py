"""Everything that draws a map for a browser; the only place where people's text meets HTML."""
