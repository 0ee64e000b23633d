"""Where the agent answers."""
