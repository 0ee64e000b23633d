"""Guilds that the bot is in."""
