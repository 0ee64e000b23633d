"""The bot's own account, as every server sees it."""
