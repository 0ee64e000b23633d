"""Scheduled events of a guild: when, where, how often, and who is interested."""
