"""HistoryTable's memory of channels: what was asked of the agent there, and what everybody there could see it answer.

Each item names its asker beside the record, so that a person's words can be found and erased.
"""

from datetime import datetime

from guildhall.clock import epoch_s
from guildhall.discord.ids import ChannelId, GuildId, UserId
from guildhall.store import keys
from guildhall.store.codec import check_document, from_text, to_text
from guildhall.store.conditions import Item
from guildhall.store.table import Query, Table
from guildhall.store.turn_records import Exchange, Summary


class ExchangeRepository:
    """`Exchanges` over HistoryTable."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def put(self, exchange: Exchange, expires_at: datetime) -> None:
        """Keep an exchange, replacing an older one of that id.

        Raises:
            TooLarge: It takes more than 350 KB.
        """
        key = keys.exchange(exchange.guild_id, exchange.channel_id, exchange.entry_id)
        self._put(key.item(), exchange, exchange.asker_id, expires_at)

    def recent(self, guild_id: GuildId, channel_id: ChannelId, limit: int) -> list[Exchange]:
        """Return a channel's exchanges, oldest first, the newest `limit` of them."""
        pk = keys.conversation(guild_id, channel_id)
        page = self._table.query(Query(pk=pk, prefix=keys.EXCHANGE_PREFIX, newest_first=True, limit=limit))
        return [from_text(Exchange, item.get("record")) for item in reversed(page.items)]

    def summary(self, guild_id: GuildId, channel_id: ChannelId, asker_id: UserId) -> Summary | None:
        """Return the summary of what one asker's exchanges before the recent ones were about."""
        item = self._table.get(keys.summary(guild_id, channel_id, asker_id))
        return None if item is None else from_text(Summary, item.get("record"))

    def put_summary(self, channel: tuple[GuildId, ChannelId], summary: Summary, expires_at: datetime) -> None:
        """Keep a summary, replacing the one before."""
        guild_id, channel_id = channel
        key = keys.summary(guild_id, channel_id, summary.asker_id)
        self._put(key.item(), summary, summary.asker_id, expires_at)

    def _put(self, key: Item, record: Exchange | Summary, asker_id: UserId, expires_at: datetime) -> None:
        text = to_text(record)
        check_document(text, "What is remembered", "Say it in fewer words.")
        self._table.put_if(key | {"record": text, "asker_id": str(asker_id), "expires_at": epoch_s(expires_at)})
