"""The setup's message: what is chosen in it, what is done for that, and what it shows."""

import json
from typing import Any

import pytest

from guildhall.discord.ids import ChannelId
from guildhall.errors import ChannelForbidden, DiscordUnavailable, GuildhallError, PermissionMissing
from guildhall.execution.outcome import Call, Completed, NeedsConfirmation, Outcome
from guildhall.operations.preview import Preview
from guildhall.surfaces.interactions import setup
from guildhall.surfaces.interactions.job import Command, InteractionJob, Setting, encode
from guildhall.surfaces.interactions.setup_message import Standing, paper
from tests.fakes.clock import NOON
from tests.unit.surfaces.interactions.support import CHANNEL, USER, FakeQueue, endpoint, interaction, signed
from tests.unit.surfaces.interactions.workbench import Workbench, job

COMPONENT = 3
POLICY: dict[str, Any] = {
    "paused": False,
    "writes_anywhere": False,
    "writable_channel_ids": ["11", "12"],
    "changes_at_large": False,
    "approvals_channel_id": "11",
    "alerts_channel_id": None,
    "approver_role_ids": ["21"],
    "names": [{"id": "11", "name": "approvals"}, {"id": "21", "name": "Moderator"}],
}


def _chosen(custom_id: str, *selected: object, **more: Any) -> tuple[dict[str, Any], FakeQueue]:
    queue = FakeQueue()
    data = {"custom_id": custom_id, "component_type": 8, "values": list(selected)}
    answer = endpoint(queue).answer(signed(interaction(COMPONENT, data, **more)))
    return json.loads(str(answer["body"])), queue


def test_a_choice_is_queued_and_the_message_stays_until_it_is_edited() -> None:
    answer, queue = _chosen("setup:channels", "11", "12", 7)
    assert answer == {"type": 6}
    (queued,) = queue.jobs
    assert isinstance(queued, InteractionJob)
    assert queued.action == Setting("channels", ("11", "12"))


def test_a_button_carries_what_it_switches_to() -> None:
    _, queue = _chosen("setup:at_large:on")
    assert [each.action for each in queue.jobs if isinstance(each, InteractionJob)] == [Setting("at_large", ("on",))]


@pytest.mark.parametrize(
    "custom_id",
    ["setup:", "setup:nothing", "setup:anywhere", "setup:chat:maybe", "setup:channels:on", "setup:alerts:off", "setup"],
)
def test_what_is_nothing_of_the_setup_is_not_taken(custom_id: str) -> None:
    answer, queue = _chosen(custom_id)
    assert answer["type"] == 4
    assert queue.bodies == []


def _told(bench: Workbench, action: Command | Setting) -> dict[str, Any]:
    assert bench.worker().handle(encode(job(action)), 1)
    body: dict[str, Any] = bench.responder.edits[-1][1]
    return body


def _bench(outcome: Outcome | GuildhallError | None = None) -> Workbench:
    def run(call: Call) -> Outcome:
        if call.operation.full_name() == "policy.get":
            return Completed(POLICY, "01audit")
        if isinstance(outcome, GuildhallError):
            raise outcome
        return outcome or Completed({}, "01audit")

    return Workbench(run=run)


@pytest.mark.parametrize(
    ("setting", "name", "arguments"),
    [
        (Setting("approvals", ("11",)), "policy.edit_approvals", {"approvals_channel_id": "11"}),
        (Setting("approvals", ()), "policy.edit_approvals", {"unset": "approvals_channel_id"}),
        (Setting("alerts", ("11",)), "policy.edit_approvals", {"alerts_channel_id": "11"}),
        (Setting("alerts", ()), "policy.edit_approvals", {"unset": "alerts_channel_id"}),
        (Setting("approvers", ("21",)), "policy.edit_approvals", {"approver_role_ids": ["21"]}),
        (Setting("approvers", ()), "policy.edit_approvals", {"approver_role_ids": []}),
        (Setting("channels", ("11",)), "policy.edit", {"writable_channel_ids": ["11"]}),
        (Setting("channels", ()), "policy.edit", {"writable_channel_ids": []}),
        (Setting("anywhere", ("on",)), "policy.edit", {"writes_anywhere": True}),
        (Setting("anywhere", ("off",)), "policy.edit", {"writes_anywhere": False}),
        (Setting("at_large", ("on",)), "policy.edit", {"changes_at_large": True}),
        (Setting("chat", ("on",)), "chat.allow", {"channel_id": CHANNEL}),
        (Setting("chat", ("off",)), "chat.disallow", {"channel_id": CHANNEL}),
    ],
)
def test_a_choice_is_one_call_of_an_operation_by_whoever_chose(
    setting: Setting, name: str, arguments: dict[str, Any]
) -> None:
    bench = _bench()
    _told(bench, setting)
    made, shown = bench.calls
    assert made.operation.full_name() == name
    sent = made.operation.model_dump(mode="json", exclude_unset=True)
    assert {field: value for field, value in sent.items() if field != "guild_id"} == arguments
    assert (made.principal.user_id, shown.operation.full_name()) == (USER, "policy.get")
    assert made.idempotency_key != shown.idempotency_key


def test_the_message_says_how_it_stands_and_picks_only_what_is_still_there() -> None:
    bench = _bench()
    bench.chats = [ChannelId(CHANNEL)]
    body = _told(bench, Command(setup.SETUP, {}))
    told = body["embeds"][0]["description"]
    assert "**Write in:** <#11>, <#12>" in told
    assert "and has <@&21>" in told
    menus = [told.index(f"{number}. **{what}") for number, what in enumerate(("Ask", "Tell", "Write", "Who"), 1)]
    assert menus == sorted(menus), "words in another order than the menus say nothing of a menu that shows its choice"
    assert f"**Answer mentions in <#{CHANNEL}>:** yes" in told
    asked, alarms, written, approvers, buttons = (row["components"] for row in body["components"])
    assert [each["default_values"] for each in (asked[0], alarms[0], written[0], approvers[0])] == [
        [{"id": "11", "type": "channel"}],
        [],
        [{"id": "11", "type": "channel"}],
        [{"id": "21", "type": "role"}],
    ]
    assert [each["custom_id"] for each in buttons] == ["setup:anywhere:on", "setup:at_large:on", "setup:chat:off"]


def test_a_paused_open_and_a_closed_server_are_told_apart() -> None:
    def told(**policy: Any) -> str:
        return "\n".join(paper(Standing({**POLICY, **policy}, here=None, answers=False)).blocks)

    assert "Paused" in told(paused=True)
    assert "every channel" in told(writes_anywhere=True, writable_channel_ids=None)
    assert "no channel; I only read" in told(writable_channel_ids=[])
    assert "direct messages of whoever asks" in told(approvals_channel_id=None)
    assert "whoever may do it themselves, whoever asks included\n" in told(approver_role_ids=[], self_approval=True)
    assert "themselves, but never whoever asks; two people from destructive on\n" in told(
        approver_role_ids=[], self_approval=False, two_person_from="destructive"
    )
    assert "yes" in told(changes_at_large=True)
    assert "this channel" in told(names=None)


def test_a_refused_choice_is_told_in_the_message_and_what_is_stays_shown() -> None:
    bench = _bench(ChannelForbidden("It is paused.", "Resume it."))
    told = _told(bench, Setting("at_large", ("on",)))["embeds"][0]["description"]
    assert told.startswith("**Not changed: It is paused. Resume it.**")
    assert "**Write in:**" in told


def test_a_choice_that_somebody_else_has_to_approve_says_where_they_are_asked() -> None:
    preview = Preview(summary="x", fingerprint="f")
    waits = NeedsConfirmation("policy.edit", preview, "0" * 26, NOON, "<#11>")
    told = _told(_bench(waits), Setting("at_large", ("on",)))["embeds"][0]["description"]
    assert told.startswith("**Not changed yet: somebody else has to approve it, see <#11>.**")


def test_a_choice_that_may_pass_later_comes_again() -> None:
    bench = _bench(DiscordUnavailable("down"))
    assert not bench.worker().handle(encode(job(Setting("at_large", ("on",)))), 1)


def test_at_the_last_attempt_nothing_is_chosen_any_more_and_the_message_is_shown() -> None:
    bench = _bench()
    bench.worker().handle(encode(job(Setting("at_large", ("on",)))), 4)
    assert [call.operation.full_name() for call in bench.calls] == ["policy.get"]


def test_who_may_not_read_the_policy_sees_no_setup() -> None:
    def run(call: Call) -> Outcome:
        raise PermissionMissing("You lack Manage Server.", "Ask the owner.", who="caller")

    body = _told(Workbench(run=run), Command(setup.SETUP, {}))
    assert body["components"] == []
    assert "Manage Server" in body["embeds"][0]["description"]


def test_the_message_is_one_message_within_discords_limits() -> None:
    many: list[Any] = [str(number) for number in range(100, 160)]
    names: list[Any] = [{"id": each, "name": "x"} for each in many]
    standing = Standing({**POLICY, "writable_channel_ids": many, "names": names}, here=None, answers=True)
    (body,) = paper(standing).messages()
    rows: Any = body["components"]
    assert len(rows) == 5
    assert len(rows[2]["components"][0]["default_values"]) == 25
