"""The bot token: read from Secrets Manager when first needed, and again every few minutes, so it can be rotated."""

import json
from dataclasses import dataclass, field

from guildhall.clock import monotonic_s
from guildhall.errors import ConfigurationError

_KEPT_S = 300.0


@dataclass(slots=True)
class DiscordSecret:
    """The secret `{"bot_token": …}`; its value never appears in a repr, a log or an error."""

    arn: str
    _token: str = field(default="", repr=False)
    _read_at_s: float = field(default=float("-inf"), repr=False)

    def bot_token(self) -> str:
        """Return the bot token.

        Raises:
            ConfigurationError: The secret cannot be read, or nobody has put a token into it yet.
        """
        if not self._token or monotonic_s() - self._read_at_s > _KEPT_S:
            self._token, self._read_at_s = self._read(), monotonic_s()
        return self._token

    def _read(self) -> str:
        import boto3
        from botocore.config import Config
        from botocore.exceptions import BotoCoreError, ClientError

        config = Config(connect_timeout=2, read_timeout=3, retries={"total_max_attempts": 2})
        try:
            answer = boto3.client("secretsmanager", config=config).get_secret_value(SecretId=self.arn)
            token = json.loads(answer["SecretString"])["bot_token"]
        except (BotoCoreError, ClientError, KeyError, TypeError, ValueError):
            raise ConfigurationError(
                "The bot token cannot be read.", 'Store {"bot_token": "…"} in the secret, and let the function read it.'
            ) from None
        if not isinstance(token, str) or not token:
            raise ConfigurationError("There is no bot token yet.", "Put the bot's token into the secret.")
        return token
