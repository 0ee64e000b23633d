"""The bot's commands of all servers."""
