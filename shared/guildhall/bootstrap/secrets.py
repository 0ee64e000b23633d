"""The bot token: read from Secrets Manager when first needed, and again every five minutes, so it can be rotated.

When it cannot be read again, the token that worked is used for up to an hour more and the reading is tried again
every half minute: an outage of Secrets Manager does not become one of ours. A placeholder that *was* read is believed
at once, because somebody who empties the secret wants the bot to stop.
"""

import json
from dataclasses import dataclass, field

from guildhall.clock import monotonic_s
from guildhall.errors import ConfigurationError
from guildhall.observability import logger

_log = logger("secrets")
_KEPT_S, _RETRY_S, _OUTLIVES_S = 300.0, 30.0, 3600.0


class _Unreadable(ConfigurationError):
    """The secret could not be read; what it holds is not known."""


@dataclass(slots=True)
class DiscordSecret:
    """The secret `{"bot_token": …}`; its value never appears in a repr, a log or an error."""

    arn: str
    _token: str = field(default="", repr=False)
    _read_at_s: float = field(default=float("-inf"), repr=False)
    _asks_at_s: float = field(default=float("-inf"), repr=False)

    def bot_token(self) -> str:
        """Return the bot token.

        Raises:
            ConfigurationError: The secret cannot be read, or nobody has put a token into it yet.
        """
        now_s = monotonic_s()
        if self._token and now_s < self._asks_at_s:
            return self._token
        try:
            token = self._read()
        except _Unreadable as problem:
            if not self._token or now_s - self._read_at_s > _OUTLIVES_S:
                raise
            self._asks_at_s = now_s + _RETRY_S
            _log.error("the bot token cannot be read again; the old one is used", extra={"hint": problem.hint})
            return self._token
        except ConfigurationError:
            self._token = ""
            raise
        self._token, self._read_at_s, self._asks_at_s = token, now_s, now_s + _KEPT_S
        return token

    def _read(self) -> str:
        import boto3
        from botocore.config import Config
        from botocore.exceptions import BotoCoreError, ClientError

        config = Config(connect_timeout=2, read_timeout=3, retries={"total_max_attempts": 2})
        try:
            answer = boto3.client("secretsmanager", config=config).get_secret_value(SecretId=self.arn)
            token = json.loads(answer["SecretString"])["bot_token"]
        except (BotoCoreError, ClientError, KeyError, TypeError, ValueError):
            raise _Unreadable(
                "The bot token cannot be read.", 'Store {"bot_token": "…"} in the secret, and let the function read it.'
            ) from None
        if not isinstance(token, str) or not token:
            raise ConfigurationError("There is no bot token yet.", "Put the bot's token into the secret.")
        return token
