"""Polls in channels: put, ended, and who voted for what."""
