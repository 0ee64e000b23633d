"""What was said in a channel, thread or chain of replies, short enough for a model."""
