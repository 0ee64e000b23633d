"""Messages of a channel or thread."""
