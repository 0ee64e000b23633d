"""What may be done in this server, who is asked, and what the rules say of a call."""
