"""What the gateway task hears and puts on the queue."""

import json
import signal

import pytest

from guildhall.discord.gateway.record import State
from guildhall.surfaces.agent.job import Mention, decode
from tests.fakes.gateway_house import until
from tests.integration.gateway.conftest import Place


@pytest.mark.requirement("C7")
def test_mentions_replies_and_direct_messages_are_queued_and_nothing_else(place: Place) -> None:
    lab, bot = place.lab, place.lab.endpoints["bot_user_id"]
    task = place.start().heard()
    spoken = lab.send({"content": "spoken by the bot"}).json()
    reply = lab.say("answering you", reply_to=spoken["id"])
    direct = lab.say("privately", lab.order("/dms", user_id="member")["id"])
    mention = lab.say(f"<@{bot}> hello", "support", "moderator")
    lab.say("not for the bot")
    lab.say("@everyone look", author="owner")
    lab.send({"content": f"<@{bot}> by the bot itself"})
    place.queued("answering you", "privately", mention["content"])
    jobs = {job["message"]["content"]: job for job in place.cloud.sent}
    for said, guild_id in ((reply, lab.guild_id), (direct, None), (mention, lab.guild_id)):
        job = jobs[said["content"]]
        assert (job["group"], job["dedup"]) == (said["channel_id"], said["id"])
        plain = {name: value for name, value in job.items() if name not in {"group", "dedup", "sent_ms"}}
        read = decode(json.dumps(plain))
        assert isinstance(read, Mention)
        assert (read.turn_id, read.guild_id, read.author_id) == (said["id"], guild_id, said["author"]["id"])
        assert (read.by_role, read.late) == (False, False)
    assert jobs["answering you"]["message"]["referenced_message"]["id"] == spoken["id"]
    assert task.stop() == 0


def test_a_mention_of_a_role_is_queued_as_such(place: Place) -> None:
    role = place.lab.names["moderators_role"]
    place.start().heard()
    place.lab.say(f"<@&{role}> help", author="owner")
    (job,) = until(place.cloud.receive)
    assert (job["by_role"], job["message"]["mention_roles"]) == (True, [role])


def test_what_is_kept_tells_the_next_process_everything(place: Place) -> None:
    task = place.start().heard()
    place.mention("one")
    until(lambda: place.cloud.record().kept.acked_seq == 2)
    record = place.cloud.record()
    assert record.owner
    assert record.kept.state is State.CONNECTED
    assert record.kept.bot_user_id == place.lab.endpoints["bot_user_id"]
    assert record.kept.resume_url == place.lab.endpoints["gateway_url"]
    assert record.kept.session_id
    assert record.kept.heard_at is not None
    task.stop()
    let_go = place.cloud.record()
    assert (let_go.owner, let_go.kept.state) == ("", State.RELEASED)
    assert let_go.kept.session_id == record.kept.session_id


def test_the_health_file_is_touched_by_acknowledged_heartbeats_and_checked_from_outside(place: Place) -> None:
    health = place.folder / "health"
    task = place.start().heard()
    health.unlink()
    until(health.exists)
    assert place.check() == 0
    task.stop()
    health.unlink()
    assert place.check() == 1


def test_nothing_that_people_said_and_no_token_is_in_the_log(place: Place) -> None:
    task = place.start(LOG_LEVEL="DEBUG").heard()
    place.mention("a canary sings")
    until(place.cloud.receive)
    place.lab.fault(gateway="op9")
    task.heard(2)
    until(lambda: task.said("looked back"))
    task.stop()
    log = json.dumps(task.log) + "".join(task.noise)
    assert "canary" not in log
    assert place.lab.endpoints["bot_token"] not in log
    assert place.cloud.record().kept.session_id not in log


def test_without_a_token_it_waits_in_good_health_and_begins_when_there_is_one(place: Place) -> None:
    token = place.lab.endpoints["bot_token"]
    place.cloud.store_token("")
    task = place.start()
    until(lambda: task.said("waiting for a token"))
    assert place.check() == 0
    place.cloud.store_token(token)
    task.heard()
    assert len(task.said("waiting for a token")) == 1
    said = place.mention("now")
    place.queued(said)
    assert task.stop() == 0


def test_a_wrong_token_is_told_and_another_one_is_used(place: Place) -> None:
    token = place.lab.endpoints["bot_token"]
    place.cloud.store_token("wrong.token.here")
    task = place.start()
    until(lambda: place.cloud.record().kept.state is State.FATAL)
    assert "4004" in place.cloud.record().kept.reason
    assert place.check() == 0
    place.cloud.store_token(token)
    task.heard()
    assert place.discord.sim.identifies == 1
    assert place.cloud.record().kept.state in {State.CONNECTED, State.CONNECTING}


def test_without_its_settings_it_says_which_one_is_missing(place: Place) -> None:
    task = place.start(STATE_TABLE="")
    assert task.wait() == 2
    assert task.log[-1]["message"] == "The setting STATE_TABLE is missing."


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_either_signal_ends_it_in_good_order(place: Place, number: int) -> None:
    task = place.start().heard()
    assert task.stop(number) == 0
    assert place.cloud.record().owner == ""


def test_a_task_that_waits_for_a_token_ends_at_once(place: Place) -> None:
    place.cloud.store_token("")
    task = place.start(GATEWAY_RECHECK_S="60", GATEWAY_STOP_S="60")
    until(lambda: task.said("waiting for a token"))
    assert task.stop() == 0


def test_characters_that_the_queue_refuses_arrive_all_the_same(place: Place) -> None:
    place.start().heard()
    said = place.mention("odd \ufffe\uffff \x07 🙂")
    place.queued(said)
