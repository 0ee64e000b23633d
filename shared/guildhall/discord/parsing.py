"""From Discord's JSON to our objects; what does not fit is Discord's failure, not a crash."""

from pydantic import JsonValue, TypeAdapter, ValidationError

from guildhall.discord.routes import Route
from guildhall.errors import DiscordUnavailable


def parsed[T](kind: TypeAdapter[T], route: Route | None, answer: JsonValue) -> T:
    """Return the answer as an object; the route is told where it is known.

    Raises:
        DiscordUnavailable: It is not what Discord promises; nothing of it is quoted.
    """
    try:
        return kind.validate_python(answer)
    except ValidationError as error:
        fields = ", ".join(".".join(map(str, entry["loc"])) or "all of it" for entry in error.errors()[:5])
    raise DiscordUnavailable(
        f"Discord's answer{f' to {route}' if route else ''} is not what it should be ({fields}).",
        "Try again; if it stays so, this version does not know Discord's new form yet.",
        route=route.text if route else "",
    )
