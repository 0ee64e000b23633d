"""Who may do what: the authorization pipeline, one file per step."""
