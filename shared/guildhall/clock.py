"""The only place that reads a clock or draws an id."""

import secrets
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

type Clock = Callable[[], datetime]
"""Returns the current moment, timezone-aware, in UTC."""

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_TIME_CHARACTERS, _RANDOM_CHARACTERS = 10, 16
_DISCORD_EPOCH_MS = 1_420_070_400_000


def utc_now() -> datetime:
    """Return the current moment in UTC."""
    return datetime.now(UTC)


def monotonic_s() -> float:
    """Return seconds on a clock that never goes back, for durations and deadlines inside one process."""
    return time.monotonic()


def sleep_s(seconds: float) -> None:
    """Wait; only for short, bounded waits inside a time budget."""
    time.sleep(seconds)


def epoch_s(moment: datetime) -> int:
    """Return whole seconds since 1970, as DynamoDB's TTL wants them (rounded up)."""
    return -int(-moment.timestamp() // 1)


def _base32(number: int, characters: int) -> str:
    return "".join(_ALPHABET[(number >> (5 * place)) & 31] for place in reversed(range(characters)))


def new_id(moment: datetime | None = None) -> str:
    """Return a fresh id of 26 lower-case characters that sorts by time and cannot be guessed (80 random bits).

    Source: https://github.com/ulid/spec (same layout, lower case).
    """
    milliseconds = int((moment or utc_now()).timestamp() * 1000)
    return _base32(milliseconds, _TIME_CHARACTERS) + _base32(secrets.randbits(80), _RANDOM_CHARACTERS)


def first_id_at(moment: datetime) -> str:
    """Return the least id that `new_id` makes at a moment: what was made later has a greater one."""
    milliseconds = max(0, int(moment.timestamp() * 1000))
    return _base32(milliseconds, _TIME_CHARACTERS) + "0" * _RANDOM_CHARACTERS


def moment_of_snowflake(snowflake: str) -> datetime:
    """Return when a Discord snowflake was made.

    Source: https://docs.discord.com/developers/reference#snowflakes
    """
    milliseconds = (int(snowflake) >> 22) + _DISCORD_EPOCH_MS
    return datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=milliseconds)


def snowflake_at(moment: datetime) -> str:
    """Return the least snowflake that Discord makes at a moment: what is younger has a larger one."""
    milliseconds = int(moment.timestamp() * 1000) - _DISCORD_EPOCH_MS
    return str(max(0, milliseconds) << 22)
