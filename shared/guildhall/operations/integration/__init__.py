"""Integrations of a guild: bots, Twitch, YouTube."""
