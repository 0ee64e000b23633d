"""Requests to join a guild that approves its members."""
