"""What the model is told first, and what a channel remembers of it."""
