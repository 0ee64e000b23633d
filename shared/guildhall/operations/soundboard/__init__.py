"""Sounds that people play in voice channels."""
