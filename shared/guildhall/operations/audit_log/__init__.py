"""Discord's own log of what was changed in a guild."""
