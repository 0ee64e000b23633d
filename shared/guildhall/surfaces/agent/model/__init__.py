"""The language model, over the Messages API."""
