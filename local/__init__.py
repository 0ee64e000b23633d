"""The whole system on a laptop: `python -m local` (or `make local`)."""
