"""template.get."""

from pydantic import JsonValue

from guildhall.operations.base import Operation
from guildhall.operations.ports import Ports
from guildhall.operations.shown import At
from guildhall.operations.spec import Risk, Spec
from guildhall.operations.template_known import GET, TemplateCode, TemplateShown

_SNAPSHOT = "serialized_source_guild"


class TemplateLookedUp(TemplateShown):
    """A template with the names that a guild made from it would begin with; they are somebody's words."""

    name: str
    code: str
    guild_name: str = At(_SNAPSHOT, "name", default="")
    role_names: tuple[str, ...] = ()
    channel_names: tuple[str, ...] = ()


class GetTemplate(Operation[TemplateLookedUp]):
    """Look up a template of whatever guild by its code or address: its roles and channels."""

    spec = Spec(
        risk=Risk.READ,
        scope="guilds:read",
        permission=None,
        why="Whoever has a template's address sees all of this in the client before using it.",
        route=GET,
        source="resources/guild-template#get-guild-template",
    )
    code: TemplateCode

    def execute(self, ports: Ports) -> TemplateLookedUp:
        """Read it."""
        answer = self.send(ports)
        snapshot = answer.get(_SNAPSHOT) if isinstance(answer, dict) else None
        whole = snapshot if isinstance(snapshot, dict) else {}
        template = TemplateLookedUp.read(answer, self.spec.route)
        names = {"role_names": _names(whole.get("roles")), "channel_names": _names(whole.get("channels"))}
        return template.model_copy(update=names)


def _names(things: JsonValue) -> tuple[str, ...]:
    told = [each.get("name") for each in things if isinstance(each, dict)] if isinstance(things, list) else []
    return tuple(name for name in told if isinstance(name, str))
