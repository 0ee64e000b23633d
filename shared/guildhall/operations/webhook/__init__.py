"""Webhooks of a guild, and what is said through them."""
