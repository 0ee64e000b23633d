"""Files of a message."""
