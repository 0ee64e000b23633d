"""The jobs that the scripted model knows; each step is derived anew from what the request shows."""
