"""Templates: a guild's structure under a code, from which others begin a guild of their own."""
