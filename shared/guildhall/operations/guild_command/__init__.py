"""The bot's commands that are this server's alone."""
