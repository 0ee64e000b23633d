"""Changes of automations that meet: each is judged by what is there when it is made."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from guildhall.automations.model import Action, Automation, AutomationId, Content, Does
from guildhall.automations.shelf import Shelf
from guildhall.automations.triggers import Manual, On
from guildhall.discord.ids import GuildId
from guildhall.errors import InvalidArguments, PlanDrifted
from guildhall.execution.automating import AutomationsAdapter
from guildhall.execution.ports import Automations
from guildhall.store.automations import AutomationRepository
from tests.fakes.clock import NOON
from tests.fakes.guild import GUILD, MODERATOR, OWNER
from tests.fakes.platform import Rig
from tests.fakes.table import MemoryTable


def content(name: str = "FAQ", **changed: Any) -> Content:
    told = Action(operation=Does.NOTIFY, arguments={"content": "Hello"})
    return Content(name=name, trigger=Manual(on=On.MANUAL), actions=(told,)).model_copy(update=changed)


@dataclass
class Contested:
    """Automations that somebody else is about to change: right after each look at the shelf, as often as wanted."""

    kept: Automations
    meanwhile: Callable[[], object]
    times: int = 1
    looks: list[Shelf] = field(default_factory=list)

    def shelf(self, guild_id: GuildId) -> Shelf:
        found = self.kept.shelf(guild_id)
        self.looks.append(found)
        if len(self.looks) <= self.times:
            self.meanwhile()
        return found

    def put(self, shelf: Shelf, automation: Automation) -> bool:
        return self.kept.put(shelf, automation)

    def remove(self, shelf: Shelf, automation: Automation) -> bool:
        return self.kept.remove(shelf, automation)


@pytest.fixture
def kept() -> AutomationRepository:
    return AutomationRepository(MemoryTable())


def adapter(automations: Automations, user: Any = OWNER) -> AutomationsAdapter:
    return AutomationsAdapter(asker=Rig().slash(user), automations=automations, clock=lambda: NOON)


def test_a_draft_is_its_askers_and_of_the_moment(kept: AutomationRepository) -> None:
    made = adapter(kept).add(GUILD, content())
    assert (made.author_id, made.changed_by, made.created_at, made.version) == (OWNER, OWNER, NOON, 1)
    assert adapter(kept).listed(GUILD) == [made]
    assert adapter(kept).find(GUILD, made.automation_id) == made
    assert adapter(kept).find(GUILD, AutomationId("1")) is None


def test_a_draft_outlasts_another_one_and_is_judged_anew(kept: AutomationRepository) -> None:
    contested = Contested(kept, lambda: adapter(kept).add(GUILD, content("other")))
    adapter(contested).add(GUILD, content())
    assert [each.name for each in adapter(kept).listed(GUILD)] == ["FAQ", "other"]
    same = Contested(kept, lambda: adapter(kept).add(GUILD, content("new")))
    with pytest.raises(InvalidArguments, match="called so"):
        adapter(same).add(GUILD, content("new"))


def test_a_change_of_another_one_hinders_no_change(kept: AutomationRepository) -> None:
    made = adapter(kept).add(GUILD, content())
    contested = Contested(kept, lambda: adapter(kept).add(GUILD, content("other")))
    changed = adapter(contested, MODERATOR).change(made, content("Questions"))
    assert (changed.name, changed.version, changed.changed_by, changed.author_id) == ("Questions", 2, MODERATOR, OWNER)
    contested = Contested(kept, lambda: adapter(kept).add(GUILD, content("third")))
    adapter(contested).remove(changed)
    assert [each.name for each in adapter(kept).listed(GUILD)] == ["other", "third"]


def test_what_is_not_as_it_was_read_is_neither_changed_nor_deleted(kept: AutomationRepository) -> None:
    made = adapter(kept).add(GUILD, content())
    adapter(kept).change(made, content(description="changed"))
    with pytest.raises(PlanDrifted):
        adapter(kept).change(made, content("Questions"))
    with pytest.raises(PlanDrifted):
        adapter(kept).remove(made)
    (now,) = adapter(kept).listed(GUILD)
    adapter(kept).remove(now)
    with pytest.raises(PlanDrifted):
        adapter(kept).remove(now)


def test_a_race_that_never_ends_is_given_up(kept: AutomationRepository) -> None:
    made = adapter(kept).add(GUILD, content())
    numbers = iter(range(100))

    def meanwhile() -> None:
        adapter(kept).remove(adapter(kept).add(GUILD, content(f"other {next(numbers)}")))

    with pytest.raises(PlanDrifted):
        adapter(Contested(kept, meanwhile, times=100)).add(GUILD, content("new"))
    with pytest.raises(PlanDrifted):
        adapter(Contested(kept, meanwhile, times=100)).remove(made)
    assert adapter(kept).listed(GUILD) == [made]


def test_what_says_the_same_is_not_written(kept: AutomationRepository) -> None:
    made = adapter(kept).add(GUILD, content())
    assert adapter(Contested(kept, lambda: pytest.fail("it looked"))).change(made, content()) is made
