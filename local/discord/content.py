"""What makes the content of a message acceptable beyond its schema, and how requests become stored content.

Limits that the OpenAPI document does not state: 2000 characters, 6000 characters over all embeds, rows and buttons,
Components V2 without content or embeds, unique ``custom_id``s, and that a message must not be empty.

Source: https://discord.com/developers/docs/resources/message#create-message-limitations
Source: https://discord.com/developers/docs/components/reference
"""

from collections import Counter
from collections.abc import Iterator

from local.discord.clock import iso
from local.discord.errors import Code, DiscordError, Json, invalid_field
from local.discord.schema_complete import Completer

CONTENT_LIMIT = 2000
EMBED_TOTAL_LIMIT = 6000
ROW_LIMIT = 5
BUTTON_LIMIT = 5
COMPONENT_LIMIT = 40
TEXT_TOTAL_LIMIT = 4000
HOUR_S = 3600
DEFAULT_POLL_HOURS = 24
POLL_ANSWER_LIMIT = 55
SUPPRESS_EMBEDS = 1 << 2
EPHEMERAL = 1 << 6
LOADING = 1 << 7
SUPPRESS_NOTIFICATIONS = 1 << 12
COMPONENTS_V2 = 1 << 15
SENDER_FLAGS = SUPPRESS_EMBEDS | SUPPRESS_NOTIFICATIONS | COMPONENTS_V2
ROW, BUTTON, TEXT_DISPLAY, LINK_STYLE, PREMIUM_STYLE = 1, 2, 10, 5, 6
SELECTS = frozenset({3, 5, 6, 7, 8})
SCHEMAS = {
    1: "ActionRowComponentResponse",
    9: "SectionComponentResponse",
    10: "TextDisplayComponentResponse",
    12: "MediaGalleryComponentResponse",
    13: "FileComponentResponse",
    14: "SeparatorComponentResponse",
    17: "ContainerComponentResponse",
}


def walk(components: list[Json]) -> Iterator[tuple[str, Json]]:
    """Yield every component with its dotted path, parents first."""

    def inside(found: Json, path: str) -> Iterator[tuple[str, Json]]:
        yield path, found
        for i, child in enumerate(found.get("components") or ()):
            yield from inside(child, f"{path}.components.{i}")
        for name in ("accessory", "component"):
            if isinstance(found.get(name), dict):
                yield from inside(found[name], f"{path}.{name}")

    for i, top in enumerate(components):
        yield from inside(top, f"components.{i}")


def check(body: Json, *, flags: int, files: int = 0) -> None:
    """Refuse what Discord refuses in a message to be sent.

    Raises:
        DiscordError: 50035 or 50006.
    """
    content, embeds = body.get("content") or "", body.get("embeds") or []
    components = body.get("components") or []
    if len(content) > CONTENT_LIMIT:
        raise invalid_field("content", "BASE_TYPE_BAD_LENGTH", f"Must be {CONTENT_LIMIT} or fewer in length.")
    _check_embeds(embeds)
    if flags & COMPONENTS_V2:
        _check_components_v2(body, components)
    else:
        _check_rows(components)
    _check_parts(components)
    others = ("poll", "shared_client_theme", "sticker_ids")
    _check_poll(body.get("poll") or {})
    if not (content.strip() or embeds or components or files or any(body.get(name) for name in others)):
        raise DiscordError(Code.EMPTY_MESSAGE)


def _check_embeds(embeds: list[Json]) -> None:
    total = 0
    for embed in embeds:
        texts = [embed.get("title"), embed.get("description"), (embed.get("footer") or {}).get("text")]
        texts.append((embed.get("author") or {}).get("name"))
        for item in embed.get("fields") or ():
            texts += [item.get("name"), item.get("value")]
        total += sum(len(text) for text in texts if text)
    if total > EMBED_TOTAL_LIMIT:
        message = f"Embed size exceeds maximum size of {EMBED_TOTAL_LIMIT}"
        raise invalid_field("embeds", "MAX_EMBED_SIZE_EXCEEDED", message)


def _check_components_v2(body: Json, components: list[Json]) -> None:
    for name in ("content", "embeds", "poll", "sticker_ids"):
        if body.get(name):
            message = f"The '{name}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2"
            raise invalid_field(name, "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", message)
    shown = sum(len(part.get("content") or "") for _, part in walk(components) if part["type"] == TEXT_DISPLAY)
    if shown > TEXT_TOTAL_LIMIT:
        message = f"The total length of text must be {TEXT_TOTAL_LIMIT} or fewer."
        raise invalid_field("components", "COMPONENT_MAX_TOTAL_TEXT_EXCEEDED", message)
    if sum(1 for _ in walk(components)) > COMPONENT_LIMIT:
        message = f"The total number of components must be {COMPONENT_LIMIT} or fewer."
        raise invalid_field("components", "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", message)


def _check_poll(poll: Json) -> None:
    for i, answer in enumerate(poll.get("answers") or ()):
        media = answer["poll_media"]
        if len(media.get("text") or "") > POLL_ANSWER_LIMIT:
            message = f"Must be {POLL_ANSWER_LIMIT} or fewer in length."
            raise invalid_field(f"poll.answers.{i}.poll_media.text", "BASE_TYPE_BAD_LENGTH", message)
        if not (media.get("text") or media.get("emoji")):
            raise invalid_field(f"poll.answers.{i}.poll_media", "BASE_TYPE_REQUIRED", "This field is required")


def _check_rows(components: list[Json]) -> None:
    if len(components) > ROW_LIMIT:
        raise invalid_field("components", "BASE_TYPE_BAD_LENGTH", f"Must be between 1 and {ROW_LIMIT} in length.")
    for i, row in enumerate(components):
        if row["type"] != ROW:
            message = "Components of this type need the flag IS_COMPONENTS_V2 (32768)."
            raise invalid_field(f"components.{i}", "UNION_TYPE_CHOICES", message)


def _check_parts(components: list[Json]) -> None:
    ids: Counter[str] = Counter()
    for path, part in walk(components):
        if part["type"] == ROW:
            _check_row(path, part)
        if part["type"] == BUTTON:
            _check_button(path, part)
        if part.get("custom_id"):
            ids[part["custom_id"]] += 1
            if ids[part["custom_id"]] > 1:
                message = "Component custom id cannot be duplicated"
                raise invalid_field(f"{path}.custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED", message)


def _check_row(path: str, row: Json) -> None:
    inner = row.get("components") or []
    selects = sum(1 for part in inner if part["type"] in SELECTS)
    limit = 1 if selects else BUTTON_LIMIT
    if not 1 <= len(inner) <= limit:
        raise invalid_field(f"{path}.components", "BASE_TYPE_BAD_LENGTH", f"Must be between 1 and {limit} in length.")


def _check_button(path: str, button: Json) -> None:
    style = button["style"]
    if style == PREMIUM_STYLE:
        return
    needed = "url" if style == LINK_STYLE else "custom_id"
    if not button.get(needed):
        raise invalid_field(f"{path}.{needed}", "BASE_TYPE_REQUIRED", "This field is required")
    if not (button.get("label") or button.get("emoji")):
        raise invalid_field(f"{path}.label", "BUTTON_COMPONENT_LABEL_OR_EMOJI_REQUIRED", "Label or emoji is required")


def stored_components(completer: Completer, components: list[Json]) -> list[Json]:
    """Return components as the API shows them: numbered, without nulls, with defaults."""
    numbers = iter(range(1, COMPONENT_LIMIT * COMPONENT_LIMIT))

    def number(part: Json) -> Json:
        kept = {name: value for name, value in part.items() if value is not None}
        kept["id"] = part.get("id") or next(numbers)
        kept |= {"min_values": kept.get("min_values", 1), "max_values": kept.get("max_values", 1)}
        if "components" in kept:
            kept["components"] = [number(child) for child in kept["components"]]
        if "accessory" in kept:
            kept["accessory"] = number(kept["accessory"])
        return kept

    return [completer.named(SCHEMAS[part["type"]], number(part)) for part in components if part["type"] in SCHEMAS]


def stored_embeds(completer: Completer, embeds: list[Json]) -> list[Json]:
    """Return embeds as the API shows them: type "rich", without nulls, with defaults."""
    return [completer.named("MessageEmbedResponse", _without_nulls(embed) | {"type": "rich"}) for embed in embeds]


def _without_nulls(embed: Json) -> Json:
    kept = {name: value for name, value in embed.items() if value is not None}
    kept["fields"] = [
        {"inline": False} | {k: v for k, v in item.items() if v is not None} for item in kept.get("fields", ())
    ]
    if not kept["fields"]:
        del kept["fields"]
    return kept


def stored_poll(completer: Completer, poll: Json, now_s: float) -> Json:
    """Return a poll as the API shows it: numbered answers, an end and empty results."""
    answers = [{"answer_id": i, "poll_media": found["poll_media"]} for i, found in enumerate(poll["answers"], start=1)]
    hours = poll.get("duration") or DEFAULT_POLL_HOURS
    shown = {"question": poll["question"], "answers": answers, "expiry": iso(now_s + hours * HOUR_S)}
    shown["results"] = {"answer_counts": [], "is_finalized": False}
    return dict(completer.named("PollResponse", poll | shown))


def all_text(content: str, components: list[Json]) -> str:
    """Return everything in a message that can hold a mention."""
    shown = [part.get("content", "") for _, part in walk(components) if part["type"] == TEXT_DISPLAY]
    return "\n".join([content, *shown])
