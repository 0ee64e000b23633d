"""The queues: who takes from them, how long a message stays hidden, how often it comes, where it ends."""

from typing import Any

import pytest

from guildhall.surfaces.agent.worker import LAST_RECEIVE as LAST_OF_A_TURN
from guildhall.surfaces.interactions.worker import LAST_RECEIVE as LAST_OF_AN_OPERATION
from tests.contract.deployment import functions, of_type, translated, written

INTERACTION_TOKEN_LIFE_S = 900
"""Source: https://docs.discord.com/developers/interactions/receiving-and-responding#followup-messages"""
LONGEST_TOKEN_KEPT_S = INTERACTION_TOKEN_LIFE_S + 300
SEEN_BY_THE_ALARM_S = 120
"""Two of the one-minute periods in which SQS reports how many messages a queue holds."""
LONGEST_TURN_KEPT_S = 2 * 86_400
"""A turn may wait a day for those before it in its channel, and lies for another when it was given up; the token of one
that an interaction asked for is worth nothing after a quarter of an hour."""

TAKEN = {
    "OperationsQueue": ("OperationWorkerFunction", {"Ref": "OperationConcurrency"}),
    "TurnsQueue": ("AgentWorkerFunction", {"Ref": "AgentConcurrency"}),
    "ResumeQueue": ("ResumeWorkerFunction", 2),
}
"""Each working queue, who takes from it, and how many at once."""


def queues() -> dict[str, dict[str, Any]]:
    return of_type(translated(), "AWS::SQS::Queue")


def dead_letters(queue: str) -> str:
    return f"{queue.removesuffix('Queue')}DeadLetterQueue"


def test_there_are_the_working_queues_and_one_for_the_dead_of_each() -> None:
    of_streams = {"SealsDeadLetterQueue"}
    assert set(queues()) == {*TAKEN, *map(dead_letters, TAKEN), *of_streams}


@pytest.mark.parametrize("queue", TAKEN)
def test_messages_reach_their_worker_one_by_one_with_bounded_concurrency(queue: str) -> None:
    worker, most = TAKEN[queue]
    sources = of_type(translated(), "AWS::Lambda::EventSourceMapping").values()
    (source,) = [source for source in sources if source["EventSourceArn"] == {"Fn::GetAtt": [queue, "Arn"]}]
    assert source["FunctionName"] == {"Ref": worker}
    assert source["BatchSize"] == 1
    assert source["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert source["ScalingConfig"] == {"MaximumConcurrency": most}


@pytest.mark.parametrize("queue", TAKEN)
def test_a_message_stays_invisible_for_as_long_as_its_worker_may_run(queue: str) -> None:
    worker, _ = TAKEN[queue]
    assert queues()[queue]["VisibilityTimeout"] > functions()[worker]["Timeout"]


@pytest.mark.parametrize("queue", TAKEN)
def test_every_working_queue_ends_in_a_dead_letter_queue_of_its_kind_that_takes_from_it_alone(queue: str) -> None:
    dead = dead_letters(queue)
    target = queues()[queue]["RedrivePolicy"]["deadLetterTargetArn"]
    assert target == {"Fn::GetAtt": [dead, "Arn"]}
    allowed = queues()[dead]["RedriveAllowPolicy"]
    (source,) = allowed["sourceQueueArns"]
    assert allowed["redrivePermission"] == "byQueue"
    assert source["Fn::Sub"].split("${AWS::AccountId}:")[1] == queues()[queue]["QueueName"]["Fn::Sub"]
    assert queues()[dead].get("FifoQueue") == queues()[queue].get("FifoQueue")


@pytest.mark.parametrize(("queue", "last"), [("OperationsQueue", LAST_OF_AN_OPERATION), ("TurnsQueue", LAST_OF_A_TURN)])
def test_the_worker_knows_which_receive_is_the_last_one_so_that_it_can_tell_the_person(queue: str, last: int) -> None:
    assert queues()[queue]["RedrivePolicy"]["maxReceiveCount"] == last


@pytest.mark.parametrize("queue", TAKEN)
def test_a_message_that_dies_late_lies_long_enough_in_the_dead_letter_queue_to_be_seen(queue: str) -> None:
    life_s = {name: properties["MessageRetentionPeriod"] for name, properties in queues().items()}
    assert life_s[dead_letters(queue)] - life_s[queue] >= SEEN_BY_THE_ALARM_S


@pytest.mark.parametrize("queue", sorted(of_type(written(), "AWS::SQS::Queue")))
def test_a_queue_is_encrypted_and_keeps_what_people_wrote_no_longer_than_it_is_of_use(queue: str) -> None:
    longest_s = LONGEST_TOKEN_KEPT_S if queue.startswith("Operations") else LONGEST_TURN_KEPT_S
    assert queues()[queue]["SqsManagedSseEnabled"] is True
    assert queues()[queue]["MessageRetentionPeriod"] <= longest_s


def test_turns_keep_their_order_within_a_channel_and_are_deduplicated_within_it_by_their_own_id() -> None:
    turns = queues()["TurnsQueue"]
    assert turns["FifoQueue"] is True
    assert turns["ContentBasedDeduplication"] is False
    assert (turns["DeduplicationScope"], turns["FifoThroughputLimit"]) == ("messageGroup", "perMessageGroupId")
    assert turns["QueueName"]["Fn::Sub"].endswith(".fifo")
