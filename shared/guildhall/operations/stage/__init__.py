"""Live stages: what is spoken about, to an audience."""
