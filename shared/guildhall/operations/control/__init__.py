"""The kill switch: stop everything that changes something, and let it go on."""
