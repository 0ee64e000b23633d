"""The commands, over tables in memory."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import CliRunner, Result

from guildhall.cli import resetting
from guildhall.cli.app import application
from guildhall.cli.desk import Desk
from guildhall.cli.showing import clean
from guildhall.discord.ids import GuildId
from guildhall.errors import ConfigurationError, GuildhallError, StoreUnavailable
from guildhall.execution.seals.findings import Fault, Report
from guildhall.operations.acts import AuditStatus
from guildhall.policy.model import GuildPolicy, Installation, Pause
from guildhall.store import keys
from guildhall.store.audit import AuditRepository
from guildhall.store.policies import PolicyRepository
from tests.fakes.clock import NOON
from tests.fakes.guild import ELSEWHERE, GENERAL, GUILD, MEMBER, OWNER, STAFF
from tests.fakes.platform import Rig

ARN = "arn:aws:iam::123456789012:user/ada"


@pytest.fixture
def rig() -> Rig:
    rig = Rig()
    rig.set_policy(writable_channel_ids=None, changes_at_large=True)
    return rig


class Terminal:
    """Runs commands over a rig's tables.

    Attributes:
        report: What verifying finds.
        whoami: Names the AWS identity.
    """

    def __init__(self, rig: Rig) -> None:
        self.rig = rig
        self.report = Report(records=3, segments=1, is_chain_whole=True)
        self.opened: list[tuple[object, object]] = []

    def desk(self, stack: object, state: object) -> Desk:
        self.opened.append((stack, state))
        return Desk(
            log=AuditRepository(self.rig.audit),
            policies=PolicyRepository(self.rig.policy),
            verify=lambda *_: self.report,
            whoami=lambda: ARN,
            clock=self.rig.clock,
            new_id=self.rig.platform.machinery.new_id,
        )

    def run(self, *words: str, typed: str | None = None) -> Result:
        return CliRunner(mix_stderr=False).invoke(application(self.desk), [*words], input=typed)

    def lines(self, *words: str) -> list[dict[str, Any]]:
        done = self.run(*words, "--guild", GUILD)
        assert done.exit_code == 0, done.output
        return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture
def terminal(rig: Rig) -> Terminal:
    return Terminal(rig)


def say(rig: Rig, content: str = "x") -> str:
    rig.clock.advance(1)
    asked = {"channel_id": GENERAL, "content": content}
    return rig.complete("message.send", asked, rig.slash(OWNER), dry_run=False).audit_id


def denied(rig: Rig) -> None:
    rig.clock.advance(1)
    with pytest.raises(Exception, match="no such thing"):
        rig.run("message.list", {"channel_id": STAFF}, rig.slash(MEMBER))


# --------------------------------------------------------------------------------------------------------------- audit
def test_acts_are_listed_newest_first_with_how_they_ended(rig: Rig, terminal: Terminal) -> None:
    audit_id = say(rig)
    denied(rig)
    shown = terminal.run("audit", "list", "--guild", GUILD).stdout.splitlines()
    assert shown[0] == f"2 acts in server {GUILD}"
    assert ["message.list" in shown[2], "denied" in shown[2]] == [True, True]
    assert ["message.send" in shown[3], "done" in shown[3], audit_id in shown[3]] == [True, True, True]


def test_acts_are_listed_as_json_for_programs(rig: Rig, terminal: Terminal) -> None:
    audit_id = say(rig)
    (act,) = terminal.lines("audit", "list", "--json", "--operation", "message.*", "--status", "done")
    assert (act["status"], [record["kind"] for record in act["records"]]) == ("done", ["intent", "outcome"])
    assert act["records"][0]["audit_id"] == audit_id


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (["--user", MEMBER], ["message.list"]),
        (["--channel", GENERAL], ["message.send"]),
        (["--kind", "denial"], ["message.list"]),
        (["--risk", "write"], ["message.send"]),
        (["--since", "2026-11-20T12:00:01.5Z"], ["message.list"]),
        (["--until", "2026-11-20T12:00:01.5"], ["message.send"]),
        (["--limit", "1"], ["message.list"]),
        (["--operation", "guild.*"], []),
    ],
)
def test_filters_are_those_of_the_operation(rig: Rig, terminal: Terminal, filters: list[str], found: list[str]) -> None:
    say(rig)
    denied(rig)
    acts = terminal.lines("audit", "list", "--json", *filters)
    assert [act["records"][0]["operation"] for act in acts] == found


def test_one_act_is_shown_whole(rig: Rig, terminal: Terminal) -> None:
    audit_id = say(rig)
    shown = terminal.run("audit", "get", audit_id, "--guild", GUILD).stdout
    assert f"message.send by {OWNER}: done" in shown
    assert "spend_rate_limit" in shown
    assert '{"hmac": ' in shown, "what was asked for, without anybody's words"
    assert len(terminal.lines("audit", "get", audit_id, "--json")) == 2


def test_a_changed_policy_is_shown_with_its_diff(rig: Rig, terminal: Terminal) -> None:
    done = rig.complete("policy.edit_limits", {"moderation_per_day": 7}, rig.slash(OWNER), dry_run=False)
    assert "moderation_per_day" in terminal.run("audit", "get", done.audit_id, "--guild", GUILD).stdout


def test_the_list_names_whom_an_act_is_about(rig: Rig, terminal: Terminal) -> None:
    with pytest.raises(GuildhallError):
        rig.run("role.bulk_assign", {"user_ids": [MEMBER, OWNER], "role_id": "7"}, rig.slash(MEMBER))
    told = terminal.run("audit", "list", "--guild", GUILD).stdout
    assert re.search(rf"role.bulk_assign +({MEMBER}|{OWNER}) \(\+1\) ", told)


def test_an_export_is_every_record_as_json_lines_without_a_word_of_anybodys(rig: Rig, terminal: Terminal) -> None:
    for _ in range(60):
        say(rig, "canary")
    lines = terminal.lines("audit", "export")
    assert len(lines) == 120
    assert "canary" not in json.dumps(lines)
    assert [line["audit_id"] for line in lines] == sorted((line["audit_id"] for line in lines), reverse=True)


def test_a_trail_that_is_as_it_was_sealed_ends_well(terminal: Terminal) -> None:
    done = terminal.run("audit", "verify", "--guild", GUILD)
    assert (done.exit_code, "intact" in done.stdout) == (0, True)


def test_what_verifying_finds_is_named_and_ends_with_1(rig: Rig, terminal: Terminal) -> None:
    terminal.report.add(Fault.RECORD_CHANGED, "record 01x#3-outcome", "its hash differs")
    terminal.report.wait_for(NOON)
    done = terminal.run("audit", "verify", "--guild", GUILD)
    assert (done.exit_code, "record 01x#3-outcome" in done.stdout) == (1, True)
    found = terminal.run("audit", "verify", "--guild", GUILD, "--json")
    assert (found.exit_code, json.loads(found.stdout)["counts"]) == (1, {"record_changed": 1})


# -------------------------------------------------------------------------------------------------------------- policy
def locked(rig: Rig) -> GuildPolicy:
    return rig.set_policy(
        approver_role_ids={"7"},
        self_approval=False,
        denied_operations=("*",),
        paused=Pause(at=NOON, why="Ada did it"),
        audit_days=900,
    )


def test_the_policy_is_shown(rig: Rig, terminal: Terminal) -> None:
    locked(rig)
    told = terminal.run("policy", "show", "--guild", GUILD).stdout
    rows = {line.split()[0]: line.split(maxsplit=1)[1].strip() for line in told.splitlines()[2:]}
    assert (rows["approver_role_ids"], rows["self_approval"], rows["confirm_from"]) == ("7", "no", "sensitive")
    assert (rows["writable_channel_ids"], rows["two_person_from"]) == ("every channel", "none")
    assert rows["paused"].startswith("at = 2026-11-20")
    assert "Nobody chose it" in terminal.run("policy", "show", "--guild", ELSEWHERE).stdout
    (shown,) = terminal.lines("policy", "show", "--json")
    assert shown["audit_days"] == 900


def test_breaking_the_glass_unlocks_the_guild_for_its_managers_and_is_told_in_the_trail_with_its_diff(
    rig: Rig, terminal: Terminal
) -> None:
    before = locked(rig)
    done = terminal.run("policy", "reset", "--guild", GUILD, typed=f"{GUILD}\n")
    assert done.exit_code == 0, done.output
    now = rig.platform.policies.guild_policy(GUILD)
    assert (now.version, now.paused, now.self_approval, now.audit_days) == (before.version + 1, None, True, 900)
    assert (now.writable_channel_ids, now.changes_at_large) == (frozenset(), False)
    intent, outcome = rig.trail()
    assert [intent.status, outcome.status] == [AuditStatus.PENDING, AuditStatus.DONE]
    assert (outcome.door, outcome.credential, outcome.operation) == ("command_line", f"aws:{ARN}", "policy.reset")
    assert {change["field"] for change in outcome.changes} >= {"paused", "self_approval", "denied_operations"}
    assert "Ada did it" not in str([intent.changes, outcome.changes]), "the trail keeps no words of people"
    assert outcome.expires_at is not None
    assert (outcome.expires_at - outcome.at).days == 900
    rig.run("policy.edit", {"guild_id": GUILD, "writes_anywhere": True}, rig.slash(OWNER))
    say(rig)
    assert ARN in terminal.run("audit", "list", "--guild", GUILD).stdout


@pytest.mark.parametrize("typed", ["", "yes\n", f"{ELSEWHERE}\n"])
def test_nothing_is_reset_unless_the_guilds_id_is_typed(rig: Rig, terminal: Terminal, typed: str) -> None:
    before = locked(rig)
    assert terminal.run("policy", "reset", "--guild", GUILD, typed=typed).exit_code != 0
    assert rig.platform.policies.guild_policy(GUILD) == before
    assert rig.trail() == []


def test_a_reset_of_what_is_the_default_already_changes_nothing(rig: Rig, terminal: Terminal) -> None:
    rig.set_policy(writable_channel_ids=frozenset(), changes_at_large=False)
    done = terminal.run("policy", "reset", "--guild", GUILD, "--yes")
    assert (done.exit_code, "nothing was done" in done.stderr) == (0, True)
    assert rig.trail() == []


def test_for_programs_the_reset_answers_with_its_id_and_diff_alone(rig: Rig, terminal: Terminal) -> None:
    locked(rig)
    done = json.loads(terminal.run("policy", "reset", "--guild", GUILD, "--yes", "--json").stdout)
    assert done["audit_id"] == rig.trail()[0].audit_id
    assert {"field": "self_approval", "before": False, "after": True} in done["changes"]


def test_a_policy_that_somebody_changed_meanwhile_is_left_and_the_trail_says_so(
    rig: Rig, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    locked(rig)
    real: Callable[..., Any] = resetting.anew
    monkeypatch.setattr("guildhall.cli.policy.anew", lambda before: (rig.set_policy(audit_days=40), real(before))[1])
    done = terminal.run("policy", "reset", "--guild", GUILD, "--yes")
    assert (done.exit_code, "Somebody changed the policy" in done.stderr) == (2, True)
    assert [record.status for record in rig.trail()] == [AuditStatus.PENDING, AuditStatus.FAILED]


# ---------------------------------------------------------------------------------------------- what every error says
@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["audit", "list"], f"known here: {GUILD}, {ELSEWHERE}"),
        (["audit", "list", "--guild", "here"], "Copy Server ID"),
        (["audit", "list", "--guild", GUILD, "--since", "yesterday"], "Times look like 2026-11-20"),
        (["audit", "list", "--guild", GUILD, "--kind", "gossip"], "denial"),
        (["audit", "get", "nothing", "--guild", GUILD], "guildhall audit list"),
        (["audit", "shred"], "No such command"),
        (["--stack", "a", "--state", "b", "audit", "list"], "give one of them"),
    ],
)
def test_wrong_words_end_with_2_and_say_what_to_do(terminal: Terminal, words: list[str], told: str) -> None:
    done = terminal.run(*words)
    assert done.exit_code == 2, done.output
    assert told in " ".join(done.stderr.split())


def test_the_only_guild_need_not_be_named(rig: Rig, terminal: Terminal) -> None:
    rig.policy.delete_if(keys.listed_installation(ELSEWHERE))
    assert terminal.run("audit", "list").stdout.startswith(f"0 acts in server {GUILD}")


@pytest.mark.parametrize(
    ("error", "code"), [(StoreUnavailable("No answer.", "Try again."), 3), (ConfigurationError("x", "y"), 2)]
)
def test_a_service_that_does_not_answer_ends_with_3_and_a_setting_with_2(error: Exception, code: int) -> None:
    def broken(*_: object) -> Desk:
        raise error

    done = CliRunner(mix_stderr=False).invoke(application(broken), ["audit", "list"])
    assert done.exit_code == code
    assert "Traceback" not in done.output


def test_help_needs_no_tables() -> None:
    def broken(*_: object) -> Desk:
        raise AssertionError("opened")

    for words in (["--help"], ["audit", "--help"], ["audit", "list", "--help"], ["policy", "reset", "--help"]):
        assert CliRunner(mix_stderr=False).invoke(application(broken), words).exit_code == 0


def test_what_a_client_calls_itself_cannot_steer_the_terminal(rig: Rig, terminal: Terminal) -> None:
    done = rig.complete("guild.get", {}, rig.mcp(MEMBER, client="\x1b[2J[red]evil[/red]\r\n\x9b31m"))
    shown = terminal.run("audit", "get", done.audit_id, "--guild", GUILD).stdout
    assert "[red]evil[/red]" in shown
    assert not {"\x1b", "\x9b", "\r"} & set(shown)
    assert clean("a\nb\x07") == "a?b?"


def test_guilds_are_told_apart(rig: Rig, terminal: Terminal) -> None:
    say(rig)
    rig.platform.policies.put_installation(Installation(guild_id=GuildId("5"), installed_at=NOON))
    assert terminal.run("audit", "list", "--guild", "5").stdout.startswith("0 acts in server 5")
