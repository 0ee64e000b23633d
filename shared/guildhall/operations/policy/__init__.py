"""What the rules say of a call."""
