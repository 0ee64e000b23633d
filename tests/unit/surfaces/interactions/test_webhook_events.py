"""Webhook events: who installed and who left, without a gateway."""

from typing import Any

import pytest

from guildhall.surfaces.interactions.job import InstallationJob, JobKind
from tests.fakes.clock import NOON
from tests.unit.surfaces.interactions.support import GUILD, SURELY, USER, FakeQueue, endpoint, signed

PATH = "/discord/events"
AT = "2026-11-20T11:59:00+00:00"


def event(kind: str, data: dict[str, Any], at: str = AT) -> dict[str, Any]:
    inner = {"type": kind, "timestamp": at, "data": data}
    return {"version": 1, "application_id": "1001", "type": 1, "event": inner}


AUTHORIZED = event("APPLICATION_AUTHORIZED", {"integration_type": 0, "user": {"id": USER}, "guild": {"id": GUILD}})


def post(document: dict[str, Any], queue: FakeQueue | None = None) -> dict[str, object]:
    return endpoint(queue).answer(signed(document, path=PATH))


def test_a_ping_of_type_0_is_acknowledged_with_204_and_a_content_type() -> None:
    answer = post({"version": 1, "application_id": "1001", "type": 0})
    assert answer == {"statusCode": 204, "headers": {"content-type": "application/json"}, "body": ""}


def test_an_unsigned_event_is_401() -> None:
    unsigned = signed(AUTHORIZED, path=PATH) | {"headers": {}}
    assert endpoint().answer(unsigned)["statusCode"] == 401


def test_an_authorization_in_a_guild_is_queued_and_acknowledged() -> None:
    queue = FakeQueue()
    assert post(AUTHORIZED, queue)["statusCode"] == 204
    (job,) = queue.jobs
    assert isinstance(job, InstallationJob)
    assert (job.kind, job.guild_id, job.user_id, job.at.isoformat()) == (JobKind.INSTALLED, GUILD, USER, AT)


def test_a_deauthorization_is_queued_though_discord_names_no_guild() -> None:
    queue = FakeQueue()
    assert post(event("APPLICATION_DEAUTHORIZED", {"user": {"id": USER}}), queue)["statusCode"] == 204
    (job,) = queue.jobs
    assert isinstance(job, InstallationJob)
    assert (job.kind, job.guild_id, job.user_id) == (JobKind.UNINSTALLED, None, USER)


@pytest.mark.parametrize(
    "document",
    [
        event("APPLICATION_AUTHORIZED", {"integration_type": 1, "user": {"id": USER}}),
        event("APPLICATION_AUTHORIZED", {"integration_type": 1, "user": {"id": USER}, "guild": {"id": GUILD}}),
        event("APPLICATION_AUTHORIZED", {"guild": {"id": "x"}}),
        event("ENTITLEMENT_CREATE", {}),
        {"type": 1, "event": {"type": "APPLICATION_AUTHORIZED"}},
    ],
)
def test_what_concerns_no_guild_is_acknowledged_and_not_queued(document: dict[str, Any]) -> None:
    queue = FakeQueue()
    assert post(document, queue)["statusCode"] == 204
    assert queue.bodies == []


@pytest.mark.parametrize(("at", "read"), [("soon", NOON), ("2026-11-20T12:00:00", NOON)])
def test_an_odd_moment_is_taken_for_now_or_for_utc(at: str, read: object) -> None:
    queue = FakeQueue()
    post(event("APPLICATION_DEAUTHORIZED", {"user": {"id": USER}}, at), queue)
    (job,) = queue.jobs
    assert isinstance(job, InstallationJob)
    assert job.at == read


@pytest.mark.parametrize("document", [{}, {"type": 2}, {"type": 1}, {"type": 1, "event": []}])
def test_a_signed_document_that_is_no_event_is_400(document: dict[str, Any]) -> None:
    assert post(document)["statusCode"] == 400


def test_a_refusing_queue_lets_discord_send_the_event_again() -> None:
    assert post(AUTHORIZED, FakeQueue(SURELY))["statusCode"] == 503
