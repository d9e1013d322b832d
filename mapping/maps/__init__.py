"""Maps: layers for folium, the palette, legends, bubbles (the only escaping door), and the registry of assets.

Importing this package points folium at our own assets, so no map can ask another site for a file.
"""

from mapping.maps import assets as assets
