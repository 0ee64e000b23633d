"""Embeds: the framed blocks of a message, as they are given, shown in a preview and sent.

Nothing in an embed notifies anybody, whatever it mentions.
Source: https://docs.discord.com/developers/resources/message#embed-object
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Annotated, Self

from pydantic import Field, JsonValue, model_validator

from guildhall.discord import limits
from guildhall.discord.splitting import units
from guildhall.operations.fields import Keep, Redaction
from guildhall.operations.parts import Address, Part, Picture, given_again

RICH = "rich"
"""The type of an embed that a sender made; all others are previews of links."""

Colour = Annotated[str, Field(pattern="^#[0-9a-fA-F]{6}$"), Redaction(Keep.AS_IS)]


class EmbedFieldGiven(Part):
    """A titled paragraph of an embed."""

    name: Annotated[str, Field(min_length=1, max_length=limits.EMBED_FIELD_NAME)]
    value: Annotated[str, Field(min_length=1, max_length=limits.EMBED_FIELD_VALUE)]
    inline: bool = False


class EmbedGiven(Part):
    """An embed as it is sent."""

    title: Annotated[str | None, Field(min_length=1, max_length=limits.EMBED_TITLE)] = None
    description: Annotated[str | None, Field(min_length=1, max_length=limits.EMBED_DESCRIPTION)] = None
    url: Address | None = None
    colour: Colour | None = None
    timestamp: datetime | None = None
    author: Annotated[str | None, Field(min_length=1, max_length=limits.EMBED_AUTHOR)] = None
    author_url: Address | None = None
    author_icon_url: Picture | None = None
    footer: Annotated[str | None, Field(min_length=1, max_length=limits.EMBED_FOOTER)] = None
    footer_icon_url: Picture | None = None
    image_url: Picture | None = None
    thumbnail_url: Picture | None = None
    fields: Annotated[tuple[EmbedFieldGiven, ...], Field(max_length=limits.EMBED_FIELDS_COUNT)] = ()

    @property
    def length(self) -> int:
        """The characters that count towards the limit over all embeds of a message."""
        texts = (self.title, self.description, self.author, self.footer)
        inner = (text for field in self.fields for text in (field.name, field.value))
        return sum(units(text) for text in (*texts, *inner) if text)

    @property
    def wire(self) -> dict[str, JsonValue]:
        """The embed as Discord takes it."""
        own: dict[str, JsonValue] = {"title": self.title, "description": self.description, "url": self.url}
        own["color"] = int(self.colour[1:], 16) if self.colour else None
        own["timestamp"] = self.timestamp.isoformat() if self.timestamp else None
        own["author"] = _given(name=self.author, url=self.author_url, icon_url=self.author_icon_url)
        own["footer"] = _given(text=self.footer, icon_url=self.footer_icon_url)
        own |= {"image": _given(url=self.image_url), "thumbnail": _given(url=self.thumbnail_url)}
        own["fields"] = [field.model_dump(mode="json") for field in self.fields] or None
        return {name: value for name, value in own.items() if value is not None}

    @property
    def shown(self) -> dict[str, JsonValue]:
        """The embed as a preview shows it: what is given, its paragraphs as one text."""
        told: dict[str, JsonValue] = self.model_dump(mode="json", exclude_none=True, exclude={"fields"})
        paragraphs = " · ".join(f"{field.name}: {field.value}" for field in self.fields)
        return told | ({"fields": paragraphs} if paragraphs else {})

    @model_validator(mode="after")
    def _shows_something(self) -> Self:
        if not (self.length or self.image_url or self.thumbnail_url):
            raise ValueError("an embed shows something: a text, a field or a picture")
        if (self.author_url or self.author_icon_url) and not self.author:
            raise ValueError("an author's address or picture needs the author's name")
        if self.footer_icon_url and not self.footer:
            raise ValueError("a footer's picture needs the footer's text")
        return self


Embeds = Annotated[
    tuple[EmbedGiven, ...],
    Field(max_length=limits.MESSAGE_EMBEDS_COUNT, description="Framed blocks, 6000 characters in all."),
]


def require_room(embeds: Iterable[EmbedGiven]) -> None:
    """Raise ValueError where the embeds of a message are longer than Discord takes together."""
    if (length := sum(embed.length for embed in embeds)) > limits.EMBED_TOTAL:
        raise ValueError(f"the embeds have {length} characters in all, Discord takes {limits.EMBED_TOTAL}")


def made(embeds: JsonValue) -> list[EmbedGiven]:
    """Return those of a message's embeds that its sender made, as they would be given."""
    known = embeds if isinstance(embeds, list) else []
    own = [each for each in known if isinstance(each, dict) and each.get("type", RICH) == RICH]
    return given_again(EmbedGiven, map(_as_given, own))


def shown(embeds: Sequence[EmbedGiven]) -> list[JsonValue]:
    """Return embeds as a preview shows them."""
    return [embed.shown for embed in embeds]


def _given(**parts: str | None) -> JsonValue:
    return {name: value for name, value in parts.items() if value is not None} or None


def _inside(embed: dict[str, JsonValue], name: str) -> dict[str, JsonValue]:
    part = embed.get(name)
    return part if isinstance(part, dict) else {}


def _paragraphs(embed: dict[str, JsonValue]) -> Iterator[JsonValue]:
    told = embed.get("fields")
    for field in told if isinstance(told, list) else []:
        if isinstance(field, dict):
            yield {name: field[name] for name in ("name", "value", "inline") if field.get(name) is not None}


def _as_given(embed: dict[str, JsonValue]) -> dict[str, JsonValue]:
    """Return an embed that a message carries as it would be given; pictures by where Discord keeps them."""
    given = {name: embed.get(name) for name in ("title", "description", "url", "timestamp")}
    colour, author, footer = embed.get("color"), _inside(embed, "author"), _inside(embed, "footer")
    given |= {"colour": f"#{colour:06x}" if isinstance(colour, int) else None}
    given |= {"author": author.get("name"), "author_url": author.get("url")}
    given |= {"author_icon_url": author.get("icon_url"), "footer": footer.get("text")}
    given |= {"footer_icon_url": footer.get("icon_url"), "image_url": _inside(embed, "image").get("url")}
    given |= {"thumbnail_url": _inside(embed, "thumbnail").get("url"), "fields": list(_paragraphs(embed))}
    return {name: value for name, value in given.items() if value not in (None, "")}
