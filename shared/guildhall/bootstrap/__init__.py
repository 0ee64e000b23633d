"""One composition root per door."""
