"""The platform's own trail."""
