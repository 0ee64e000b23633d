"""Direct messages between the bot and members."""
