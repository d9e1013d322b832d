"""OpenStreetMap: a ``.osm.pbf`` that a facilitator has, an answer of Overpass, or GeoJSON made from either."""
