"""The files here share one running system, which ends with the last of them (`conftest.py`)."""
