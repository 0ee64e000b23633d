"""The bot's application, which is the same in every server."""
