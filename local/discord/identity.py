"""The ids, tokens and keys of one simulated Discord: made once, kept over resets and restarts."""

import base64
import json
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from nacl.signing import SigningKey

from local.discord.clock import SimClock
from local.discord.snowflake import Snowflakes

CHANNEL_NAMES = ("general", "support", "staff", "approvals")
USER_NAMES = ("owner", "moderator", "member", "newcomer")
DAY_S = 86_400
OWNER_ONLY = 0o600
FILE_NAME = "discord-identity.json"
_SECRET_BYTES = 28
_SHORT_SECRET_BYTES = 4


@dataclass(frozen=True, repr=False)
class Identity:
    """Who everyone is. ``extra`` holds the ids of roles, categories and of the guild without the bot."""

    application_id: str
    bot_user_id: str
    bot_token: str
    public_key: str
    signing_key: str
    guild_id: str
    channels: dict[str, str]
    users: dict[str, str]
    extra: dict[str, str]

    def name_to_id(self, name: str) -> str:
        """Return the id behind one of the contract's names; anything else is returned as it is."""
        known = {**self.channels, **self.users, "bot": self.bot_user_id, "guild": self.guild_id, **self.extra}
        return known.get(name, name)


def create(clock: SimClock) -> Identity:
    """Make fresh ids, a bot token and an Ed25519 key pair."""
    ids = Snowflakes(clock)
    now = clock.now()
    key = SigningKey.generate()
    application_id = ids.at(now - 200 * DAY_S)
    return Identity(
        application_id=application_id,
        bot_user_id=application_id,
        bot_token=bot_token(application_id),
        public_key=key.verify_key.encode().hex(),
        signing_key=key.encode().hex(),
        guild_id=ids.at(now - 190 * DAY_S),
        channels={name: ids.at(now - (180 - i) * DAY_S) for i, name in enumerate(CHANNEL_NAMES)},
        users={name: ids.at(now - (900 - 200 * i) * DAY_S) for i, name in enumerate(USER_NAMES)},
        extra={name: ids.at(now - (170 - i) * DAY_S) for i, name in enumerate(_EXTRA)},
    )


_EXTRA = (
    "moderators_role",
    "guildhall_role",
    "admins_role",
    "community_category",
    "team_category",
    "lounge",
    "elsewhere_guild",
    "elsewhere_channel",
    "stranger",
)


def bot_token(bot_user_id: str) -> str:
    """Make a token in Discord's form: the id in base64, a time part and a secret."""
    head = base64.urlsafe_b64encode(bot_user_id.encode()).decode().rstrip("=")
    return f"{head}.{secrets.token_urlsafe(_SHORT_SECRET_BYTES)}.{secrets.token_urlsafe(_SECRET_BYTES)}"


def load_or_create(state_dir: Path | None, clock: SimClock) -> Identity:
    """Return the identity kept in ``state_dir``, or make one and keep it there (readable by the owner only)."""
    if state_dir is None:
        return create(clock)
    path = state_dir / FILE_NAME
    if path.exists():
        return Identity(**json.loads(path.read_text(encoding="utf-8")))
    identity = create(clock)
    state_dir.mkdir(parents=True, exist_ok=True)
    path.touch(OWNER_ONLY)
    path.write_text(json.dumps(asdict(identity), indent=1), encoding="utf-8")
    return identity
