"""The fake guild as the contract tests find it: whatever an example names is there.

The bot is an administrator, the newcomer is banned, there are a forum and a channel for announcements, #general stands
in a category and says something of a role, a message in it is the bot's own and has a file, there is the
automation that the examples name, and on demand the question that they name.
"""

from typing import Any

from guildhall.automations.model import Action, Automation, AutomationId, Does
from guildhall.automations.triggers import MessageCreated, On
from guildhall.discord.ids import Snowflake
from guildhall.discord.permissions import Permission
from guildhall.discord.types.parts import Attachment
from guildhall.execution.asking import ask
from tests.contract.catalogue_examples import PATTERNS
from tests.fakes.clock import NOON
from tests.fakes.documented import OTHER_IDS
from tests.fakes.guild import (
    BOT_ROLE,
    BOT_USER,
    CATEGORY,
    GENERAL,
    GUILD,
    HELPER_ROLE,
    IN_GENERAL,
    NEWCOMER,
    OWNER,
    forum,
    overwrite,
    spoken,
)
from tests.fakes.news import announce
from tests.fakes.platform import Rig

KEY = next(iter(PATTERNS.values()))
"""The id that the examples name of a confirmation, and so of the trail's records."""


def stage() -> Rig:
    """Return a platform over the guild."""
    rig = Rig()
    rig.world.edit_role(BOT_ROLE, permissions=Permission.ADMINISTRATOR)
    rig.world.ban(NEWCOMER)
    for channel in (*forum(), *spoken()):
        rig.world.put_channel(channel)
    announce(rig.world)
    said = (overwrite(HELPER_ROLE, deny=Permission.ADD_REACTIONS),)
    rig.world.edit_channel(GENERAL, parent_id=CATEGORY, permission_overwrites=said)
    picture = Attachment(id=Snowflake(OTHER_IDS[0]), filename="wave.png", url="https://cdn.discordapp.com/wave.png")
    changed = {"author": BOT_USER, "attachments": (picture,)}
    rig.world.put_message(rig.world.messages[GENERAL][IN_GENERAL[0]].model_copy(update=changed))
    draft(rig)
    return rig


def draft(rig: Rig, version: int = 1) -> None:
    """Put the automation that the examples name, or its next version."""
    automations = rig.platform.machinery.automations
    telling = Action(operation=Does.NOTIFY, arguments={"content": "Somebody wrote."})
    automation = Automation(
        automation_id=AutomationId(OTHER_IDS[0]),
        guild_id=GUILD,
        name="Watch",
        trigger=MessageCreated(on=On.MESSAGE_CREATED),
        actions=(telling,),
        author_id=OWNER,
        created_at=NOON,
        changed_by=OWNER,
        changed_at=NOON,
        version=version,
    )
    assert automations.put(automations.shelf(GUILD), automation)


def question(rig: Rig) -> None:
    """Put the question that the examples name."""
    asked: dict[str, Any] = {"channel_id": GENERAL, "message_ids": list(IN_GENERAL[:2])}
    delete = rig.platform.build("message.bulk_delete", asked, rig.slash(OWNER))
    session = rig.platform.machinery.session(rig.slash(OWNER), delete, KEY)
    session.authorize()
    ask(rig.platform.machinery, session, delete.preview(session.ports))
    rig.discord.calls.clear()
