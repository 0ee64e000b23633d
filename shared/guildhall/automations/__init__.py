"""Automations as data: what sets one off, what it does then, and what is kept of it. Nothing here runs one."""
