"""PolicyTable: what the deployment knows of its guilds and keys, kept until somebody changes it."""

import secrets

from pydantic import BaseModel

from guildhall.discord.ids import ChannelId, GuildId, UserId
from guildhall.errors import StoreError
from guildhall.policy.model import ApiKey, ChannelPolicy, ChatChannel, GuildPolicy, Installation, Membership
from guildhall.store import keys
from guildhall.store.codec import from_text, to_text
from guildhall.store.conditions import Absent, AnyOf, Condition, Equals, Item, Present
from guildhall.store.table import ConditionFailed, Key, Put, Query, Table

_AUDIT_KEY_BYTES = 32
_PAGE = 200


class PolicyRepository:
    """`Policies` and `Secrets` over PolicyTable. Every read is consistent: a key revoked is a key refused."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def installation(self, guild_id: GuildId) -> Installation | None:
        """Return the guild's installation, or None."""
        return self._read(Installation, keys.installation(guild_id))

    def installations(self) -> list[Installation]:
        """Return every installation, active or not, by guild id."""
        return [from_text(Installation, item.get("record")) for item in self._all(keys.INSTALLATIONS)]

    def put_installation(self, installation: Installation) -> None:
        """Record an installation, replacing an older record of the guild."""
        both = keys.installation(installation.guild_id), keys.listed_installation(installation.guild_id)
        self._table.transact([Put(_item(key, installation)) for key in both])

    def membership(self, guild_id: GuildId, user_id: UserId) -> Membership | None:
        """Return the platform role that was granted by hand, or None."""
        return self._read(Membership, keys.membership(guild_id, user_id))

    def put_membership(self, membership: Membership) -> None:
        """Record a granted platform role."""
        self._table.put_if(_item(keys.membership(membership.guild_id, membership.user_id), membership))

    def memberships(self, guild_id: GuildId) -> list[Membership]:
        """Return the platform roles that were granted by hand, by user id."""
        items = self._all(keys.guild(guild_id), keys.MEMBER_PREFIX)
        return [from_text(Membership, item.get("record")) for item in items]

    def remove_membership(self, guild_id: GuildId, user_id: UserId) -> bool:
        """Take a granted platform role back; return False when there was none."""
        return self._removed(keys.membership(guild_id, user_id))

    def guild_policy(self, guild_id: GuildId) -> GuildPolicy:
        """Return the guild's policy; for a guild without one `GuildPolicy.initial`, which only reads."""
        return self._read(GuildPolicy, keys.guild_policy(guild_id)) or GuildPolicy.initial(guild_id)

    def put_guild_policy(self, policy: GuildPolicy) -> bool:
        """Store a policy of version n if the stored one has n - 1 (or there is none and n <= 1); say whether."""
        before: Condition = Equals("version", policy.version - 1)
        first = AnyOf(Absent("pk"), before) if policy.version <= 1 else before
        item = keys.guild_policy(policy.guild_id).item(record=to_text(policy), version=policy.version)
        return self._put_if(item, first)

    def channel_policy(self, guild_id: GuildId, channel_id: ChannelId) -> ChannelPolicy:
        """Return the channel's policy, or the default one."""
        stored = self._read(ChannelPolicy, keys.channel_policy(guild_id, channel_id))
        return stored or ChannelPolicy(guild_id=guild_id, channel_id=channel_id)

    def put_channel_policy(self, policy: ChannelPolicy) -> None:
        """Store a channel's policy."""
        self._table.put_if(_item(keys.channel_policy(policy.guild_id, policy.channel_id), policy))

    def chat_channels(self, guild_id: GuildId) -> list[ChatChannel]:
        """Return the channels in which the agent answers, by channel id."""
        items = self._all(keys.guild(guild_id), keys.CHAT_PREFIX)
        return [from_text(ChatChannel, item.get("record")) for item in items]

    def allow_chat(self, channel: ChatChannel) -> bool:
        """Add a chat channel; return False when it was there."""
        return self._put_if(_item(keys.chat_channel(channel.guild_id, channel.channel_id), channel), Absent("pk"))

    def disallow_chat(self, guild_id: GuildId, channel_id: ChannelId) -> bool:
        """Remove a chat channel; return False when it was not there."""
        return self._removed(keys.chat_channel(guild_id, channel_id))

    def api_key(self, key_id: str) -> ApiKey | None:
        """Return the key of that public id, or None."""
        return self._read(ApiKey, keys.api_key(key_id))

    def put_api_key(self, key: ApiKey) -> None:
        """Store a key, replacing one of the same id."""
        self._table.put_if(_item(keys.api_key(key.key_id), key))

    def audit_key(self, guild_id: GuildId) -> bytes:
        """Return the guild's 32-byte key, making it at the first call (all callers get the same one).

        It is read anew each time: a key that was destroyed must not live on in a warm sandbox.
        """
        key = keys.audit_key(guild_id)
        item = self._table.get(key)
        if item is None:
            item = self._put_or_existing(key.item(secret=secrets.token_bytes(_AUDIT_KEY_BYTES)))
        kept = item.get("secret")
        if not isinstance(kept, bytes) or len(kept) != _AUDIT_KEY_BYTES:
            raise StoreError("A guild's key for content hashes cannot be read.", "Restore it, or erase it for good.")
        return kept

    def _put_or_existing(self, fresh: Item) -> Item:
        try:
            self._table.put_if(fresh, Absent("pk"))
        except ConditionFailed as failed:
            return failed.old or {}
        return fresh

    def _put_if(self, item: Item, condition: Condition) -> bool:
        try:
            self._table.put_if(item, condition)
        except ConditionFailed:
            return False
        return True

    def _removed(self, key: Key) -> bool:
        try:
            self._table.delete_if(key, Present("pk"))
        except ConditionFailed:
            return False
        return True

    def _read[Kept: BaseModel](self, kind: type[Kept], key: Key) -> Kept | None:
        item = self._table.get(key)
        return None if item is None else from_text(kind, item.get("record"))

    def _all(self, pk: str, prefix: str = "") -> list[Item]:
        items, after = list[Item](), None
        while True:
            page = self._table.query(Query(pk=pk, prefix=prefix, after=after, limit=_PAGE))
            items += page.items
            if page.after is None:
                return items
            after = page.after


def _item(key: Key, record: BaseModel) -> Item:
    return key.item(record=to_text(record))
