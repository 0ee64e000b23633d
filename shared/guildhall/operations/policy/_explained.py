"""What is told of a call that was not made."""

from guildhall.operations.fields import GivenName, OurText
from guildhall.operations.model import Model


class StepExplained(Model):
    """One authorization step's verdict; after the steps of every call come `arguments` and `preview`."""

    step: OurText
    allowed: bool
    reason: OurText


class Grantor(Model):
    """Somebody who could change a no: the `owner`, or whoever holds a `role`."""

    kind: OurText
    id: OurText
    name: str


class Approval(Model):
    """Who answers the question to a human: how many people, with which of the roles (none = the right is enough)."""

    people: int
    roles: list[GivenName]
    asker_may_approve: bool
    where: OurText


class Explained(Model):
    """What would become of a call: by whom, by which rule, and what to do; `allowed` is none while arguments lack."""

    allowed: bool | None
    decided_by: OurText
    missing: list[OurText]
    rule: OurText
    risk: OurText
    needs_human: bool
    approval: Approval | None
    first: list[OurText]
    grantors: list[Grantor]
    budget: OurText
    steps: list[StepExplained]
    hint: OurText
