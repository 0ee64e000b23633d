"""Words and secrets that are pushed into every field of every operation, through the real doors, and then looked for.

Each canary is one of a kind: found anywhere in a log, a trail, a counter or a key, it names the push that it came from.
`CANARIES` is how many are pushed at least. Below a thousand they are pushed into some operations, of every resource in
turn those that take most texts (`CANARY_ROUND` says whose turn it is); `make nightly` sets more, for all operations.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest

from guildhall.operations.catalogue import AnyOperation
from guildhall.operations.fields import Keep, Redaction, marks_of
from guildhall.operations.spec import Risk
from local.run import SCRIPTED_KEY
from tests.contract.catalogue_examples import arguments
from tests.e2e.canaries import CANARIES, Mine, dumped, things, tried
from tests.e2e.system import Json, System, running, until
from tests.e2e.tables import allow_chat, change_policy, forget_calls
from tests.fakes import guild

TABLES = ("PolicyTable", "StateTable", "HistoryTable", "AuditTable")
MAY_HOLD_WORDS = {"confirmation", "plan", "claim", "user", "guild", "turn", "channel"}
"""Items whose purpose is to keep a request, a preview, a result or a turn, by the first word of their key."""
AT_ONCE = 10
"""Operations that a key's minute has room for, each of which is called four times."""
TAKES_ANYTHING = {"arguments"}
"""Fields in which nothing is wrong before they are looked at together with others."""

pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    with running(Path(tmp_path_factory.mktemp("canary")) / "state", "--verbose") as system:
        yield system


@pytest.fixture(scope="module")
def mine(here: System) -> Mine:
    """Push everything, at every door."""
    mine = Mine()
    change_policy(here, dry_run_default=True, writes_per_day=10_000, moderation_per_day=10_000)
    push_as_person(here, mine)
    push_to_agent(here, mine)
    there = things(here)
    while len(mine.pushed) < CANARIES or not mine.refusals:
        known = {**there, **ids(here)}
        for number, cls in enumerate(tried()):
            if number % AT_ONCE == 0:
                forget_calls(here)
            push_as_client(here, mine, cls, known)
    for card in here.cards():
        here.press("owner", "approve", card)
    why = {"guild_id": here.discord["guild_id"], "why": mine.canary("control.pause.why")}
    here.mcp("tools/call", {"name": "control_pause", "arguments": {**why, "dry_run": False}})
    return mine


# ------------------------------------------------------------------------------------------------------------ pushing
def ids(system: System) -> dict[str, str]:
    """Return what stands for the ids of the examples."""
    roles = system.control("GET", "/state")["roles"]
    low = min((role for role in roles if role["position"] > 0), key=lambda role: role["position"])
    said = [system.say("newcomer", f"message {number}") for number in range(len(guild.IN_GENERAL))]
    return {
        guild.GUILD: system.discord["guild_id"],
        guild.GENERAL: system.channel("general"),
        guild.NEWCOMER: system.user("newcomer"),
        guild.HELPER_ROLE: low["id"],
        guild.BOT: system.discord["bot_user_id"],
        **dict(zip(guild.IN_GENERAL, said, strict=True)),
    }


def made(system: System, mine: Mine, cls: type[AnyOperation], known: dict[str, str]) -> Json:
    """Return arguments of an operation for the running guild, each text of them a canary."""

    def filled(value: Json, where: str, *, bare: bool) -> Json:
        if isinstance(value, dict):
            return {name: filled(each, where, bare=bare) for name, each in value.items()}
        if isinstance(value, list):
            return [filled(each, where, bare=bare) for each in value]
        return mine.canary(where, bare=bare) if value == "TEXT" else known.get(str(value), value)

    def one(name: str, value: Json) -> Json:
        public = any(isinstance(m, Redaction) and m.keep is Keep.AS_IS for m in marks_of(cls.model_fields[name]))
        before = set(mine.pushed)
        given = known[name] if name in known else filled(value, f"{cls.full_name()}.{name}", bare=public)
        mine.public |= (set(mine.pushed) - before) if public else set()
        mine.sought |= (set(mine.pushed) - before) if cls.spec.risk is Risk.READ else set()
        return given

    return {name: one(name, value) for name, value in arguments(cls, "TEXT").items()}


def wrong(mine: Mine, value: Json, where: str) -> Json:
    """Return a value that does not fit, full of canaries: as text, as a name, as an item, inside."""
    text = mine.canary(where)
    if isinstance(value, dict):
        return {**value, mine.canary(where, bare=True): text}
    if isinstance(value, list):
        return [*value, {text: [text]}]
    return [text, {mine.canary(where, bare=True): text}]


def push_as_client(system: System, mine: Mine, cls: type[AnyOperation], known: dict[str, str]) -> None:
    """Call a tool with arguments that fit, with arguments that do not, and with ones that there are not."""
    name = cls.full_name()
    tool = "operations_run_read" if cls.spec.risk is Risk.READ else "operations_run_write"
    own = made(system, mine, cls, known)
    needed = {field for field, info in cls.model_fields.items() if info.is_required()} | {"reason"}
    fewest = {field: value for field, value in own.items() if field in needed}
    reads = cls.spec.risk is Risk.READ

    def call(given: Json, **more: Json) -> str:
        asked = {"name": name, "arguments": given, **({} if reads else more)}
        return system.mcp("tools/call", {"name": tool, "arguments": asked}).text

    call(own, dry_run=True)
    call(fewest, dry_run=name == "control.pause")
    bad = {each: wrong(mine, value, f"{name}.{each}, wrong") for each, value in own.items()}
    told = call({each: value for each, value in bad.items() if each not in TAKES_ANYTHING})
    assert not bad or '"invalid_arguments"' in told, (name, told)
    mine.refusals.append(told)
    unheard = mine.canary(f"{name}, an unknown name", bare=True)
    mine.named.add(unheard)
    extra = {**own, unheard: mine.canary(f"{name}, an unknown value")}
    mine.refusals.append(call(extra))


def push_as_person(system: System, mine: Mine) -> None:
    """Type slash commands with texts in them; what is sent, edited, created, and what is refused."""
    general, said = system.channel("general"), system.say("newcomer", "a message")
    typed: list[tuple[str, str, Json]] = [
        ("owner", "message send", {"channel_id": general, "content": mine.canary("/message send.content")}),
        ("member", "message send", {"channel_id": general, "content": mine.canary("/message send.content")}),
        ("owner", "channel edit", {"channel_id": general, "topic": mine.canary("/channel edit.topic")}),
        ("member", "channel edit", {"channel_id": general, "topic": mine.canary("/channel edit.topic, denied")}),
        ("owner", "message get", {"channel_id": general, "message_id": mine.canary("/message get.message_id, wrong")}),
        (
            "owner",
            "message bulk_delete",
            {"channel_id": general, "message_ids": said, "reason": mine.canary("/message bulk_delete.reason")},
        ),
        (
            "owner",
            "message delete",
            {"channel_id": general, "message_id": said, "reason": mine.canary("/delete.reason")},
        ),
        ("owner", "member edit", {"user_id": system.user("newcomer"), "nickname": mine.canary("/nick", bare=True)}),
    ]
    for user, command, options in typed:
        system.slash(user, command, **options)
    for card in system.cards():
        system.press("owner", "approve", card)


def push_to_agent(system: System, mine: Mine) -> None:
    """Mention the bot with a canary; the model calls tools with others, of which some do not fit."""
    general = system.channel("general")
    allow_chat(system, general)
    send = {"channel_id": general, "content": mine.canary("agent: message_send")}
    bad = {"channel_id": mine.canary("agent: channel_id"), "content": [mine.canary("agent: content")]}
    system.model_script(
        {"match": "look for birds", "tools": [{"name": "message_send", "input": send}]},
        {"match": "look for birds", "tools": [{"name": "message_send", "input": bad}]},
        {"match": "look for birds", "text": mine.canary("agent: its answer")},
    )
    system.ask("owner", f"look for birds {mine.canary('a mention')}")


# ------------------------------------------------------------------------------------------------------------ looking
def logs(system: System) -> str:
    """Return everything that the run printed, on its terminal and into its logs."""
    files = [*(system.state / "logs").iterdir(), system.state.parent / f"{system.state.name}.log"]
    return "\n".join(path.read_text("utf-8") for path in files)


def items(system: System, name: str) -> list[Json]:
    """Return every item of a table."""
    client = boto3.client(
        "dynamodb",
        endpoint_url=system.endpoints["aws_endpoint_url"],
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )
    pages = client.get_paginator("scan").paginate(TableName=f"guildhall-{name}")
    return [item for page in pages for item in page["Items"]]


def secrets_of(system: System) -> dict[str, str]:
    """Return what nobody but its holder may ever see."""
    keys = {f"{name}'s API key": key for name, key in system.endpoints["api_keys"].items()}
    halves = {f"{name}, secret half": key.split("_", 2)[2] for name, key in keys.items()}
    paths = [request["path"].split("/") for request in system.requests() if "/webhooks/" in request["path"]]
    tokens = {part for path in paths for part in path if len(part) > 60}
    assert tokens, "no interaction was answered"
    given = {f"interaction token {number}": token for number, token in enumerate(sorted(tokens))}
    held = {"bot token": system.discord["bot_token"], "model key": SCRIPTED_KEY}
    return {**keys, **halves, **given, **held, "signing key": system.discord["signing_key"]}


def test_as_many_canaries_were_pushed_as_were_wanted(here: System, mine: Mine) -> None:
    assert len(mine.pushed) >= CANARIES
    asked = {where.split(",")[0].rpartition(".")[0] for where in mine.pushed.values()}
    texts = {cls.full_name() for cls in tried() if "TEXT" in dumped(arguments(cls, "TEXT"))}
    assert texts <= asked
    trail = [json.loads(item["record"]["S"]) for item in items(here, "AuditTable") if "record" in item]
    acted = {record["operation"] for record in trail if (record["kind"], record["status"]) == ("outcome", "done")}
    assert len(acted) > len(tried()) / 3, "most others name what is not there, which is told without their words"
    assert mine.found_in(dumped([request["reason"] for request in here.requests()]))


def test_no_log_tells_what_was_written(here: System, mine: Mine) -> None:
    said = logs(here)
    assert said.count("\n") > len(tried())
    assert mine.found_in(said) == {}


def test_the_trail_keeps_no_word_but_names_that_are_public(here: System, mine: Mine) -> None:
    records = until(lambda: items(here, "AuditTable"), what="a trail")
    assert mine.found_in(dumped(records), mine.public) == {}


def test_no_key_counter_list_or_mark_of_a_table_holds_what_was_written(here: System, mine: Mine) -> None:
    everything = [item for name in TABLES[:3] for item in items(here, name)]
    assert mine.found_in(dumped([(item["pk"], item["sk"]) for item in everything])) == {}
    rest = [item for item in everything if item["pk"]["S"].partition("#")[0] not in MAY_HOLD_WORDS]
    assert rest
    assert mine.found_in(dumped(rest)) == {}


def test_a_refusal_quotes_nothing_but_names_of_fields_that_there_are_not(mine: Mine) -> None:
    assert mine.found_in("\n".join(mine.refusals), mine.named) == {}


def test_discords_own_audit_log_gets_the_reason_and_nothing_else(here: System, mine: Mine) -> None:
    requests = here.requests()
    assert mine.found_in(dumped([request["reason"] for request in requests]), mine.reasons) == {}
    assert mine.found_in(dumped([request["path"] for request in requests])) == {}
    assert mine.found_in(dumped([request["query"] for request in requests]), mine.sought) == {}


def test_tokens_and_keys_are_in_no_log_table_answer_or_request(here: System, mine: Mine) -> None:
    answered = "\n".join(mine.refusals)
    tables = "\n".join(dumped(items(here, name)) for name in TABLES)
    sent = dumped([(request["body"], request["reason"], request["query"]) for request in here.requests()])
    for what, secret in secrets_of(here).items():
        for where, text in {"a log": logs(here), "an answer": answered, "a table": tables, "a request": sent}.items():
            assert secret not in text, f"{what} is in {where}"
