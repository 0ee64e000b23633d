"""Stories for `test_crashes_everywhere`: somebody asks for something through a door, and whoever does it is killed."""

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

import httpx

from guildhall.discord.ids import GuildId
from guildhall.operations.acts import AuditKind
from guildhall.operations.spec import Risk
from guildhall.policy.shares import day_of
from guildhall.store.audit import AuditRepository
from guildhall.store.records import AuditRecord
from guildhall.store.table import Query
from tests.e2e.system import Json, System, confirmation_of, text_of, until
from tests.e2e.tables import allow_chat, change_policy, ended, make_overdue, policies, quiet, table

REDELIVERED_S = 45
"""Longer than OperationsQueue hides a message, and than a claim's lease."""
TURN_REDELIVERED_S = 365
"""Longer than TurnsQueue hides one."""


@dataclass
class Scene:
    """One case while it is played.

    Attributes:
        word: Stands in what is asked, so that its traces are found.
        audit_id: Whose records tell of it; None where `word` stands in the trail.
        done_by: Which of the bot's requests did it: method, end of the path, and what the body holds.
        told: What the one who asked or answered reads in the end.
        since: After which request the case began; likewise what was spent until then.
        cost: What one execution takes of the day's budgets.
    """

    system: System
    checkpoint: str
    word: str = field(default_factory=lambda: f"w{secrets.token_hex(4)}")
    audit_id: str | None = None
    done_by: tuple[str, str, str] = ("", "", "")
    told: str = ""
    since: int = 0
    spent_before: int = 0
    cost: int = 1

    def die(self, act: Callable[[], Json], *, after_s: int = REDELIVERED_S) -> Json:
        """Let whoever does it be killed, let time pass until it may come again, and wait until it is settled."""
        self.since, self.spent_before = self.system.mark(), self._counted()
        self.system.arm(self.checkpoint)
        acted = act()
        until(lambda: not self.system.armed(self.checkpoint), what=f"a death at {self.checkpoint}", seconds=30)
        self.system.advance(after_s)
        quiet(self.system)
        return acted

    @property
    def executions(self) -> int:
        """How often Discord was asked to do it, whatever it answered."""
        method, ending, held = self.done_by
        made = [request for request in self.system.requests(self.since) if request["method"] == method]
        return sum(request["path"].endswith(ending) and held in json.dumps(request["body"]) for request in made)

    @property
    def spent(self) -> int:
        """How many executions the case has paid for."""
        return (self._counted() - self.spent_before) // self.cost

    def _counted(self) -> int:
        query = Query(pk=f"count#{day_of(self.guild_id)}")
        days = table(self.system, "StateTable").query(query).items
        return sum(int(str(day.get(budget, 0))) for day in days for budget in ("writes", "moderation"))

    @property
    def guild_id(self) -> GuildId:
        """The guild in which it is played."""
        return GuildId.parse(self.system.discord["guild_id"])

    def trail(self) -> list[AuditRecord]:
        """Return the end of the guild's trail, newest first."""
        return list(AuditRepository(table(self.system, "AuditTable")).page(self.guild_id, before=None, limit=100))

    def _is_told_by(self, record: AuditRecord) -> bool:
        return record.audit_id == self.audit_id or self.word in json.dumps(record.arguments)

    def statuses(self, kind: AuditKind) -> set[str]:
        """Return what the trail says in records of a kind."""
        return {str(record.status) for record in self.trail() if record.kind is kind and self._is_told_by(record)}


def _spam(scene: Scene) -> str:
    scene.cost = 2
    said = range(scene.cost)
    return " ".join(scene.system.say("newcomer", f"{scene.word} {number}", "support") for number in said)


def _card(scene: Scene, text: str) -> Json:
    def find() -> Json:
        return next((card for card in scene.system.cards() if text in text_of(card)), None)

    card = until(find, what=f"a card: {text}")
    scene.audit_id = confirmation_of(card)
    return card


def _question(scene: Scene) -> Json:
    """Ask for a deletion; return its card."""
    scene.done_by = ("POST", "/messages/bulk-delete", "messages")
    options = {"channel_id": scene.system.channel("support"), "message_ids": _spam(scene)}
    scene.system.slash("moderator", "message bulk_delete", **options)
    return _card(scene, scene.word)


def _press(scene: Scene, card: Json, verb: str = "approve", user: str = "moderator") -> Json:
    button = f"confirm:{verb}:{confirmation_of(card)}"
    return scene.system.interact("button", user, "approvals", message_id=card["id"], custom_id=button)


def command(scene: Scene) -> None:
    """A slash command that is done at once."""
    scene.done_by = ("POST", "/channels", scene.word)
    options = {"name": scene.word}
    sent = scene.die(lambda: scene.system.interact("command", "owner", name="channel create", options=options))
    scene.told = scene.system.answer_to(sent)


def press(scene: Scene) -> None:
    """The press that lets a deletion happen."""
    card = _question(scene)
    scene.told = scene.system.answer_to(scene.die(lambda: _press(scene, card)))


def denial(scene: Scene) -> None:
    """The press that forbids one."""
    card = _question(scene)
    _press(scene, card, "deny")
    order = {"custom_id": f"confirm:deny:{scene.audit_id}", "options": {}}
    sent = scene.die(lambda: scene.system.interact("modal", "moderator", "approvals", **order))
    scene.told = scene.system.answer_to(sent)


def late_press(scene: Scene) -> None:
    """A press after the question's time."""
    card = _question(scene)
    make_overdue(scene.system, confirmation_of(card))
    scene.told = scene.system.answer_to(scene.die(lambda: _press(scene, card)))


def question(scene: Scene) -> None:
    """A command that asks a human; pressed after its card was posted once."""
    scene.done_by = ("POST", "/messages/bulk-delete", "messages")
    options = {"channel_id": scene.system.channel("support"), "message_ids": _spam(scene)}
    order: Json = {"name": "message bulk_delete", "options": options}
    sent = scene.die(lambda: scene.system.interact("command", "moderator", **order))
    assert "approv" in scene.system.answer_to(sent).lower()
    card = _card(scene, scene.word)
    assert sum(scene.word in text_of(each) for each in scene.system.cards()) == 1
    scene.told = scene.system.answer_to(_press(scene, card))


def first_of_two(scene: Scene) -> None:
    """The first of two presses; the second one comes after the first came again."""
    change_policy(scene.system, two_person_from=Risk.DESTRUCTIVE)
    try:
        card = _question(scene)
        first = scene.system.answer_to(scene.die(lambda: _press(scene, card)))
        assert "1 of 2" in first
        scene.told = scene.system.answer_to(_press(scene, card, user="owner"))
    finally:
        change_policy(scene.system, two_person_from=None)


def second_of_two(scene: Scene) -> None:
    """The second of two presses."""
    change_policy(scene.system, two_person_from=Risk.DESTRUCTIVE)
    try:
        card = _question(scene)
        scene.system.answer_to(_press(scene, card))
        scene.told = scene.system.answer_to(scene.die(lambda: _press(scene, card, user="owner")))
    finally:
        change_policy(scene.system, two_person_from=None)


def _tool(scene: Scene, **more: Json) -> httpx.Response:
    order = {"name": "channel_create", "arguments": {"name": scene.word, **more}}
    return scene.system.mcp("tools/call", order)


def tool(scene: Scene) -> None:
    """A client's call; it is not repeated, because nothing says that it is the same one."""
    scene.done_by = ("POST", "/channels", scene.word)
    assert scene.die(lambda: _tool(scene, dry_run=False)).status_code >= 500
    scene.told = "nobody was told"


def plan(scene: Scene) -> None:
    """A client that applies a plan, and applies it again when it got no answer."""
    scene.done_by = ("POST", "/channels", scene.word)
    previewed = _tool(scene).json()["result"]["structuredContent"]
    applied = {"dry_run": False, "plan_id": previewed["plan_id"]}
    assert scene.die(lambda: _tool(scene, **applied)).status_code >= 500
    scene.told = _tool(scene, **applied).text


def undo(scene: Scene) -> None:
    """The press that undoes an edit; in a channel of its own, because Discord lets a topic be changed twice."""
    system = scene.system
    [room] = system.control("POST", "/channels", {"names": [scene.word]})
    edited = system.tool("channel_edit", channel_id=room["id"], topic="other", dry_run=False)
    system.slash("owner", "audit undo", audit_id=edited["audit_id"])
    card = _card(scene, scene.word)
    scene.done_by = ("PATCH", f"/channels/{room['id']}", "topic")
    scene.told = system.answer_to(scene.die(lambda: _press(scene, card, user="owner")))


def turn(scene: Scene) -> None:
    """A turn of the agent that changes something."""
    system, general = scene.system, scene.system.channel("general")
    allow_chat(system, general)
    call = {"name": "channel_create", "input": {"name": scene.word}}
    asked = rf"\b{scene.word}\b"
    system.model_script({"match": asked, "tools": [call]}, {"match": asked, "times": "always", "text": "That is all."})
    scene.done_by = ("POST", "/channels", scene.word)
    mention = scene.die(lambda: system.mention("owner", f"make {scene.word}"), after_s=TURN_REDELIVERED_S)
    ended(system, mention)
    scene.told = text_of(system.reply_to(mention))


def burst(scene: Scene) -> None:
    """An act of moderation too many, which pauses the guild."""
    system, member = scene.system, scene.system.user("member")
    change_policy(system, moderation_burst=1, confirm_from=Risk.DESTRUCTIVE)
    try:
        system.slash("owner", "member timeout", user_id=member, duration_s=60)
        options = {"user_id": member, "duration_s": 120}
        scene.done_by = ("PATCH", f"/members/{member}", "communication")
        order: Json = {"name": "member timeout", "options": options}
        scene.told = system.answer_to(scene.die(lambda: system.interact("command", "owner", **order)))
        assert policies(system).guild_policy(scene.guild_id).paused is not None
        told = {str(record.status) for record in scene.trail() if record.operation == "control.pause"}
        assert told == {"pending", "done"}, "whoever died left the intent; who was refused next completed it"
        assert any("/audit list tells" in each["content"] for each in system.messages("approvals"))
    finally:
        change_policy(system, moderation_burst=10, confirm_from=Risk.SENSITIVE, paused=None)
