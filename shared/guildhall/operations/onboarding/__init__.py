"""The questions with which new members choose channels and roles."""
