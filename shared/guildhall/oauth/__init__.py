"""Who a bearer stands for: API keys and, later, tokens."""
