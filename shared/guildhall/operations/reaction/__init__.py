"""Reactions to messages, of the bot's and of others'."""
