"""What of the application can be changed, how the change is sent, and how it is taken back.

The addresses where Discord calls the platform are none of it: a wrong one would cut off the very doors by which the
mistake could be taken back. They are the operator's, in Discord's developer portal.
"""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, Field, JsonValue, model_validator

from guildhall.operations.application_parts import ApplicationShown, EventType, InstallAsked
from guildhall.operations.body import Wire, body_of
from guildhall.operations.fields import Keep, Redaction
from guildhall.operations.files import ImageGiven, https_address
from guildhall.operations.model import Model
from guildhall.operations.reversal import Fidelity, Reversal

SIZES = {"icon": 10 << 20, "cover_image": 10 << 20}
_OURS = frozenset({EventType.APPLICATION_AUTHORIZED, EventType.APPLICATION_DEAUTHORIZED})
"""Without these the platform would not hear of who installs and removes it."""
_INSTALLS = {"guild_install": "0", "user_install": "1"}
"""Discord's numbers of the ways to install; each is a key of one object, which is sent whole."""
DESCRIPTION, ADDRESS, TAG, TAGS = 400, 2048, 20, 5
"""Source: Discord's OpenAPI document, `ApplicationFormPartial`."""

Address = Annotated[
    str,
    Field(max_length=ADDRESS, description="An https address.", examples=["https://example.com/install"]),
    AfterValidator(https_address),
]
Tag = Annotated[str, Field(min_length=1, max_length=TAG), Redaction(Keep.AS_IS)]


class ContentFilter(StrEnum):
    """Whether what the application shows is looked through for explicit pictures."""

    INHERIT = "inherit"
    ALWAYS = "always"

    @property
    def wire(self) -> int:
        """Discord's number."""
        return list(ContentFilter).index(self)


class ClearableOfApplication(StrEnum):
    """What of the application can be taken away."""

    ICON = "icon"
    COVER_IMAGE = "cover_image"
    TAGS = "tags"
    INSTALL_URL = "install_url"
    INSTALL = "install"
    VERIFICATION_URL = "verification_url"


class ApplicationChanged(Model):
    """Adds what is changed; stands before the operation."""

    description: Annotated[
        str | None, Field(max_length=DESCRIPTION, description="What stands in its profile; empty takes it away.")
    ] = None
    icon: ImageGiven | None = None
    cover_image: ImageGiven | None = None
    tags: Annotated[list[Tag] | None, Field(min_length=1, max_length=TAGS)] = None
    install_url: Annotated[Address | None, Wire("custom_install_url")] = None
    install: Annotated[InstallAsked | None, Wire("install_params")] = None
    guild_install: InstallAsked | None = None
    user_install: InstallAsked | None = None
    verification_url: Annotated[Address | None, Wire("role_connections_verification_url")] = None
    event_types: Annotated[
        frozenset[EventType] | None,
        Field(examples=[sorted(map(str, _OURS))], description="Exactly these events."),
        Wire("event_webhooks_types"),
    ] = None
    content_filter: Annotated[ContentFilter | None, Wire("explicit_content_filter")] = None
    clear: frozenset[ClearableOfApplication] = frozenset()

    @model_validator(mode="after")
    def _something_changes(self) -> Self:
        if not self.given and not self.clear:
            raise ValueError("give at least one thing to change")
        if self.given & self.clear:
            raise ValueError("nothing can be set and cleared at once")
        if self.tags is not None and len(set(self.tags)) < len(self.tags):
            raise ValueError("a tag is there once")
        if self.event_types is not None and not self.event_types >= _OURS:
            raise ValueError("application_authorized and application_deauthorized stay: the platform lives on them")
        return self

    @property
    def given(self) -> set[str]:
        """The arguments that are given."""
        names = set(ApplicationChanged.model_fields) - {"clear"}
        return {name for name in names if getattr(self, name) is not None}

    def plain(self) -> dict[str, JsonValue]:
        """Return the change without pictures, by our names, as results show it."""
        told: dict[str, JsonValue] = self.model_dump(mode="json", include=self.given - set(SIZES))
        if self.event_types is not None:
            told["event_types"] = [*sorted(map(str, self.event_types))]
        empty: dict[str, JsonValue] = {"tags": [], "install": None}
        return told | {str(name): empty.get(str(name), "") for name in sorted(self.clear)}

    def body(self, now: JsonValue) -> dict[str, JsonValue]:
        """Return the change without pictures as Discord takes it.

        Args:
            now: Discord's answer about the application, of which the ways to install that do not change are kept.
        """
        apart = {*SIZES, *_INSTALLS, "description"}
        told = body_of(self, only=ApplicationChanged.model_fields, without=apart)
        if self.description is not None:
            told["description"] = {"default": self.description}
        installs = {number: getattr(self, name) for name, number in _INSTALLS.items()}
        if any(installs.values()):
            changed = {number: {"oauth2_install_params": asked.wire} for number, asked in installs.items() if asked}
            told["integration_types_config"] = {**_kept_installs(now), **changed}
        return told

    def back(self, guild_id: str, was: dict[str, JsonValue], result: ApplicationShown) -> Reversal | None:
        """Return the change back; a picture that was there before is Discord's alone."""
        touched = self.given | {str(name) for name in self.clear}
        urls = {"icon": "icon_url", "cover_image": "cover_url"}
        before = {name: was.get(urls.get(name, name)) for name in touched}
        gone = [name for name, value in before.items() if not value and name in set(ClearableOfApplication)]
        again = {name: value for name, value in before.items() if name not in {*gone, *urls} and value is not None}
        arguments: dict[str, JsonValue] = {**again, **({"clear": [*sorted(gone)]} if gone else {})}
        if not arguments:
            return None
        lost = " and ".join(sorted(name.replace("_", " ") for name in touched - again.keys() - set(gone)))
        fidelity = Fidelity.PARTIAL if lost else Fidelity.EXACT
        arguments["guild_id"] = guild_id
        left = {name: value for name, value in result.model_dump(mode="json").items() if name in touched}
        return Reversal(operation="application.edit", arguments=arguments, fidelity=fidelity, lost=lost, left=left)


def _kept_installs(now: JsonValue) -> dict[str, JsonValue]:
    """Return the ways to install as Discord takes them again: it tells permissions as a text and takes a number."""
    config = now.get("integration_types_config") if isinstance(now, dict) else None
    kept: dict[str, JsonValue] = {}
    for number, way in (config if isinstance(config, dict) else {}).items():
        asked = way.get("oauth2_install_params") if isinstance(way, dict) else None
        kept[number] = {"oauth2_install_params": _again(asked)} if isinstance(asked, dict) else {}
    return kept


def _again(asked: dict[str, JsonValue]) -> JsonValue:
    bits = str(asked.get("permissions"))
    return {"scopes": asked.get("scopes"), "permissions": int(bits) if bits.isdecimal() else 0}
