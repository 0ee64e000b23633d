"""Questions to a human."""
