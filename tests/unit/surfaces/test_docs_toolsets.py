"""The page says of each toolset what the bot has to be allowed for it, neither less nor more."""

import re

import pytest

from guildhall.discord.permissions import NO_PERMISSIONS, Permission
from guildhall.operations import catalogue
from guildhall.operations.base import Locus
from guildhall.operations.catalogue import AnyOperation
from guildhall.surfaces import docs, docs_toolsets
from guildhall.surfaces.docs_toolsets import ASKS, by_name, generate, needed_by, needed_for
from tests.contract.catalogue_examples import examples
from tests.fakes.guild import GENERAL, GUILD
from tests.fakes.platform import Rig

RIG = Rig()
EVERY = list(catalogue.every())
ROW = re.compile(r"^\| (\S+) \| (\d+) \| `(\d+)` \| (.+) \|$", re.M)


def rows() -> dict[str, tuple[int, Permission]]:
    return {
        name.strip("`*"): (int(count), Permission(int(bits))) for name, count, bits, _ in ROW.findall(generate(EVERY))
    }


def test_every_toolset_has_a_row_and_no_operation_is_counted_twice() -> None:
    told = rows()
    assert set(told) == {"listed", "all", *by_name(EVERY)}
    assert told["all"][0] == len(EVERY) == sum(told[name][0] for name in by_name(EVERY))
    assert told["listed"][0] == sum(operation.spec.listed for operation in EVERY)


def test_a_toolset_takes_what_its_specs_demand_and_what_the_bot_needs_to_be_asked() -> None:
    for name, members in by_name(EVERY).items():
        bits = rows()[name][1]
        assert bits.has(ASKS)
        for operation in members:
            assert bits.has(operation.spec.of_bot), operation.full_name()


def test_what_a_message_may_carry_takes_more_than_sending_it() -> None:
    sending = needed_by(catalogue.find("message.send"))
    assert sending.has(Permission.ATTACH_FILES | Permission.MENTION_EVERYONE | Permission.SEND_MESSAGES)
    assert not needed_by(catalogue.find("message.get")) & Permission.ATTACH_FILES


def test_nobody_is_told_to_make_the_bot_an_administrator() -> None:
    assert not needed_for(EVERY) & Permission.ADMINISTRATOR


def test_what_is_asked_of_the_caller_alone_is_no_permission_of_the_bots() -> None:
    for name in ("direct_message.open", "guild_command.create", "guild.leave"):
        assert needed_by(catalogue.find(name)) == NO_PERMISSIONS
    assert needed_by(catalogue.find("member.edit_own")) == Permission.CHANGE_NICKNAME


def test_what_only_the_platform_does_takes_nothing_of_the_bot() -> None:
    assert needed_for(by_name(EVERY)["policy"]) == ASKS


@pytest.mark.parametrize("operation", EVERY, ids=lambda operation: operation.full_name())
def test_no_request_demands_more_of_the_bot_than_the_page_says(operation: type[AnyOperation]) -> None:
    told = needed_for([operation])
    for request in examples(operation, "text"):
        needed = request.needs_of_bot(Locus(RIG.discord.guild(GUILD), RIG.discord.channel(GENERAL)))
        assert told.has(needed.without(Permission.ADMINISTRATOR))


def test_the_page_has_both_tables_and_the_link_of_what_is_listed() -> None:
    page = docs.generate()
    assert "## Toolsets" in page
    assert "## All operations" in page
    listed = [operation for operation in EVERY if operation.spec.listed]
    assert f"permissions={int(docs_toolsets.needed_for(listed))}`" in page
