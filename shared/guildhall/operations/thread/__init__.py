"""Threads of a channel, and posts of a forum."""
