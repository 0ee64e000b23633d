"""template.edit."""

from typing import Self

from pydantic import JsonValue, model_validator

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.body import body_of
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, diff, seen
from guildhall.operations.reversal import Reversal, fields
from guildhall.operations.spec import Risk, Spec
from guildhall.operations.template_known import Description, TemplateName, TemplateOperation, TemplateShown


class EditTemplate(TemplateOperation[TemplateShown]):
    """Change what a template is called and said to be for; an empty description takes it away."""

    spec = Spec(
        risk=Risk.WRITE,
        scope="guilds:manage",
        permission=Permission.MANAGE_GUILD,
        route=Route("PATCH /guilds/{guild_id}/templates/{code}"),
        source="resources/guild-template#modify-guild-template",
        idempotent=True,
    )
    name: TemplateName | None = None
    description: Description | None = None

    @model_validator(mode="after")
    def _something_changes(self) -> Self:
        if self.name is None and self.description is None:
            raise ValueError("give a name or a description")
        return self

    def preview(self, ports: Ports) -> Preview:
        """Show the fields that change."""
        now = self.now(ports)
        changes = diff(now.settings(), body_of(self))
        return Preview(
            summary=f"Edit the template {now.name}",
            targets=(now.target,),
            changes=changes,
            **seen(template=now.fixed()),
        )

    def execute(self, ports: Ports) -> TemplateShown:
        """Edit it."""
        return TemplateShown.read(self.send(ports, body=body_of(self)), self.spec.route)

    def prior(self, ports: Ports) -> JsonValue:
        """Read its name and description."""
        return {name: value for name, value in self.now(ports).settings().items() if name in body_of(self)}

    def reversal(self, prior: JsonValue, result: TemplateShown) -> Reversal:
        """Return the edit back."""
        template: dict[str, JsonValue] = {"guild_id": str(self.guild_id), "code": self.code, **fields(prior)}
        left = {name: value for name, value in result.settings().items() if name in body_of(self)}
        return Reversal(operation="template.edit", arguments=template, left=left)
