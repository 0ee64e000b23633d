"""The application: how it is installed and of what Discord tells us, as a request says it and as results show it."""

from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, ConfigDict, Field, JsonValue, PlainSerializer

from guildhall.discord.ids import ApplicationId, UserId
from guildhall.discord.permissions import NO_PERMISSIONS, Permission
from guildhall.discord.routes import GET_MY_APPLICATION
from guildhall.operations.addresses import picture
from guildhall.operations.fields import GivenName, OurText, PermissionNames, names
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Target
from guildhall.operations.reversal import fields
from guildhall.operations.shown import At, Shown
from guildhall.operations.wording import worded

_STATUS = {1: "disabled", 2: "enabled", 3: "disabled_by_discord"}
_FILTER = {0: "inherit", 1: "always"}
_INTENTS = {"presence": 12, "guild_members": 14, "message_content": 18}
"""The bit of each privileged intent; the next one is that of bots in fewer than 100 servers. Source:
https://docs.discord.com/developers/resources/application#application-object-application-flags
"""


class InstallScope(StrEnum):
    """What an installation brings along."""

    BOT = "bot"
    COMMANDS = "applications.commands"


class EventType(StrEnum):
    """What Discord tells the address of the platform."""

    APPLICATION_AUTHORIZED = "application_authorized"
    APPLICATION_DEAUTHORIZED = "application_deauthorized"
    ENTITLEMENT_CREATE = "entitlement_create"
    ENTITLEMENT_UPDATE = "entitlement_update"
    ENTITLEMENT_DELETE = "entitlement_delete"
    QUEST_USER_ENROLLMENT = "quest_user_enrollment"
    LOBBY_MESSAGE_CREATE = "lobby_message_create"
    LOBBY_MESSAGE_UPDATE = "lobby_message_update"
    LOBBY_MESSAGE_DELETE = "lobby_message_delete"
    GAME_DIRECT_MESSAGE_CREATE = "game_direct_message_create"
    GAME_DIRECT_MESSAGE_UPDATE = "game_direct_message_update"
    GAME_DIRECT_MESSAGE_DELETE = "game_direct_message_delete"

    @property
    def wire(self) -> str:
        """Discord's name."""
        return self.name


class InstallAsked(Model):
    """What Discord asks for when somebody installs the application."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    scopes: Annotated[
        frozenset[InstallScope], Field(min_length=1), PlainSerializer(sorted, return_type=list[str], when_used="json")
    ]
    permissions: PermissionNames = Field(default=NO_PERMISSIONS, json_schema_extra={"default": []})

    @property
    def wire(self) -> JsonValue:
        """It as Discord takes it."""
        return {"scopes": [*sorted(map(str, self.scopes))], "permissions": int(self.permissions)}


def _named(value: Any) -> Any:
    if not isinstance(value, str | int):
        return value
    return names(Permission.parse(value)) if str(value).isdecimal() else []


class InstallShown(Shown):
    """What Discord asks for when somebody installs the application."""

    scopes: tuple[OurText, ...] = ()
    permissions: Annotated[tuple[OurText, ...], BeforeValidator(_named)] = ()


def _intents(value: Any) -> Any:
    return [name for name, bit in _INTENTS.items() if value >> bit & 3] if isinstance(value, int) else value


def _lower(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


class ApplicationShown(Shown):
    """The application: how it shows itself, whose it is, how it is installed; `intents` are the privileged ones."""

    application_id: ApplicationId = At("id")
    name: GivenName = ""
    description: GivenName = ""
    icon_url: OurText = ""
    cover_url: OurText = ""
    tags: tuple[GivenName, ...] = ()
    owner_id: UserId | None = At("owner", "id", default=None)
    team_name: GivenName = At("team", "name", default="")
    is_public: bool = At("bot_public", default=False)
    intents: Annotated[tuple[OurText, ...], BeforeValidator(_intents)] = At("flags", default=())
    terms_url: GivenName = At("terms_of_service_url", default="")
    privacy_url: GivenName = At("privacy_policy_url", default="")
    guild_count: int = At("approximate_guild_count", default=0)
    user_install_count: int = At("approximate_user_install_count", default=0)
    install_url: GivenName = At("custom_install_url", default="")
    install: InstallShown | None = At("install_params", default=None)
    guild_install: InstallShown | None = At("integration_types_config", "0", "oauth2_install_params", default=None)
    user_install: InstallShown | None = At("integration_types_config", "1", "oauth2_install_params", default=None)
    verification_url: GivenName = At("role_connections_verification_url", default="")
    interactions_url: GivenName = At("interactions_endpoint_url", default="")
    events_url: GivenName = At("event_webhooks_url", default="")
    events_status: Annotated[OurText, worded(_STATUS)] = At("event_webhooks_status", default="disabled")
    event_types: tuple[Annotated[OurText, BeforeValidator(_lower)], ...] = At("event_webhooks_types", default=())
    content_filter: Annotated[OurText, worded(_FILTER)] = At("explicit_content_filter", default="inherit")

    @classmethod
    def of(cls, answer: JsonValue) -> Self:
        """Return what Discord's answer says, with the addresses of its pictures."""
        told = fields(answer)
        owner, icon, cover = (str(told.get(name) or "") for name in ("id", "icon", "cover_image"))
        made = {"icon_url": picture("app-icons", owner, icon), "cover_url": picture("app-icons", owner, cover)}
        return cls.read({**told, **made})

    @property
    def target(self) -> Target:
        """The application as a write's target."""
        return Target(id=self.application_id, label=self.name)

    @property
    def lasting(self) -> Self:
        """It without what changes by itself."""
        return self.model_copy(update={"guild_count": 0, "user_install_count": 0})


def application_now(ports: Ports) -> ApplicationShown:
    """Return the application as it is."""
    return ApplicationShown.of(ports.discord.call(GET_MY_APPLICATION, {}))
