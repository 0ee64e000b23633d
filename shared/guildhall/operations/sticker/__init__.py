"""Stickers of a guild, and Discord's own ones."""
