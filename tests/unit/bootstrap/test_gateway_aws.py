"""SQS and Secrets Manager as the gateway task uses them, by botocore's own stubs."""

import json
from collections.abc import Sequence
from typing import Any

import botocore.session
import pytest
from botocore.exceptions import ConnectTimeoutError
from botocore.stub import Stubber

from guildhall.bootstrap.gateway_aws import BotSecret, SqsTurns
from guildhall.discord.gateway.ports import Fate, Parcel, Secret
from guildhall.errors import ConfigurationError

PARCELS = [Parcel("1", "10", '{"n":1}'), Parcel("2", "20", '{"n":2}')]
REFUSED = {"SenderFault": True, "Code": "InvalidMessageContents", "Message": ""}
DOWN = {"SenderFault": False, "Code": "InternalError", "Message": ""}


def client(service: str) -> Any:
    session = botocore.session.get_session()
    return session.create_client(service, "us-east-1", aws_access_key_id="test", aws_secret_access_key="test")


def taken(*ids: str) -> list[dict[str, str]]:
    return [{"Id": one, "MessageId": "m", "MD5OfMessageBody": "x"} for one in ids]


def fates(answers: Sequence[dict[str, Any] | str], parcels: Sequence[Parcel] = PARCELS) -> list[Fate]:
    sqs = client("sqs")
    with Stubber(sqs) as stubbed:
        for answer in answers:
            if isinstance(answer, str):
                stubbed.add_client_error("send_message_batch", answer)
            else:
                stubbed.add_response("send_message_batch", answer)
        found = SqsTurns("https://queue", lambda: sqs).send(parcels)
        stubbed.assert_no_pending_responses()
    return found


def test_what_is_sent_goes_by_channel_and_message() -> None:
    sqs = client("sqs")
    entry = {"Id": "0", "MessageBody": '{"n":1}', "MessageGroupId": "10", "MessageDeduplicationId": "1"}
    with Stubber(sqs) as stubbed:
        expected = {"QueueUrl": "https://queue", "Entries": [entry]}
        stubbed.add_response("send_message_batch", {"Successful": taken("0"), "Failed": []}, expected)
        assert SqsTurns("https://queue", lambda: sqs).send(PARCELS[:1]) == [Fate.TAKEN]


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([{"Successful": taken("0", "1"), "Failed": []}], [Fate.TAKEN, Fate.TAKEN]),
        ([{"Successful": taken("1"), "Failed": [{"Id": "0"} | DOWN]}], [Fate.LATER, Fate.TAKEN]),
        ([{"Successful": taken("1"), "Failed": [{"Id": "0"} | REFUSED]}], [Fate.REFUSED, Fate.TAKEN]),
        ([{"Successful": [], "Failed": []}], [Fate.LATER, Fate.LATER]),
        (["ServiceUnavailable"], [Fate.LATER, Fate.LATER]),
        (["AWS.SimpleQueueService.NonExistentQueue"], [Fate.LATER, Fate.LATER]),
        (["AccessDenied"], [Fate.LATER, Fate.LATER]),
        (
            ["AWS.SimpleQueueService.BatchRequestTooLong", {"Successful": taken("0"), "Failed": []}, "MessageTooLong"],
            [Fate.TAKEN, Fate.REFUSED],
        ),
    ],
)
def test_each_parcel_learns_its_own_fate(answers: list[dict[str, Any] | str], expected: list[Fate]) -> None:
    assert fates(answers) == expected


def test_a_queue_that_cannot_be_reached_is_tried_later_and_told_once(caplog: pytest.LogCaptureFixture) -> None:
    class Down:
        def send_message_batch(self, **_asked: Any) -> Any:
            raise ConnectTimeoutError(endpoint_url="https://queue")

    turns = SqsTurns("https://queue", Down)  # type: ignore[arg-type]  # a client that fails
    assert [turns.send(PARCELS), turns.send(PARCELS)] == [[Fate.LATER] * 2] * 2
    assert [record.cause for record in caplog.records] == ["ConnectTimeoutError"]  # type: ignore[attr-defined]  # an extra


@pytest.mark.parametrize("code", [0xD800, 0xDFFF, 0xFFFE, 0xFFFF])
def test_characters_that_no_message_holds_are_escaped_and_nothing_is_lost(code: int) -> None:
    odd = chr(code)
    sent: list[str] = []

    class Queue:
        def send_message_batch(self, **asked: Any) -> Any:
            sent.append(asked["Entries"][0]["MessageBody"])
            return {"Successful": taken("0")}

    body = json.dumps({"content": f"a{odd}b🙂"}, ensure_ascii=False)
    turns = SqsTurns("https://queue", Queue)  # type: ignore[arg-type]  # a client that takes
    assert turns.send([Parcel("1", "10", body)]) == [Fate.TAKEN]
    assert odd not in sent[0]
    assert json.loads(sent[0]) == {"content": f"a{odd}b🙂"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"bot_token": "s3cret"}', Secret("s3cret", "v" * 32)),
        ('{"bot_token": " s3cret\\n"}', Secret("s3cret", "v" * 32)),
        ('{"bot_token": ""}', None),
        ('{"bot_token": "  "}', None),
        ('{"bot_token": null}', None),
    ],
)
def test_the_secret_holds_a_token_or_it_is_empty(text: str, expected: Secret | None) -> None:
    secrets = client("secretsmanager")
    with Stubber(secrets) as stubbed:
        stubbed.add_response("get_secret_value", {"SecretString": text, "VersionId": "v" * 32}, {"SecretId": "arn"})
        assert BotSecret("arn", lambda: secrets).read() == expected


@pytest.mark.parametrize("text", ["s3cret", "[]", "{}", "null"])
def test_a_secret_of_another_form_is_told_without_being_shown(text: str) -> None:
    secrets = client("secretsmanager")
    with Stubber(secrets) as stubbed:
        stubbed.add_response("get_secret_value", {"SecretString": text})
        with pytest.raises(ConfigurationError) as told:
            BotSecret("arn", lambda: secrets).read()
    assert "s3cret" not in f"{told.value.message}{told.value.hint}"
    assert "bot_token" in told.value.hint


def test_a_secret_that_may_not_be_read_says_why() -> None:
    secrets = client("secretsmanager")
    with Stubber(secrets) as stubbed:
        stubbed.add_client_error("get_secret_value", "AccessDeniedException")
        with pytest.raises(ConfigurationError, match="AccessDeniedException"):
            BotSecret("arn", lambda: secrets).read()


def test_the_token_is_in_no_repr() -> None:
    assert "s3cret" not in repr(Secret("s3cret", "v1"))
