"""The catalogue: one file is one operation, and its path is its name."""
