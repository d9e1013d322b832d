"""What pytest must leave alone here."""

collect_ignore = ["render_qgis.py"]
"""Run by the Python of QGIS, which alone has its library."""
