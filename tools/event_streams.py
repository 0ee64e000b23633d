"""What the audit table's stream brings to the sealer: records, what is no record, an overwriting, an expiry."""

import json
from collections.abc import Iterator, Mapping

from guildhall.discord.ids import GuildId, UserId
from guildhall.identity import Door
from guildhall.operations.acts import AuditKind, AuditStatus
from guildhall.store import keys
from guildhall.store.records import AuditRecord
from guildhall.store.table import Key
from tools.event_envelopes import GUILD, MEMBER, WHEN, Json

AUDIT_ID = "01kf0p7m4000000000000000g0"
MONTH = "2026-01"
STREAM = "arn:aws:dynamodb:eu-central-1:123456789012:table/guildhall-AuditTable/stream/2026-01-01T00:00:00.000"
EXPIRY: Json = {"userIdentity": {"type": "Service", "principalId": "dynamodb.amazonaws.com"}}


def streamed() -> Iterator[tuple[str, Json]]:
    """Yield the name of each case, and its event."""
    ours, nobodys = _record(GuildId(GUILD)), _record(None)
    segment = _change(keys.segment(GuildId(GUILD), 1), "INSERT", segment={"S": "{}"}, signature={"S": ""})
    marker = _change(keys.audit_month_marker(GuildId(GUILD), MONTH), "INSERT")
    yield "written", _batch(marker, ours, nobodys)
    yield "written_again", _batch(ours, nobodys)
    yield "segments_and_markers", _batch(segment, marker)
    yield "overwritten", _batch({**ours, "eventName": "MODIFY"})
    yield "expired", _batch({**_change(_key(GuildId(GUILD)), "REMOVE"), **EXPIRY})


def _record(guild_id: GuildId | None) -> Json:
    record = AuditRecord(
        audit_id=AUDIT_ID,
        kind=AuditKind.INTENT,
        status=AuditStatus.PENDING,
        at=WHEN,
        guild_id=guild_id,
        user_id=UserId(MEMBER),
        door=Door.MCP,
        credential="key:0000000000000000",
        operation="message.send",
        risk="write",
    )
    until = {"N": str(int(WHEN.timestamp()) + 365 * 86_400)}
    return _change(
        _key(guild_id), "INSERT", record={"S": record.model_dump_json()}, expires_at=until, _write={"S": "m"}
    )


def _key(guild_id: GuildId | None) -> Key:
    return Key(keys.audit_month(guild_id, MONTH), f"{AUDIT_ID}#1-intent")


def _change(key: Key, event: str, **image: Mapping[str, str]) -> Json:
    named: Json = {"pk": {"S": key.pk}, "sk": {"S": key.sk}}
    about: Json = {"ApproximateCreationDateTime": int(WHEN.timestamp()), "Keys": named}
    if event != "REMOVE":
        about["NewImage"] = {**named, **image}
    about |= {"SequenceNumber": "000", "SizeBytes": len(json.dumps(about)), "StreamViewType": "NEW_IMAGE"}
    told = {"eventName": event, "eventVersion": "1.1", "eventSource": "aws:dynamodb", "awsRegion": "eu-central-1"}
    return {"eventID": "", **told, "dynamodb": about, "eventSourceARN": STREAM}


def _batch(*changes: Json) -> Json:
    """Return changes as one batch, numbered in their order."""
    records = []
    for place, change in enumerate(changes, start=1):
        about = {**change["dynamodb"], "SequenceNumber": f"{place:021d}"}
        records.append({**change, "eventID": f"{place:032x}", "dynamodb": about})
    return {"Records": records}
