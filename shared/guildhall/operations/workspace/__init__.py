"""Who is what to this server on this platform: roles that are granted by hand."""
