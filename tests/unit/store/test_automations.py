"""PolicyTable's automations: one query for all, and no change upon what somebody else changed."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from guildhall.automations.model import Action, Automation, AutomationId, Does
from guildhall.automations.triggers import Manual, On
from guildhall.discord.ids import GuildId, UserId
from guildhall.errors import StoreError
from guildhall.execution.ports import Automations
from guildhall.store import keys
from guildhall.store.automations import AutomationRepository
from guildhall.store.table import Query
from tests.fakes.clock import NOON
from tests.fakes.table import MemoryTable

GUILD, OTHER_GUILD, USER = GuildId("41771983423143937"), GuildId("900000000000000001"), UserId("80351110224678912")


def made(number: int, name: str, **changed: Any) -> Automation:
    fields: dict[str, Any] = {
        "automation_id": AutomationId(number),
        "guild_id": GUILD,
        "name": name,
        "trigger": Manual(on=On.MANUAL),
        "actions": (Action(operation=Does.NOTIFY, arguments={"content": "Hello", "silent": True}),),
        "author_id": USER,
        "created_at": NOON,
        "changed_by": USER,
        "changed_at": NOON,
    }
    return Automation.model_validate({**fields, **changed})


@pytest.fixture
def table() -> MemoryTable:
    return MemoryTable()


@pytest.fixture
def automations(table: MemoryTable) -> AutomationRepository:
    return AutomationRepository(table)


def put(automations: AutomationRepository, automation: Automation) -> bool:
    return automations.put(automations.shelf(automation.guild_id), automation)


def test_the_repository_is_what_execution_asks_for(automations: AutomationRepository) -> None:
    port: Automations = automations
    assert port is automations


def test_a_guild_without_any_has_an_empty_shelf(automations: AutomationRepository) -> None:
    assert automations.shelf(GUILD).automations == ()
    assert automations.shelf(GUILD).find(AutomationId("1")) is None


def test_automations_are_kept_by_guild_and_listed_by_name(automations: AutomationRepository) -> None:
    first, second = made(20, "welcome"), made(10, "FAQ")
    elsewhere = made(10, "FAQ", guild_id=OTHER_GUILD)
    assert all(put(automations, each) for each in (first, second, elsewhere))
    assert automations.shelf(GUILD).automations == (second, first)
    assert automations.shelf(GUILD).find(AutomationId("20")) == first
    assert automations.shelf(OTHER_GUILD).automations == (elsewhere,)


def test_all_that_is_about_them_lies_under_one_prefix_of_the_guilds_partition(
    table: MemoryTable, automations: AutomationRepository
) -> None:
    put(automations, made(10, "FAQ"))
    page = table.query(Query(pk=keys.guild(GUILD), prefix=keys.AUTOMATIONS))
    assert [item["sk"] for item in page.items] == ["automation", "automation#00000000000000000010"]
    assert len(table.items()) == 2


def test_the_next_version_replaces_the_one_before_and_no_other(automations: AutomationRepository) -> None:
    put(automations, made(10, "FAQ"))
    assert not put(automations, made(10, "FAQ")), "it is there already"
    assert not put(automations, made(10, "Questions", version=3))
    assert put(automations, made(10, "Questions", version=2))
    assert [each.name for each in automations.shelf(GUILD).automations] == ["Questions"]


def test_what_was_changed_meanwhile_is_neither_changed_nor_deleted(automations: AutomationRepository) -> None:
    faq = made(10, "FAQ")
    put(automations, faq)
    before = automations.shelf(GUILD)
    put(automations, made(20, "welcome"))
    assert not automations.put(before, made(30, "third"))
    assert not automations.remove(before, faq)
    now = automations.shelf(GUILD)
    assert not automations.remove(now, faq.model_copy(update={"version": 2}))
    assert automations.remove(now, faq)
    assert [each.name for each in automations.shelf(GUILD).automations] == ["welcome"]


def test_of_many_at_once_upon_one_shelf_a_single_one_is_kept(automations: AutomationRepository) -> None:
    shelf = automations.shelf(GUILD)
    with ThreadPoolExecutor(8) as pool:
        kept = list(pool.map(lambda number: automations.put(shelf, made(number, "FAQ")), range(1, 17)))
    assert kept.count(True) == 1
    assert len(automations.shelf(GUILD).automations) == 1


def test_one_that_cannot_be_read_is_an_error_that_quotes_nothing(
    table: MemoryTable, automations: AutomationRepository
) -> None:
    table.put_if(keys.automation(GUILD, AutomationId("10")).item(record='{"name": "secret"}', version=1))
    with pytest.raises(StoreError, match="stored Automation cannot be read") as failed:
        automations.shelf(GUILD)
    assert "secret" not in str(failed.value.to_dict())
