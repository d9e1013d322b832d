"""The street map under everything: drawn from the OpenStreetMap layers of the workshop, without any network.

``prepared.prepare`` reads the layers once; ``picture.draw_tile`` and ``picture.draw`` then make pictures of any part.
"""
