"""What somebody typed: an id in one of its forms, or a name with or without the sign in front."""

from guildhall.discord.ids import Snowflake


def asked[I: Snowflake](query: str, kind: type[I], sign: str) -> tuple[I | None, str]:
    """Return the id that was given, if it is one, and what was given as a name.

    A name may be all digits, so that an id which leads nowhere is still looked for among the names.
    """
    typed = query.strip()
    name = typed.strip(sign) if sign == ":" else typed.removeprefix(sign)
    try:
        return kind.parse(typed), name
    except ValueError:
        return None, name
