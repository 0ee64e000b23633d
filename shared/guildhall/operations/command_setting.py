"""Setting all commands of a place at once; those of the platform are carried along as they are."""

from collections.abc import Mapping, Sequence

from pydantic import JsonValue

from guildhall.errors import InvalidArguments
from guildhall.operations.command_given import CommandGiven
from guildhall.operations.command_names import is_ours, require_others
from guildhall.operations.command_parts import CommandKind
from guildhall.operations.command_shown import CommandShown, CommandsListed
from guildhall.operations.commanding import LOST, CommandsOperation, require_room
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, Target, diff, seen
from guildhall.operations.reversal import Reversal, fields

_CARRIED = frozenset(
    {
        *("id", "type", "name", "name_localizations", "description", "description_localizations", "options", "handler"),
        *("contexts", "integration_types", "nsfw"),
    }
)
"""What Discord's object and a request have alike; the default permissions are a text there and a number here."""
_FOR_THE_ASKER = frozenset({"name_localized", "description_localized"})


class Setting(CommandsOperation[CommandsListed]):
    """Sets all of a place, but for those of the platform, which stay."""

    @property
    def wanted(self) -> Sequence[CommandGiven]:
        """The commands that shall be there."""
        raise NotImplementedError

    def preview(self, ports: Ports) -> Preview:
        """Show which come, go and are written anew."""
        self._check()
        every = self.there(ports)
        there = [CommandShown.of(each) for each in every if not _stays(each)]
        kept = [CommandShown.of(each) for each in every if _stays(each)]
        require_room([*(each.kind for each in kept), *(each.kind for each in self.wanted)])
        told: dict[str, JsonValue] = {_called(each): each.told() for each in self.wanted}
        before: dict[str, JsonValue] = {_called(each): self.look(each) for each in there}
        gone = dict.fromkeys(before.keys() - told.keys())
        return Preview(
            summary=f"Set {len(told)} commands in place of {len(there)}; {len(gone)} are deleted",
            targets=tuple(each.target for each in there) or (Target(id=self.guild_id, label="no command so far"),),
            changes=diff(before, {**told, **dict(sorted(gone.items()))}),
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
        return self.back("set_all", {"commands": known}, LOST) if len(known) == len(again) else None

    def _check(self) -> None:
        require_others(each.name for each in self.wanted)
        names = [(each.kind, each.name) for each in self.wanted]
        if len(set(names)) < len(names):
            raise InvalidArguments("A command is named twice.", "Give each name once for each kind.")


def _called(command: CommandShown | CommandGiven) -> str:
    """Return what tells a command from the others: its name, and its kind where it is one of a menu."""
    return command.name if command.kind == CommandKind.CHAT else f"{command.name} ({command.kind})"


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
    return {name: _plain(each) for name, each in value.items() if name not in _FOR_THE_ASKER}
