"""Automations of this server: drafts of what happens by itself."""
