"""What every write takes, compared with a table that was written by hand from Discord's documentation.

The catalogue says it by our names and bits; the table says it in discord.py's words, whose numbers are its own. A write
that is new has to be looked up and entered in `permission_table/` before it passes.
"""

import re

import discord

from guildhall.discord.permissions import NO_PERMISSIONS, Permission
from guildhall.operations import catalogue
from guildhall.operations.spec import Risk
from tests.contract.each import for_each
from tests.contract.permission_table import PARTS, TABLE

DISCORD = re.compile(r"(resources|interactions|topics|events|monetization)/[a-z-]+(#[a-z0-9-]+)?")
WRITES = {
    cls.full_name(): cls
    for cls in catalogue.every()
    if cls.spec.risk is not Risk.READ and not cls.spec.governs and not cls.for_keepers
}
"""The writes at Discord, but for those that are the application owner's alone."""
DANGEROUS = sorted(name for name, cls in WRITES.items() if cls.spec.risk >= Risk.SENSITIVE)


@for_each(TABLE)
def test_a_write_takes_what_discord_says_that_it_takes(name: str) -> None:
    row, spec = TABLE[name], catalogue.find(name).spec
    needed = discord.Permissions(**dict.fromkeys(row.flags.split(), True)).value
    assert (spec.risk, int(spec.permission or NO_PERMISSIONS), spec.source) == (row.risk, needed, row.source)


def test_the_table_knows_every_write_and_nothing_else() -> None:
    assert set(WRITES) == set(TABLE)
    assert len(TABLE) == sum(map(len, PARTS)), "a write stands in two files"


@for_each(TABLE)
def test_a_departure_from_discord_is_a_sentence(name: str) -> None:
    said = TABLE[name].departs
    assert not said or (len(said) > 20 and said.endswith("."))


@for_each(DANGEROUS)
def test_a_dangerous_write_takes_more_than_everybody_has(name: str) -> None:
    """An invite and the publishing of one's own message are what members do; they are asked of a human instead."""
    ordinary = Permission(discord.Permissions.text().value) | Permission.VIEW_CHANNEL | Permission.CREATE_INSTANT_INVITE
    moderates = Permission.MANAGE_MESSAGES | Permission.PIN_MESSAGES | Permission.MANAGE_THREADS
    needed = catalogue.find(name).spec.permission or NO_PERMISSIONS
    harmless = not needed.without(ordinary.without(moderates))
    assert harmless is (name in {"invite.create", "message.crosspost"})


@for_each(sorted(WRITES))
def test_the_source_of_a_write_is_a_page_of_discords(name: str) -> None:
    assert DISCORD.fullmatch(catalogue.find(name).spec.source)


def test_what_is_the_applications_owners_alone_asks_for_them_and_for_no_permission_of_a_server() -> None:
    keepers = [cls for cls in catalogue.every() if cls.for_keepers]
    assert len(keepers) >= 10
    for cls in keepers:
        assert cls.spec.permission is None, cls.full_name()
        assert cls.spec.scope.startswith("applications:"), cls.full_name()


@for_each(sorted(WRITES))
def test_no_other_write_goes_without_a_permission(name: str) -> None:
    assert WRITES[name].spec.permission
