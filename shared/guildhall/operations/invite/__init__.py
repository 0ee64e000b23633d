"""Invites to a guild, and whom they are for."""
