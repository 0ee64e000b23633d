"""Custom emojis of a guild."""
