"""An onboarding as it is."""

from typing import TYPE_CHECKING, Annotated, Any, Self

from pydantic import BeforeValidator, JsonValue

from guildhall.discord.ids import ChannelId, GuildId, RoleId, Snowflake
from guildhall.discord.routes import Route
from guildhall.operations.emojis import written
from guildhall.operations.fields import GivenName, OurText
from guildhall.operations.onboarding_asked import OnboardingMode, PromptKind
from guildhall.operations.ports import Ports
from guildhall.operations.shown import At, Shown, found
from guildhall.operations.wording import worded

if TYPE_CHECKING:
    from guildhall.discord.types.channel import Channel

GET_ONBOARDING = Route("GET /guilds/{guild_id}/onboarding")
_MODES, _KINDS = ({place: str(word) for place, word in enumerate(words)} for words in (OnboardingMode, PromptKind))


def _emoji(value: Any) -> Any:
    return value if isinstance(value, str) else written(value)


class OptionShown(Shown):
    """An answer, and what whoever chooses it gets."""

    option_id: Snowflake = At("id")
    title: GivenName = ""
    description: GivenName = ""
    emoji: Annotated[GivenName, BeforeValidator(_emoji)] = ""
    role_ids: tuple[RoleId, ...] = ()
    channel_ids: tuple[ChannelId, ...] = ()


class PromptShown(Shown):
    """A question and its answers."""

    prompt_id: Snowflake = At("id")
    title: GivenName = ""
    kind: Annotated[OurText, worded(_KINDS)] = At("type", default="multiple_choice")
    single_select: bool = False
    required: bool = False
    in_onboarding: bool = True
    options: tuple[OptionShown, ...] = ()


class OnboardingShown(Shown):
    """The onboarding; channels that are not the asker's to see are left out."""

    enabled: bool = False
    mode: Annotated[OurText, worded(_MODES)] = "default_channels"
    default_channel_ids: tuple[ChannelId, ...] = ()
    prompts: tuple[PromptShown, ...] = ()

    def seen_among(self, channels: dict[ChannelId, "Channel"]) -> Self:
        """Return it with those channels alone that are the asker's to see."""

        def kept(channel_ids: tuple[ChannelId, ...]) -> tuple[ChannelId, ...]:
            return tuple(channel_id for channel_id in channel_ids if channel_id in channels)

        def option(shown: OptionShown) -> OptionShown:
            return shown.model_copy(update={"channel_ids": kept(shown.channel_ids)})

        prompts = tuple(
            prompt.model_copy(update={"options": tuple(map(option, prompt.options))}) for prompt in self.prompts
        )
        return self.model_copy(update={"default_channel_ids": kept(self.default_channel_ids), "prompts": prompts})

    @property
    def arguments(self) -> dict[str, JsonValue]:
        """It by the names of the arguments that change it; what is empty is left out of an answer."""
        told = self.model_dump(mode="json")
        for prompt in told["prompts"]:
            for option in prompt["options"]:
                if not option["emoji"]:
                    del option["emoji"]
        return told


def onboarding_now(ports: Ports, guild_id: GuildId) -> OnboardingShown:
    """Return the whole onboarding."""
    return found(ports, GET_ONBOARDING, {"guild_id": guild_id}, OnboardingShown)
