"""Channels of a guild."""
