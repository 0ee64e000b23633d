"""The widget with which a guild shows itself on web sites."""
