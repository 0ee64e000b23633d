"""What every write at Discord takes, written by hand from Discord's documentation, one file for each field."""

from tests.contract.permission_table import channels, expressions, members, messages, server
from tests.contract.permission_table.row import Row

PARTS: tuple[dict[str, Row], ...] = (members.TABLE, channels.TABLE, messages.TABLE, expressions.TABLE, server.TABLE)
TABLE: dict[str, Row] = {name: row for part in PARTS for name, row in part.items()}
