"""The sealed trail in the deployment: who may sign, who may write what, and what happens when sealing fails."""

from fnmatch import fnmatchcase
from typing import Any

import pytest

from guildhall.bootstrap.seals import ALGORITHM
from guildhall.discord.ids import GuildId
from guildhall.store import keys
from tests.contract.deployment import functions, of_type, statements, translated

GUILD = GuildId("1100000000000000002")
STREAM_KEEPS_S = 86_400
"""Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html"""
DOORS = ["AgentWorkerRole", "McpEndpointRole", "OperationWorkerRole"]
RECORDS = [
    keys.audit_month(GUILD, "2026-11"),
    keys.audit_month(None, "2026-11"),
    keys.audit_month_marker(GUILD, "2026-11").pk,
]
SEGMENTS = [keys.chain(GUILD), keys.chain(None)]


def patterns(role: str, sid: str) -> list[str]:
    (statement,) = [each for each in statements(role) if each["Sid"] == sid]
    assert statement["Condition"]["Null"] == {"dynamodb:LeadingKeys": "false"}
    return list(statement["Condition"]["ForAllValues:StringLike"]["dynamodb:LeadingKeys"])


def matches(pk: str, some: list[str]) -> bool:
    return any(fnmatchcase(pk, pattern) for pattern in some)


def source() -> dict[str, Any]:
    sources = of_type(translated(), "AWS::Lambda::EventSourceMapping").values()
    (found,) = [each for each in sources if each["FunctionName"] == {"Ref": "AuditSealerFunction"}]
    return found


@pytest.mark.parametrize("role", DOORS)
def test_a_door_writes_records_and_no_segments(role: str) -> None:
    allowed = patterns(role, "AppendAudit")
    assert all(matches(pk, allowed) for pk in RECORDS)
    assert not any(matches(pk, allowed) for pk in SEGMENTS)


def test_the_sealer_writes_segments_and_no_records() -> None:
    allowed = patterns("AuditSealerRole", "AppendSegments")
    assert all(matches(pk, allowed) for pk in SEGMENTS)
    assert not any(matches(pk, allowed) for pk in RECORDS)


def test_only_the_sealer_can_sign_and_no_policy_of_a_role_can_change_that() -> None:
    (key,) = of_type(translated(), "AWS::KMS::Key").values()
    signing = [statement for statement in key["KeyPolicy"]["Statement"] if "kms:Sign" in statement["Action"]]
    assert [statement["Principal"] for statement in signing] == [{"AWS": {"Fn::GetAtt": ["AuditSealerRole", "Arn"]}}]
    allowed = {action for statement in key["KeyPolicy"]["Statement"] for action in statement["Action"]}
    assert not [action for action in allowed if "*" in action or action == "kms:CreateGrant"]
    assert (key["KeySpec"], key["KeyUsage"], ALGORITHM) == ("ECC_NIST_P256", "SIGN_VERIFY", "ECDSA_SHA_256")


def test_a_copy_is_kept_whatever_happens_and_nobody_outside_sees_it() -> None:
    (bucket,) = of_type(translated(), "AWS::S3::Bucket").values()
    assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}
    assert bucket["ObjectLockEnabled"] is True
    assert bucket["ObjectLockConfiguration"]["Rule"]["DefaultRetention"]["Days"] >= 365
    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    (rule,) = bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert rule["ServerSideEncryptionByDefault"] == {"SSEAlgorithm": "AES256"}, "an ETag is an MD5 only then"


@pytest.mark.parametrize("kept", ["SealKey", "SealBucket"])
def test_what_proves_the_trail_stays_when_the_stack_goes(kept: str) -> None:
    resource = translated()["Resources"][kept]
    assert (resource["DeletionPolicy"], resource["UpdateReplacePolicy"]) == ("Retain", "Retain")


def test_every_record_reaches_the_sealer_within_a_second_and_again_until_it_is_sealed() -> None:
    assert source()["StartingPosition"] == "TRIM_HORIZON"
    assert source()["MaximumBatchingWindowInSeconds"] <= 1
    assert source()["MaximumRetryAttempts"] == -1
    assert source()["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert "FilterCriteria" not in source(), "the sealer also watches for what changes or removes a record"
    assert of_type(translated(), "AWS::DynamoDB::Table")["AuditTable"]["StreamSpecification"] == {
        "StreamViewType": "NEW_IMAGE"
    }


def test_what_cannot_be_sealed_is_told_before_the_stream_forgets_it() -> None:
    assert source()["MaximumRecordAgeInSeconds"] < STREAM_KEEPS_S
    destination = source()["DestinationConfig"]["OnFailure"]["Destination"]
    assert destination == {"Fn::GetAtt": ["SealsDeadLetterQueue", "Arn"]}
    alarms = of_type(translated(), "AWS::CloudWatch::Alarm")
    assert alarms["AuditSealerAgeAlarm"]["MetricName"] == "IteratorAge"
    assert alarms["AuditSealerAgeAlarm"]["Threshold"] < 300_000


def test_a_change_of_what_stands_for_good_goes_off_as_an_alarm() -> None:
    (made,) = of_type(translated(), "AWS::Logs::MetricFilter")["AuditTamperingFilter"]["MetricTransformations"]
    alarm = of_type(translated(), "AWS::CloudWatch::Alarm")["AuditTamperingAlarm"]
    assert (alarm["Namespace"], alarm["MetricName"]) == (made["MetricNamespace"], made["MetricName"])
    assert of_type(translated(), "AWS::Logs::MetricFilter")["AuditTamperingFilter"]["FilterPattern"] == (
        '{ $.level = "CRITICAL" }'
    )


def test_a_batch_fits_into_one_segment_a_guild() -> None:
    from guildhall.store.segments import MOST_ENTRIES

    assert source()["BatchSize"] <= MOST_ENTRIES
    assert functions()["AuditSealerFunction"]["Timeout"] <= 60
