"""Every operation of Discord's API that the catalogue carries is really asked of Discord, in a form that it takes.

Each operation of ours runs once through the executor, on things that are there, over HTTP to the simulated Discord,
which holds each request against Discord's own document. What counts is what arrived, was valid, and was done.
"""

import contextlib
from collections.abc import Callable, Collection, Iterator
from typing import Any

import pytest

from guildhall.errors import GuildhallError
from guildhall.operations import catalogue
from guildhall.operations.catalogue import AnyOperation
from guildhall.operations.spec import Risk
from local.discord.spec import OperationSpec, Spec
from local.discord.testing import Lab, laboratory
from tests.contract.catalogue_examples import OUR_NAMES, examples
from tests.fakes import guild as fake
from tests.integration import undo_things as things
from tests.integration.everything import Made
from tests.integration.undo_cases import CASES
from tests.integration.undo_house import House, house_over
from tools.coverage import rows

SPEC = Spec()
CARRIED = {row.told.operation_id: row for row in rows() if row.carried}


def _for_one(house: House) -> dict[str, Any]:
    return things.invite(house, for_user_ids=[house.lab.users["member"]])


def _long_away(house: House) -> dict[str, Any]:
    house.lab.order("/clock", seconds=40 * 86_400)
    return {"days": 30, "at_most": 50}


BY_HAND: dict[str, Callable[[House], dict[str, Any]]] = {
    **{
        case.operation: case.given
        for case in CASES
        if case.operation.endswith((".create", ".create_exception", ".start", ".reorder"))
    },
    "soundboard.play": lambda house: {**_in_voice(house), "sound_id": things.sound(house)["sound_id"]},
    "invite.get_target_users": _for_one,
    "member.prune": _long_away,
    "invite.get_target_users_job": _for_one,
    "application.upload_attachment": lambda _: {"file": {"name": "plan.txt", "data_base64": "aGVsbG8="}},
}
"""Arguments of what needs a picture, a sound, a moment, or something that the examples cannot say."""
NONE = frozenset(
    {
        *("applications_get_activity_instance", "get_entitlement", "get_sku_subscription"),
        "get_guild_application_command_permissions",
    }
)
"""What asks for things that only people make, or buy: here are none, and that is the answer."""
REFUSED = 300


def _in_voice(house: House) -> dict[str, Any]:
    lounge = house.lab.names["lounge"]
    bot = f"/members/{house.lab.endpoints['bot_user_id']}"
    house.lab.control.put(bot, json={"voice": {"channel_id": lounge}}).raise_for_status()
    return {"channel_id": lounge}


@pytest.fixture(scope="module")
def lab() -> Iterator[Lab]:
    with laboratory() as found:
        yield found


def _told(cls: type[AnyOperation], done: Collection[str]) -> OperationSpec | None:
    """Return the first of the document's operations that is carried by one of ours and not done yet."""
    names = sorted(name for name, row in CARRIED.items() if cls.full_name() in row.carried_by and name not in done)
    return SPEC.operations[names[0]] if names else None


def _by_example(lab: Lab, cls: type[AnyOperation], told: OperationSpec) -> Iterator[dict[str, Any]]:
    """Yield arguments with the ids of what was made for the operation's route."""
    made = Made(lab, SPEC)
    made.path(told)
    roles = lab.control.get("/state").json()["roles"]
    known: dict[str, Any] = {
        str(fake.GUILD): lab.guild_id,
        str(fake.GENERAL): made.known.get("channel_id", lab.channels["general"]),
        str(fake.NEWCOMER): lab.users["member"],
        str(fake.HELPER_ROLE): min(roles, key=lambda role: (role["position"] == 0, role["position"]))["id"],
        str(fake.IN_GENERAL[0]): made.known.get("message_id", "0"),
        "channel_id": lab.channels["general"],
        **made.known,
        **{ours: made.known[theirs] for theirs, ours in OUR_NAMES.items() if theirs in made.known},
    }

    def meant(name: str, value: Any) -> Any:
        return [meant("", each) for each in value] if isinstance(value, list) else known.get(name, _one(known, value))

    for request in examples(cls, "words"):
        given = request.model_dump(mode="json", exclude_unset=True)
        yield {name: meant(name, value) for name, value in given.items()}


def _one(known: dict[str, Any], value: Any) -> Any:
    return known.get(str(value), value)


def _ways(house: House, cls: type[AnyOperation], told: OperationSpec) -> Iterator[dict[str, Any]]:
    """Yield arguments of an operation: those that are said for it, or its examples."""
    if given := BY_HAND.get(cls.full_name()):
        yield given(house)
    else:
        yield from _by_example(house.lab, cls, told)


def _run(house: House, cls: type[AnyOperation], given: dict[str, Any]) -> list[dict[str, Any]]:
    """Run an operation, if it will; return what Discord was asked for."""
    since = max((each["seq"] for each in house.lab.requests()), default=0)
    act = house.ask if cls.spec.risk is Risk.READ else house.do
    with contextlib.suppress(GuildhallError, AssertionError):
        act(cls.full_name(), given)
    return [each for each in house.lab.requests() if each["seq"] > since]


@pytest.mark.requirement("F12")
@pytest.mark.timeout(300)
def test_at_least_205_operations_are_asked_of_discord_in_a_form_that_it_takes_or_done_by_the_same_act(lab: Lab) -> None:
    done: set[str] = set()
    for cls in catalogue.every():
        told = _told(cls, done)
        if told is None:
            continue
        with house_over(lab) as house:
            for given in _ways(house, cls, told):
                asked = [each for each in _run(house, cls, given) if each["valid"]]
                done |= {each["operation"] for each in asked if each["status"] < REFUSED or each["operation"] in NONE}
                if told.operation_id in done:
                    break
    taken = {name for name, row in CARRIED.items() if row.carried_by}
    assert taken - done == set()
    assert len(CARRIED.keys() & (done | (CARRIED.keys() - taken))) >= 205
