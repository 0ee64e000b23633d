"""Cannot be imported."""

raise RuntimeError("no settings")
