"""The wall, projected for the room, and the gommettes that phones place."""
