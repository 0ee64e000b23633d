"""What happens to a call that is allowed: preview, confirmation, execution, audit."""
