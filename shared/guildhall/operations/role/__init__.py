"""Roles of a guild."""
