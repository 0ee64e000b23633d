"""Emojis of the bot's application, which the bot can use in every server."""
