"""Listing, making, changing and deleting commands, for all servers (`command`) or for one (`guild_command`).

The platform's own commands are left alone (`command_names`): an operation that names one is refused, and one that sets
all commands of a place carries them along as they are.
"""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from pydantic import BaseModel, JsonValue, ValidationError

from guildhall.discord.ids import CommandId
from guildhall.discord.routes import Route
from guildhall.errors import InvalidArguments
from guildhall.operations.base import GuildOperation, Reasoned
from guildhall.operations.command_given import CommandChanged, CommandGiven
from guildhall.operations.command_names import is_ours, require_others
from guildhall.operations.command_parts import CommandKind
from guildhall.operations.command_shown import CommandShown, CommandsListed
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, Target, diff, seen
from guildhall.operations.reversal import Fidelity, Reversal, fields

FOUND = frozenset({"application_id"})
_LOST = "Its id, and what a server's administrators had set for it."

_CARRIED = frozenset(
    {
        *("id", "type", "name", "name_localizations", "description", "description_localizations", "options", "handler"),
        *("contexts", "integration_types"),
    }
)
"""What Discord's object and a request have alike; the default permissions are a text there and a number here."""


class CommandsOperation[R: BaseModel](GuildOperation[R]):
    """An operation on the commands of one place.

    Attributes:
        lists: The route that lists them.
        gets: The route that gets one.
        asks: A command as it is asked for there.
    """

    lists: ClassVar[Route]
    gets: ClassVar[Route]
    asks: ClassVar[type[CommandGiven]]

    def finds(self, ports: Ports) -> Mapping[str, str]:
        """Return the application's id, which nobody says."""
        return {"application_id": str(ports.discord.application().id)}

    def place(self, ports: Ports) -> dict[str, str]:
        """Return what the paths have in common."""
        return {**self.finds(ports), "guild_id": str(self.guild_id)}

    def there(self, ports: Ports) -> list[dict[str, JsonValue]]:
        """Return the commands that are there, as Discord has them in all languages."""
        told = ports.discord.call(self.lists, self.place(ports), query={"with_localizations": True})
        return [each for each in told if isinstance(each, dict)] if isinstance(told, list) else []

    @property
    def resource(self) -> str:
        """Which of the two families this is."""
        return self.full_name().partition(".")[0]

    def back(self, verb: str, arguments: Mapping[str, JsonValue], lost: str = "", **left: JsonValue) -> Reversal:
        """Return a call of the same family that brings back what was."""
        fidelity = Fidelity.PARTIAL if lost else Fidelity.EXACT
        asked = {"guild_id": str(self.guild_id), **arguments}
        return Reversal(operation=f"{self.resource}.{verb}", arguments=asked, fidelity=fidelity, lost=lost, left=left)

    def again(self, was: JsonValue) -> dict[str, JsonValue] | None:
        """Return a command that was there as it is asked for; None where it has what nobody can ask for here."""
        arguments = {name: value for name, value in fields(was).items() if name in self.asks.model_fields}
        try:
            self.asks.model_validate(arguments)
        except ValidationError:
            return None
        return arguments


class OneCommand[R: BaseModel](CommandsOperation[R]):
    """An operation on one command."""

    command_id: CommandId

    def now(self, ports: Ports) -> CommandShown:
        """Return the command as it is."""
        path = {**self.place(ports), "command_id": str(self.command_id)}
        return CommandShown.of(ports.discord.call(self.gets, path))

    def others(self, ports: Ports) -> CommandShown:
        """Return the command as it is; raises as `require_others` where it is the platform's."""
        now = self.now(ports)
        require_others([now.name])
        return now


class Listing(CommandsOperation[CommandsListed]):
    """Lists them."""

    def execute(self, ports: Ports) -> CommandsListed:
        """Read them."""
        return CommandsListed(commands=tuple(map(CommandShown.of, self.there(ports))))


class Getting(OneCommand[CommandShown]):
    """Reads one."""

    def execute(self, ports: Ports) -> CommandShown:
        """Read it."""
        return self.now(ports)


class Creating(CommandGiven, CommandsOperation[CommandShown], Reasoned):
    """Makes one; Discord would write over one of the same name and kind, and this refuses to."""

    def preview(self, ports: Ports) -> Preview:
        """Show the new command."""
        there = self._free(ports)
        summary = f"Make the command {self.name} beside {len(there)} others"
        return Preview(summary=summary, changes=diff({}, self.told()), **seen(commands=there))

    def execute(self, ports: Ports) -> CommandShown:
        """Make it."""
        self._free(ports)
        return CommandShown.of(self.send(ports, body=self.body()))

    def reversal(self, prior: JsonValue, result: CommandShown) -> Reversal:
        """Return its deletion."""
        return self.back("delete", {"command_id": str(result.command_id)})

    def _free(self, ports: Ports) -> list[CommandShown]:
        require_others([self.name])
        there = [CommandShown.of(each) for each in self.there(ports)]
        if any((each.name, each.kind) == (self.name, self.kind) for each in there):
            raise InvalidArguments("There is a command of that name and kind already.", "Edit that one.")
        return there


class Editing(CommandChanged, OneCommand[CommandShown], Reasoned):
    """Changes one."""

    def preview(self, ports: Ports) -> Preview:
        """Show what changes."""
        now = self._changeable(ports)
        changes = diff(now.arguments, {**self.given(), **dict.fromkeys(map(str, sorted(self.clear)))})
        summary = f"Edit the command {now.name}"
        return Preview(summary=summary, targets=(now.target,), changes=changes, **seen(command=now))

    def execute(self, ports: Ports) -> CommandShown:
        """Change it."""
        self._changeable(ports)
        return CommandShown.of(self.send(ports, body=self.body()))

    def prior(self, ports: Ports) -> JsonValue:
        """Read it as it is."""
        return self.now(ports).arguments

    def reversal(self, prior: JsonValue, result: CommandShown) -> Reversal | None:
        """Return the change back."""
        was, touched = fields(prior), {*self.given(), *map(str, self.clear)}
        again = {name: was[name] for name in touched if name in was}
        gone: list[JsonValue] = [*sorted(name for name in touched - again.keys() if name in CLEARABLE)]
        if self.again(was) is None:
            return None
        lost = "where it was there" if touched - again.keys() - set(CLEARABLE) else ""
        left = {name: result.arguments.get(name) for name in touched}
        asked = {"command_id": str(self.command_id), **again, **({"clear": gone} if gone else {})}
        return self.back("edit", asked, lost, **left)

    def _changeable(self, ports: Ports) -> CommandShown:
        require_others([self.name] if self.name is not None else [])
        return self.others(ports)


class CommandDeleted(Model):
    """The command that is gone."""

    command_id: CommandId


class Deleting(OneCommand[CommandDeleted], Reasoned):
    """Deletes one."""

    def preview(self, ports: Ports) -> Preview:
        """Show which one goes."""
        now = self.others(ports)
        return Preview(
            summary=f"Delete the command {now.name} for good",
            targets=(now.target,),
            irreversible="Its id, and what a server's administrators had set for it, cannot be brought back.",
            **seen(command=now),
        )

    def execute(self, ports: Ports) -> CommandDeleted:
        """Delete it."""
        self.others(ports)
        self.send(ports)
        return CommandDeleted(command_id=self.command_id)

    def prior(self, ports: Ports) -> JsonValue:
        """Read it as it is."""
        return self.now(ports).arguments

    def reversal(self, prior: JsonValue, result: CommandDeleted) -> Reversal | None:
        """Return its making anew."""
        again = self.again(prior)
        return None if again is None else self.back("create", again, _LOST)


class Setting(CommandsOperation[CommandsListed], Reasoned):
    """Sets all of a place, but for those of the platform, which stay."""

    @property
    def wanted(self) -> Sequence[CommandGiven]:
        """The commands that shall be there."""
        raise NotImplementedError

    def preview(self, ports: Ports) -> Preview:
        """Show which come, go and are written anew."""
        there, names = self.shown(ports), [each.name for each in self.wanted]
        self._check()
        gone = [each for each in there if each.name not in names]
        told: dict[str, JsonValue] = {each.name: each.told() for each in self.wanted}
        changes = diff({each.name: each.arguments for each in there}, told | dict.fromkeys(each.name for each in gone))
        return Preview(
            summary=f"Set {len(names)} commands in place of {len(there)}; {len(gone)} are deleted",
            targets=tuple(each.target for each in there) or (Target(id=self.guild_id, label="no command so far"),),
            changes=changes,
            irreversible="The ids of deleted commands, and what administrators had set for them, are lost.",
            **seen(commands=there),
        )

    def execute(self, ports: Ports) -> CommandsListed:
        """Set them; the platform's own go along as they are."""
        self._check()
        kept: list[JsonValue] = [_carried(each) for each in self.there(ports) if _stays(each)]
        answer = self.send(ports, body=[*kept, *(each.body() for each in self.wanted)])
        made = answer if isinstance(answer, list) else []
        return CommandsListed(commands=tuple(CommandShown.of(each) for each in made if not _stays(fields(each))))

    def shown(self, ports: Ports) -> list[CommandShown]:
        """Return the commands that are there and can be replaced."""
        return [CommandShown.of(each) for each in self.there(ports) if not _stays(each)]

    def prior(self, ports: Ports) -> JsonValue:
        """Read those that are there."""
        return {"commands": [each.arguments for each in self.shown(ports)]}

    def reversal(self, prior: JsonValue, result: CommandsListed) -> Reversal | None:
        """Return the setting of those that were there."""
        was = fields(prior).get("commands")
        again = [self.again(each) for each in was] if isinstance(was, list) else []
        known: list[JsonValue] = [each for each in again if each is not None]
        return self.back("set_all", {"commands": known}, _LOST) if len(known) == len(again) else None

    def _check(self) -> None:
        require_others(each.name for each in self.wanted)
        names = [(each.kind, each.name) for each in self.wanted]
        if len(set(names)) < len(names):
            raise InvalidArguments("A command is named twice.", "Give each name once for each kind.")


_FOR_THE_ASKER = frozenset({"name_localized", "description_localized"})
CLEARABLE = ("options", "localized", "default_permissions")


def _stays(raw: Mapping[str, JsonValue]) -> bool:
    """Return whether a command is the platform's own, or of a kind that nobody can ask for here."""
    return is_ours(str(raw.get("name"))) or raw.get("type") not in {kind.wire for kind in CommandKind}


def _carried(raw: Mapping[str, JsonValue]) -> JsonValue:
    """Return one of Discord's objects as a request that leaves it as it is."""
    told = {name: _plain(value) for name, value in raw.items() if name in _CARRIED and value is not None}
    needed = str(raw.get("default_member_permissions"))
    return told | ({"default_member_permissions": int(needed)} if needed.isdecimal() else {})


def _plain(value: JsonValue) -> JsonValue:
    """Return a value without the names in the asker's language, which Discord tells and does not take."""
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        name: _plain(each) for name, each in value.items() if name not in {"name_localized", "description_localized"}
    }
