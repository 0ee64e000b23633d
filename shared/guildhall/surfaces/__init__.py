"""Everything that speaks to someone."""
