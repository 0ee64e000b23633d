"""Members in voice channels and on stages."""
