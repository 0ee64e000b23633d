"""What the application sells: who subscribed to it."""
