"""That the bot is writing, as channels show it."""
