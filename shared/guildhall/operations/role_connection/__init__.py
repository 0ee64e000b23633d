"""Which facts of linked accounts a server can demand for a role."""
