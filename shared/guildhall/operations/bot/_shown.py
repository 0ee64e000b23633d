"""The bot's account as results show it."""

from typing import Self

from pydantic import JsonValue

from guildhall.discord.ids import UserId
from guildhall.discord.routes import GET_MY_USER
from guildhall.operations.addresses import picture
from guildhall.operations.fields import GivenName, OurText
from guildhall.operations.ports import Ports
from guildhall.operations.reversal import fields
from guildhall.operations.shown import At, Shown


class ProfileShown(Shown):
    """The bot's account; a picture's address is empty where there is none."""

    user_id: UserId = At("id")
    username: GivenName = ""
    avatar_url: OurText = ""
    banner_url: OurText = ""

    @classmethod
    def of(cls, answer: JsonValue) -> Self:
        """Return what Discord's answer says, with the addresses of its pictures."""
        told = fields(answer)
        user_id, avatar, banner = (str(told.get(name) or "") for name in ("id", "avatar", "banner"))
        made = {"avatar_url": picture("avatars", user_id, avatar), "banner_url": picture("banners", user_id, banner)}
        return cls.read({**told, **made})

    @property
    def settings(self) -> dict[str, JsonValue]:
        """It by the names of the arguments that change it."""
        return {"username": self.username, "avatar": self.avatar_url, "banner": self.banner_url}


def profile_now(ports: Ports) -> ProfileShown:
    """Return the account as it is."""
    return ProfileShown.of(ports.discord.call(GET_MY_USER, {}))
