"""Attacks by repetition: signed requests and plans that are used again, by others, or for something else."""

import json

import pytest

from tests.e2e import attacks, signing
from tests.e2e.attacks import call, changed, refusal
from tests.e2e.system import Json, System, confirmation_of, text_of, until

DAY_S = 86_400
REPLAYS = 4


@pytest.fixture
def guild(besieged: System) -> System:
    attacks.calm(besieged)
    return besieged


def saying(guild: System, words: str, user: str = "member", age_s: float = 0, **more: Json) -> signing.Signed:
    """Return a signed `/message send` into #support; what cannot be answered is told where it was asked."""
    asked = signing.command("message send", channel_id=guild.channel("support"), content=words)
    return signing.signed(guild, user, {**asked, **more}, age_s=age_s)


def said(guild: System, words: str) -> int:
    return sum(message["content"] == words for message in guild.messages("support"))


# ------------------------------------------------------------------------------------------------ signed interactions
def test_the_same_signed_interaction_is_done_once_however_often_it_comes(guild: System) -> None:
    options = {"channel_id": guild.channel("support"), "content": "only once"}
    sent = signing.overheard(guild, "member", name="message send", options=options)
    signing.told(guild, sent)
    for _ in range(REPLAYS):
        assert sent.send(guild).status_code == 200
    signing.told(guild, sent, times=REPLAYS + 1)
    assert said(guild, "only once") == 1


def test_a_signed_interaction_of_long_ago_is_not_done_even_when_its_claim_is_forgotten(guild: System) -> None:
    old = saying(guild, "from the past", age_s=3 * DAY_S)
    assert old.send(guild).status_code == 200
    signing.told_in(guild, "approvals", "was not started")
    assert said(guild, "from the past") == 0


@pytest.mark.parametrize("altered", ["body", "timestamp", "signature", "key", "nothing signed"])
def test_whatever_is_altered_is_refused_unread(guild: System, altered: str) -> None:
    since, sent, true = guild.mark(), saying(guild, "forged"), said(guild, "true")
    signature, stamp = sent.headers["x-signature-ed25519"], sent.headers["x-signature-timestamp"]
    answer = {
        "body": lambda: sent.send(guild, body=sent.body.replace(b"forged", b"Forged")),
        "timestamp": lambda: sent.send(guild, x_signature_timestamp=str(int(stamp) + 1)),
        "signature": lambda: sent.send(
            guild, x_signature_ed25519=signature[:-1] + ("0" if signature[-1] != "0" else "1")
        ),
        "key": lambda: sent.send(guild, x_signature_ed25519="00" * 64),
        "nothing signed": lambda: sent.send(guild, x_signature_ed25519="", x_signature_timestamp=""),
    }[altered]()
    assert answer.status_code == 401
    assert saying(guild, "true").send(guild).status_code == 200
    until(lambda: said(guild, "true") > true, what="the true message")
    assert "forged" not in json.dumps(guild.requests(since)).lower()


def test_an_interactions_id_in_anothers_name_neither_runs_for_them_nor_shows_the_first_ones_result(
    guild: System,
) -> None:
    first = saying(guild, "mine", user="owner", channel_id=guild.channel("staff"))
    first.send(guild)
    until(lambda: said(guild, "mine"), what="the first one's message")
    taken = json.loads(first.body)["id"]
    ids = " ".join(attacks.spam(guild))
    wish = signing.command("message bulk_delete", channel_id=guild.channel("general"), message_ids=ids)
    since, second = guild.mark(), signing.signed(guild, "member", {**wish, "id": taken})
    assert second.send(guild).status_code == 200
    told = signing.told(guild, second)
    assert "Manage Messages" in told
    assert "mine" not in told
    assert attacks.deletions(guild, since) == []


# -------------------------------------------------------------------------------------------------------------- plans
def planned(guild: System, words: str, by: str = "owner", channel: str = "support") -> Json:
    answer = guild.tool("message_send", key=by, channel_id=guild.channel(channel), content=words)
    assert answer["status"] == "previewed"
    return answer


CHANGED: dict[str, Json] = {
    "text": {"content": "something else"},
    "place": {"channel_id": "<general>"},
    "ping": {"ping_user_ids": ["<owner>"], "content": "planned <@<owner>>"},
    "loudness": {"silent": True},
}


@pytest.mark.requirement("F3")
@pytest.mark.parametrize("what", CHANGED)
def test_arguments_that_were_edited_after_the_preview_are_refused(guild: System, what: str) -> None:
    since, plan = guild.mark(), planned(guild, "planned")
    text = (
        json.dumps(CHANGED[what]).replace("<general>", guild.channel("general")).replace("<owner>", guild.user("owner"))
    )
    given = {"channel_id": guild.channel("support"), "content": "planned", **json.loads(text)}
    code, told = refusal(call(guild, "message_send", **given, plan_id=plan["plan_id"]))
    assert code == "confirmation_invalid"
    assert "with the very arguments that were previewed" in told
    assert "Preview again." in told
    assert changed(guild, since) == []


def test_a_plan_is_used_once(guild: System) -> None:
    since, plan = guild.mark(), planned(guild, "planned once")
    given = {"channel_id": guild.channel("support"), "content": "planned once", "plan_id": plan["plan_id"]}
    answers = [call(guild, "message_send", **given) for _ in range(3)]
    assert [answer.get("status") for answer in answers] == ["completed", None, None]
    assert "A plan is used once" in refusal(answers[-1])[1]
    assert len(changed(guild, since)) == 1


def test_a_plan_is_nobody_elses_not_even_the_same_persons_by_another_key(guild: System) -> None:
    since, plan = guild.mark(), planned(guild, "planned by me")
    given = {"channel_id": guild.channel("support"), "content": "planned by me", "plan_id": plan["plan_id"]}
    for other in (attacks.key(guild, "owner"), "moderator"):
        code, told = refusal(call(guild, "message_send", other, **given))
        assert code == "confirmation_invalid"
        assert "by the credential that previewed" in told
    assert changed(guild, since) == []


def test_a_plan_of_one_operation_or_id_of_a_question_is_no_plan_of_another_one(guild: System) -> None:
    since, plan = guild.mark(), planned(guild, "harmless")["plan_id"]
    question = attacks.asked(guild)
    ids = [plan, confirmation_of(question), "", "0" * 26]
    answers = [call(guild, "channel_delete", channel_id=guild.channel("support"), plan_id=each) for each in ids]
    assert [answer.get("status") for answer in answers] == [None, None, "needs_confirmation", None]
    assert changed(guild, since) == []


def test_a_plan_of_something_risky_still_waits_for_a_human(guild: System) -> None:
    since, plan = guild.mark(), guild.tool("channel_delete", channel_id=guild.channel("support"))
    assert plan["needs_human"]
    answer = guild.tool("channel_delete", channel_id=guild.channel("support"), plan_id=plan["plan_id"])
    assert answer["status"] == "needs_confirmation"
    assert changed(guild, since) == []


# --------------------------------------------------------------------------------- a program that confirms for itself
CONFIRMING = ("confirm", "confirmed", "approved", "confirmation_id", "approver_id", "force", "inputResponses", "_meta")


@pytest.mark.requirement("A9")
@pytest.mark.parametrize("field", CONFIRMING)
def test_no_argument_confirms_and_the_answer_names_it(guild: System, field: str) -> None:
    extra: Json = {field: True}
    since, cards = guild.mark(), len(guild.cards())
    answer = call(guild, "channel_delete", channel_id=guild.channel("support"), **extra)
    assert refusal(answer)[0] == "invalid_arguments"
    assert field in refusal(answer)[1]
    assert (changed(guild, since), len(guild.cards())) == ([], cards)


ACCEPTED = {"confirm": {"action": "accept", "content": {"confirm": True}}}


@pytest.mark.parametrize("era", ["", "2026-07-28"])
def test_an_api_key_that_brings_the_answers_of_an_elicitation_waits_for_a_human_like_any(
    guild: System, era: str
) -> None:
    since = guild.mark()
    meta: Json = {"elicitation": ACCEPTED["confirm"], "progressToken": "accept"}
    if era:
        names = "io.modelcontextprotocol/"
        capabilities: Json = {"elicitation": {}, "sampling": {}}
        meta |= {f"{names}protocolVersion": era, f"{names}clientCapabilities": capabilities}
        meta |= {f"{names}clientInfo": {"name": "Trusted approver", "version": "1"}}
    params = {"name": "channel_delete", "arguments": {"channel_id": guild.channel("support"), "dry_run": False}}
    message = {**params, "_meta": meta, "inputResponses": ACCEPTED, "requestState": "approved"}
    headers = {"Authorization": f"Bearer {guild.endpoints['api_keys']['owner']}", "Accept": "application/json"}
    if era:
        headers |= {"MCP-Protocol-Version": era, "Mcp-Method": "tools/call", "Mcp-Name": "channel_delete"}
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": message}
    answer = guild.http.post(guild.endpoints["mcp_url"], json=body, headers=headers).json()["result"]
    assert answer["structuredContent"]["status"] == "needs_confirmation"
    assert "Only a person with the right to do this can approve it" in answer["content"][0]["text"]
    assert changed(guild, since) == []
    [shown] = [each for each in guild.cards() if answer["structuredContent"]["confirmation_id"] in text_of(each)]
    assert "through “Trusted approver" in text_of(shown) if era else True


def test_answers_that_nobody_asked_for_are_no_answers(guild: System) -> None:
    since, waiting = guild.mark(), attacks.asked(guild)
    headers = {"Authorization": f"Bearer {guild.endpoints['api_keys']['owner']}", "Accept": "application/json"}
    for message in (
        {"jsonrpc": "2.0", "id": 1, "result": ACCEPTED["confirm"]},
        {
            "jsonrpc": "2.0",
            "id": 1,
            "method": "elicitation/create",
            "params": {"message": "yes", "requestedSchema": {}},
        },
        {"jsonrpc": "2.0", "method": "notifications/elicitation/complete", "params": {"elicitationId": "x"}},
    ):
        answer = guild.http.post(guild.endpoints["mcp_url"], json=message, headers=headers)
        assert "completed" not in answer.text
    shown = guild.tool("confirmation_get", confirmation_id=confirmation_of(waiting))
    assert shown["status"] == "pending"
    assert "nothing else approves it" in shown["next"]
    assert changed(guild, since) == []
