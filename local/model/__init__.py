"""A scripted Messages API on loopback: exact turns when a test queues them, plain patterns otherwise. Not a model."""
