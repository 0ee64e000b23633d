"""How a role on a member is shown."""

from pydantic import BaseModel

from guildhall.discord.ids import RoleId, UserId


class RoleAssigned(BaseModel):
    """Who has which role now."""

    user_id: UserId
    role_id: RoleId
