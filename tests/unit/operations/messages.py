"""What the tests of messages share: a guild whose bot may do everything, and how something is said, done and read."""

import base64
from typing import Any

from guildhall.discord.ids import MessageId
from guildhall.discord.permissions import Permission
from guildhall.discord.types.message import Message
from tests.fakes.guild import APPROVALS, BOT_ROLE, GENERAL, IN_GENERAL, MEMBER, OWNER
from tests.fakes.news import announce
from tests.fakes.platform import Rig

POST = "POST /channels/{channel_id}/messages"
PATCH = "PATCH /channels/{channel_id}/messages/{message_id}"
BULK = "POST /channels/{channel_id}/messages/bulk-delete"
ONE = "DELETE /channels/{channel_id}/messages/{message_id}"
LATER = MessageId("7000000000000000000")
NOTE = {"name": "note.txt", "data_base64": base64.b64encode(b"remember").decode()}
EMBED = {"description": "@everyone, <@2000000000000000005>"}
BUTTON = {"label": "Home", "url": "https://example.com"}


def plain() -> Rig:
    rig = Rig()
    rig.world.edit_role(BOT_ROLE, permissions=Permission.ADMINISTRATOR)
    return rig


def newsroom() -> Rig:
    """One with approvals, and with all that `tests.fakes.news` says."""
    rig = plain()
    rig.set_policy(approvals_channel_id=APPROVALS)
    announce(rig.world)
    return rig


def run(rig: Rig, name: str, who: Any = OWNER, **arguments: Any) -> dict[str, Any]:
    return dict(rig.complete(name, arguments, rig.slash(who), dry_run=False).result)


def read(rig: Rig, name: str, who: Any = MEMBER, **arguments: Any) -> dict[str, Any]:
    return dict(rig.complete(name, arguments, rig.slash(who)).result)


def body(rig: Rig, route: str = POST) -> dict[str, Any]:
    """The last body that was sent to a route."""
    found = rig.discord.sent(route)[-1].body
    assert found is not None
    return dict(found)


def say(rig: Rig, message_id: str, content: str = "later", **more: Any) -> Message:
    author = rig.world.messages[GENERAL][IN_GENERAL[0]].author
    fields = {"id": message_id, "channel_id": GENERAL, "author": author, "timestamp": rig.clock(), "content": content}
    message = Message.model_validate(fields | more)
    rig.world.put_message(message)
    return message
