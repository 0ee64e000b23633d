"""Lengths of time, as people say them."""


def span(duration_s: int) -> str:
    """Return a number of seconds as people say it: `1 day 2 hours`."""
    days, rest = divmod(duration_s, 86_400)
    parts = {"day": days, "hour": rest // 3600, "minute": rest % 3600 // 60, "second": rest % 60}
    return " ".join(f"{count} {unit}{'' if count == 1 else 's'}" for unit, count in parts.items() if count)
