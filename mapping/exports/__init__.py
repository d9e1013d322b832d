"""What leaves the room: files that open everywhere."""
