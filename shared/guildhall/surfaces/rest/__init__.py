"""The REST door: for now whether the system is alive, and whether it is ready."""
