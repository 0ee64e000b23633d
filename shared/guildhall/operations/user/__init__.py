"""Discord accounts, members or not."""
