"""Members of a guild."""
