"""A guild with secrets that only some people see, and all that the bot says where everybody listens."""

import json
from dataclasses import dataclass, field

from tests.e2e.system import Json, System, is_in_work, text_of, until
from tests.e2e.tables import allow_chat
from tests.e2e.watching import direct, place_of, settled, writes

SAID, IN_THREAD, IN_PRIVATE_THREAD, TOPIC = "owl-flies-at-night", "bat-in-the-attic", "fox-in-the-den", "mole-below"
BUNKER = "hare-bunker"
SECRETS = (SAID, IN_THREAD, IN_PRIVATE_THREAD, TOPIC, BUNKER)
VIEW = str(1 << 10)


@dataclass
class House:
    """A system whose staff has secrets.

    Attributes:
        secret: By what they are, the channels, threads and messages that only some people see.
        rooms: Every channel that everybody sees, as far as the bot was asked there.
    """

    system: System
    secret: dict[str, str]
    rooms: set[str] = field(default_factory=set)

    def room(self, name: str) -> str:
        """Make a channel that everybody sees and where the agent answers."""
        [made] = self.system.control("POST", "/channels", {"names": [name]})
        allow_chat(self.system, made["id"])
        self.rooms.add(made["id"])
        return str(made["id"])

    def ask(self, user: str, words: str, room: str, **more: Json) -> str:
        """Ask, and return what stands in the room once the turn is over or waits."""
        return text_of(settled(self.system, self.system.mention(user, words, room, **more), room))

    def interact(self, user: str, question: str, **more: Json) -> Json:
        """Ask by /ask, and return what Discord has of it once it is answered."""
        sent = self.system.interact("command", user, name="ask", options={"question": question, **more})

        def over() -> Json:
            seen = self.system.control("GET", f"/interactions/{sent['interaction_id']}")
            original = seen.get("original")
            return None if not original or seen["loading"] or is_in_work(original) else seen

        return until(over, what="an answer to /ask")

    def overheard(self, since: int = 0) -> str:
        """Return all that the bot has sent to where everybody sees it, at whatever moment."""
        public = {*self.rooms, *(self.system.channel(name) for name in ("general", "support", "approvals"))}
        sent = [request["body"] for request in writes(self.system.requests(since)) if place_of(request) in public]
        return json.dumps(sent, ensure_ascii=False)

    def told(self, user: str) -> str:
        """Return all that the bot has told somebody directly."""
        return "\n".join(text_of(each) for each in direct(self.system, self.system.user(user)))


def secrets(system: System) -> dict[str, str]:
    """Put secrets where only some people see them; return where."""
    staff, guild = system.channel("staff"), system.discord["guild_id"]
    moderators = system.control("GET", "/state")["names"]["moderators_role"]
    hidden = [
        {"id": guild, "deny": VIEW},
        {"id": moderators, "allow": VIEW},
        {"id": system.discord["bot_user_id"], "allow": VIEW},
    ]
    [bunker] = system.control("POST", "/channels", {"names": [BUNKER], "topic": TOPIC, "overwrites": hidden})
    [thread] = system.control("POST", "/channels", {"kind": "thread", "names": ["minutes"], "parent_id": "staff"})
    order = {"kind": "private_thread", "names": ["whispers"], "parent_id": "general", "author_id": "owner"}
    [private] = system.control("POST", "/channels", order)
    system.control("PATCH", f"/channels/{staff}", {"topic": TOPIC})
    return {
        "guild": guild,
        "staff": staff,
        "bunker": bunker["id"],
        "thread": thread["id"],
        "private": private["id"],
        "said": system.say("owner", f"Between us: {SAID}", "staff"),
        "more": system.say("moderator", f"Agreed: {SAID}", "staff"),
        "in thread": system.say("owner", IN_THREAD, thread["id"]),
        "in private": system.say("owner", IN_PRIVATE_THREAD, private["id"]),
    }


def leaks(text: str) -> list[str]:
    """Return which secrets a text holds."""
    return [secret for secret in SECRETS if secret in text]
