"""A turn, attempt by attempt: held, taken round by round, waiting for humans, ended once."""
