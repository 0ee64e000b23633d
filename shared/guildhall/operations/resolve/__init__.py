"""Names, mentions and links, and what they stand for."""
