"""Real things for a request to any operation: what its path names is made first, and its body is one that fits.

The plain sampler fills in required fields. What Discord asks for beyond its document (one of several fields, a channel
of a certain kind, a poll of one's own) stands here. Nothing is made that the path does not name.
"""

from collections.abc import Callable
from typing import Any

from local.discord.errors import Json
from local.discord.rest.generic import PNG
from local.discord.rest.stickers import PACK_ID, PACKED_ID
from local.discord.spec import OperationSpec, Spec
from local.discord.testing import MEDIA, Lab, Sampler

STARTS, ENDS = "2030-05-01T18:00:00+00:00", "2030-05-01T20:00:00+00:00"
ANNOUNCEMENT, VOICE, STAGE = 5, 2, 13
COMMAND: Json = {"name": "wave", "description": "Waves back", "type": 1}
TEXT: Json = {"content": "some words"}
EVENT: Json = {
    "name": "Meeting",
    "privacy_level": 2,
    "entity_type": 3,
    "entity_metadata": {"location": "the park"},
    "scheduled_start_time": STARTS,
    "scheduled_end_time": ENDS,
    "recurrence_rule": {"start": STARTS, "frequency": 2, "interval": 1, "by_weekday": [2]},
}
RULE: Json = {"name": "Spam", "event_type": 1, "trigger_type": 3, "actions": [{"type": 1}], "trigger_metadata": {}}
STICKER: Json = {
    "files": {"file": ("sticker.png", PNG, "image/png")},
    "data": {"name": "wave", "description": "Waves", "tags": "wave"},
}
SOUND: Json = {"name": "wave", "sound": MEDIA["sound"]}
POLL: Json = {"question": {"text": "Tea?"}, "answers": [{"poll_media": {"text": each}} for each in ("Yes", "No")]}


class Made(Sampler):
    """A sampler that makes what an operation acts on, in a simulated Discord that was begun anew.

    Attributes:
        given: What a name in a path stands for in place of what is made.
    """

    def __init__(self, lab: Lab, spec: Spec) -> None:
        super().__init__(lab.endpoints, spec)
        self.given: dict[str, str] = {}
        self._lab = lab
        self._guild = f"guilds/{lab.guild_id}"
        self._application = f"applications/{lab.endpoints['application_id']}"

    def path(self, operation: OperationSpec) -> str:
        """Return the operation's path, all of whose things there are."""
        roles = dict.fromkeys(("role_id", "overwrite_id"), self._lab.names["moderators_role"])
        self.known = {**roles, "pack_id": PACK_ID, "sticker_id": PACKED_ID}
        for part, make in PLACES:
            if part in f"{operation.operation_id} {operation.template} ":
                make(self)
        self.known |= self.given
        return super().path(operation)

    def content(self, operation: OperationSpec) -> dict[str, Any]:
        """Return a body that fits."""
        said = BODIES.get(operation.operation_id)
        return said(self) if said else super().content(operation)

    def made(self, place: str, **content: Any) -> Json:
        """Make a thing as the bot."""
        answer = self._lab.bot.post(place, **content)
        assert answer.is_success, answer.text
        found: Json = answer.json()
        return found

    def channel(self, kind: int) -> str:
        """Return a new channel, which the path names from now on."""
        self.known["channel_id"] = str(self.made(f"{self._guild}/channels", json={"name": "new", "type": kind})["id"])
        return self.known["channel_id"]

    def message(self) -> None:
        """Let somebody have said something."""
        self.known["message_id"] = self._lab.say("a message to point at")["id"]

    def own_message(self, body: Json = TEXT, *, kind: int | None = None) -> None:
        """Let the bot have said something, in general or in a channel of a kind."""
        place = self.channel(kind) if kind else self._lab.channels["general"]
        self.known["message_id"] = self.made(f"channels/{place}/messages", json=body)["id"]

    def reaction(self) -> None:
        """Let the bot and a member have reacted."""
        place = f"channels/{self._lab.channels['general']}/messages/{self.known['message_id']}"
        self._lab.bot.put(f"{place}/reactions/%F0%9F%91%8D/@me").raise_for_status()
        order = {"message_id": self.known["message_id"], "channel_id": self._lab.channels["general"]}
        self._lab.order("/reactions", **order, user_id=self._lab.users["member"], emoji="👍")

    def thread(self) -> None:
        """Let there be a thread with a member in it."""
        place = f"channels/{self._lab.channels['general']}/threads"
        self.known["channel_id"] = self.made(place, json={"name": "Tea", "type": 11})["id"]
        member = f"channels/{self.known['channel_id']}/thread-members/{self._lab.users['member']}"
        self._lab.bot.put(member).raise_for_status()

    def on_a_stage(self, kind: int = STAGE) -> None:
        """Let the member and the bot be on a stage, where their voice states can be read and changed."""
        told = {"voice": {"channel_id": self.channel(kind)}}
        for user_id in (self._lab.users["member"], self._lab.endpoints["bot_user_id"]):
            self._lab.control.put(f"/members/{user_id}", json=told).raise_for_status()

    def live(self) -> None:
        """Let a stage be live."""
        self.made("stage-instances", json={"topic": "Tea", "channel_id": self.channel(STAGE)})

    def guild_command(self) -> None:
        """Let the bot have a command in the guild."""
        self.in_application("command_id", f"{self._guild}/commands", json=COMMAND)

    def said(self, count: int) -> list[str]:
        """Return messages that were just written."""
        return [str(self._lab.say(f"words {number}")["id"]) for number in range(count)]

    def keep(self, name: str, place: str, key: str = "id", **content: Any) -> None:
        """Make what the path names by this name, where it is not given."""
        if name not in self.given:
            self.known[name] = str(self.made(place, **content)[key])

    def webhook(self) -> None:
        """Let there be a webhook that said something."""
        found = self.made(f"channels/{self._lab.channels['general']}/webhooks", json={"name": "Herald"})
        self.known |= {"webhook_id": found["id"], "webhook_token": found["token"]}
        place = f"webhooks/{found['id']}/{found['token']}?wait=true"
        self.known["message_id"] = self.made(place, json=TEXT)["id"]

    def exception(self) -> None:
        """Let a date of the event be another."""
        place = f"{self._guild}/scheduled-events/{self.known['guild_scheduled_event_id']}/exceptions"
        body = {"original_scheduled_start_time": STARTS, "is_canceled": True}
        found = self.made(place, json=body)["event_exception_id"]
        self.known |= {"exception_id": found, "guild_scheduled_event_exception_id": found}

    def banned(self) -> None:
        """Let the member be banned."""
        self._lab.bot.put(f"{self._guild}/bans/{self._lab.users['member']}").raise_for_status()

    def welcoming(self) -> None:
        """Let newcomers be welcomed."""
        self._lab.order("/features", features=["COMMUNITY", "WELCOME_SCREEN_ENABLED"])

    def widget(self) -> None:
        """Let the widget be on."""
        self._lab.bot.patch(f"{self._guild}/widget", json={"enabled": True}).raise_for_status()

    def elsewhere(self) -> str:
        """Return a channel beside the one that the path names."""
        return self._lab.channels["support"]

    def someone(self) -> str:
        """Return a member who is not the one of the path."""
        return self._lab.users["newcomer"]

    def in_guild(self, name: str, place: str, key: str = "id", **content: Any) -> None:
        """Make what the path names in the guild."""
        self.keep(name, f"{self._guild}/{place}", key, **content)

    def in_application(self, name: str, place: str, **content: Any) -> None:
        """Make what the path names in the application."""
        self.keep(name, f"{self._application}/{place}", **content)

    def in_channel(self, name: str, place: str, key: str, **content: Any) -> None:
        """Make what the path names in general."""
        self.keep(name, f"channels/{self._lab.channels['general']}/{place}", key, **content)

    def overwrite(self) -> None:
        """Let a role have an overwrite in general."""
        place = f"channels/{self._lab.channels['general']}/permissions/{self.known['overwrite_id']}"
        self._lab.bot.put(place, json={"type": 0, "allow": "0", "deny": "64"}).raise_for_status()

    def join_request(self) -> None:
        """Let somebody ask to join."""
        found = self._lab.order("/join-requests", user_id=self._lab.names["stranger"], answers={"Why?": "Tea"})
        self.known["request_id"] = found["id"]

    def integration(self) -> None:
        """Let the path name an integration of the guild that is not the bot itself."""
        listed = self._lab.bot.get(f"{self._guild}/integrations").json()
        self.known["integration_id"] = next(each["id"] for each in listed if each["type"] != "discord")

    def sound(self) -> str:
        """Return one of Discord's own sounds."""
        return str(self._lab.bot.get("soundboard-default-sounds").json()[0]["sound_id"])


def _image(name: str) -> dict[str, Any]:
    return {"json": {"name": name, "image": MEDIA["image"]}}


PLACES: tuple[tuple[str, Callable[[Made], object]], ...] = (
    ("/channels/{channel_id}/messages/{message_id}", Made.message),
    ("/pins/{message_id}", Made.message),
    ("/crosspost ", lambda made: made.own_message(kind=ANNOUNCEMENT)),
    ("follow_channel ", lambda made: made.channel(ANNOUNCEMENT)),
    ("update_message ", Made.own_message),
    ("/polls/{message_id}", lambda made: made.own_message({"poll": POLL})),
    ("/polls/{message_id}", lambda made: made.known.update(answer_id="1")),
    ("{emoji_name}", Made.reaction),
    ("/channels/{channel_id}/thread-members", Made.thread),
    ("send_soundboard_sound ", lambda made: made.on_a_stage(VOICE)),
    ("/voice-status ", lambda made: made.on_a_stage(VOICE)),
    ("/voice-states/", Made.on_a_stage),
    ("/stage-instances/{channel_id}", Made.live),
    (
        "/applications/{application_id}/commands/{command_id}",
        lambda m: m.in_application("command_id", "commands", json=COMMAND),
    ),
    ("/guilds/{guild_id}/commands/{command_id}", Made.guild_command),
    (
        "/applications/{application_id}/emojis/{emoji_id}",
        lambda m: m.in_application("emoji_id", "emojis", **_image("wave")),
    ),
    ("/guilds/{guild_id}/emojis/{emoji_id}", lambda m: m.in_guild("emoji_id", "emojis", **_image("wave"))),
    ("/guilds/{guild_id}/stickers/{sticker_id}", lambda m: m.in_guild("sticker_id", "stickers", **STICKER)),
    ("{sound_id}", lambda m: m.in_guild("sound_id", "soundboard-sounds", "sound_id", json=SOUND)),
    ("{rule_id}", lambda m: m.in_guild("rule_id", "auto-moderation/rules", json=RULE)),
    ("{guild_scheduled_event_id}", lambda m: m.in_guild("guild_scheduled_event_id", "scheduled-events", json=EVENT)),
    ("exception_id}", Made.exception),
    ("/templates/{code}", lambda m: m.in_guild("code", "templates", "code", json={"name": "Server"})),
    ("/invites/{code}", lambda m: m.in_channel("code", "invites", "code", json={"max_age": 60})),
    ("{webhook_id}", Made.webhook),
    ("/permissions/{overwrite_id}", Made.overwrite),
    ("{request_id}", Made.join_request),
    ("{integration_id}", Made.integration),
    ("/bans/{user_id}", Made.banned),
    ("/welcome-screen ", Made.welcoming),
    ("/widget.json ", Made.widget),
)
"""What a part of an operation's id and path asks for, in the order in which it is made."""

BODIES: dict[str, Callable[[Made], dict[str, Any]]] = {
    "create_application_command": lambda made: {"json": COMMAND},
    "create_guild_application_command": lambda made: {"json": COMMAND},
    "bulk_set_application_commands": lambda made: {"json": [COMMAND]},
    "bulk_set_guild_application_commands": lambda made: {"json": [COMMAND]},
    "update_application_role_connections_metadata": lambda made: {"json": []},
    "create_message": lambda made: {"json": TEXT},
    "update_message": lambda made: {"json": TEXT},
    "execute_webhook": lambda made: {"json": TEXT},
    "execute_slack_compatible_webhook": lambda made: {"json": {"text": "some words"}},
    "follow_channel": lambda made: {"json": {"webhook_channel_id": made.elsewhere()}},
    "create_guild_scheduled_event": lambda made: {"json": EVENT},
    "create_guild_sticker": lambda made: STICKER,
    "create_guild_soundboard_sound": lambda made: {"json": SOUND},
    "create_auto_moderation_rule": lambda made: {"json": RULE},
    "create_stage_instance": lambda made: {"json": {"topic": "Tea", "channel_id": made.channel(STAGE)}},
    "create_dm": lambda made: {"json": {"recipient_id": made.someone()}},
    "bulk_ban_users_from_guild": lambda made: {"json": {"user_ids": [made.someone()]}},
    "bulk_delete_messages": lambda made: {"json": {"messages": made.said(2)}},
    "send_soundboard_sound": lambda made: {"json": {"sound_id": made.sound()}},
    "action_guild_join_request": lambda made: {"json": {"action": "APPROVED"}},
}
"""Bodies of operations that want more than the fields that the document requires."""
