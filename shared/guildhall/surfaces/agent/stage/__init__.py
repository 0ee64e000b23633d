"""What people see of a turn: typing, one progress message, and exactly one answer."""
