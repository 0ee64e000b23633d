"""Listing, making, changing and deleting commands, for all servers (`command`) or for one (`guild_command`).

The platform's own commands are left alone (`command_names`): an operation that names one is refused. All commands of a
place at once are set by `command_setting`.
"""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from pydantic import BaseModel, JsonValue, ValidationError

from guildhall.discord.ids import CommandId
from guildhall.discord.routes import Route
from guildhall.errors import InvalidArguments
from guildhall.operations.base import GuildOperation
from guildhall.operations.command_given import CommandChanged, CommandGiven
from guildhall.operations.command_names import require_others
from guildhall.operations.command_parts import CommandKind
from guildhall.operations.command_shown import CommandShown, CommandsListed
from guildhall.operations.command_typing import typed
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, diff, seen
from guildhall.operations.reversal import Fidelity, Reversal, fields
from guildhall.operations.wording import beside

FOUND = frozenset({"application_id"})
_CLEARABLE = ("options", "localized", "default_permissions")
LOST = "Its id, and what a server's administrators had set for it."
_SET_ASIDE = "What a server's administrators had set for it goes with its old name."
MOST = {CommandKind.CHAT: 100, CommandKind.USER: 15, CommandKind.MESSAGE: 15}
"""Commands of a kind in one place. Source: …/interactions/application-commands#registering-a-command"""


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
        return None if self._asked(arguments) is None else arguments

    def look(self, command: CommandShown) -> dict[str, JsonValue]:
        """Return a command that is there as a request tells it, so that the two can be compared."""
        asked = self._asked({n: value for n, value in command.arguments.items() if n in self.asks.model_fields})
        return command.arguments if asked is None else asked.told()

    def _asked(self, arguments: dict[str, JsonValue]) -> CommandGiven | None:
        try:
            return self.asks.model_validate(arguments)
        except ValidationError:
            return None


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


class Creating(CommandGiven, CommandsOperation[CommandShown]):
    """Makes one; Discord would write over one of the same name and kind, and this refuses to."""

    def preview(self, ports: Ports) -> Preview:
        """Show the new command."""
        there = self._free(ports)
        summary = f"Make the command {self.name}{beside(len(there))}"
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
        require_room([*(each.kind for each in there), self.kind])
        return there


class Editing(CommandChanged, OneCommand[CommandShown]):
    """Changes one."""

    def preview(self, ports: Ports) -> Preview:
        """Show what changes."""
        now = self._changeable(ports)
        return Preview(
            summary=f"Edit the command {now.name}",
            targets=(now.target,),
            changes=diff(self._was(now), {**self.given(), **dict.fromkeys(map(str, sorted(self.clear)))}),
            irreversible=_SET_ASIDE if self.name not in {None, now.name} else "",
            **seen(command=now),
        )

    def execute(self, ports: Ports) -> CommandShown:
        """Change it."""
        self._changeable(ports)
        return CommandShown.of(self.send(ports, body=self.body()))

    def prior(self, ports: Ports) -> JsonValue:
        """Read it as it is."""
        return self.now(ports).arguments

    def reversal(self, prior: JsonValue, result: CommandShown) -> Reversal | None:
        """Return the change back."""
        was, touched = {"age_restricted": False, **fields(prior)}, {*self.given(), *map(str, self.clear)}
        again = {name: was[name] for name in touched if name in was}
        gone: list[JsonValue] = [*sorted(name for name in touched - again.keys() if name in _CLEARABLE)]
        if self.again(was) is None:
            return None
        lost = ["Where it was there."] if touched - again.keys() - set(_CLEARABLE) else []
        lost += [_SET_ASIDE] if self.name not in {None, was.get("name")} else []
        left = {name: value for name, value in self._was(result).items() if name in touched}
        asked = {"command_id": str(self.command_id), **again, **({"clear": gone} if gone else {})}
        return self.back("edit", asked, " ".join(lost), **left)

    def _was(self, command: CommandShown) -> dict[str, JsonValue]:
        return {"age_restricted": command.age_restricted, **self.look(command)}

    def _changeable(self, ports: Ports) -> CommandShown:
        require_others([self.name] if self.name is not None else [])
        now = self.others(ports)
        if now.kind == CommandKind.CHAT and self.name is not None:
            _require_typed(self.name)
        elif now.kind != CommandKind.CHAT and (self.description or self.options):
            told = "A command of a menu has neither description nor options."
            raise InvalidArguments(told, "Change its name, languages or permissions.")
        return now


class CommandDeleted(Model):
    """The command that is gone."""

    command_id: CommandId


class Deleting(OneCommand[CommandDeleted]):
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
        return None if again is None else self.back("create", again, LOST)


def require_room(kinds: Sequence[str]) -> None:
    """Refuse more commands of a kind than there may be.

    Raises:
        InvalidArguments: There are.
    """
    full = next((kind for kind, most in MOST.items() if kinds.count(kind) > most), None)
    if full is not None:
        raise InvalidArguments(f"There are at most {MOST[full]} commands of the kind {full}.", "Delete one before.")


def _require_typed(name: str) -> None:
    try:
        typed(name)
    except ValueError as error:
        raise InvalidArguments("That name cannot be typed.", f"Know that {error}.") from None
