"""Forums: their posts, settings and tags."""
