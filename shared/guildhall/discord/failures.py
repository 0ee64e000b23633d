"""Discord's refusals in our words: an error code becomes what happened, what to do next, and a class of the tree.

Discord's own sentence is kept where it says which field is wrong (code 50035 comes with a tree of them):

    {"embeds": {"0": {"fields": {"2": {"name": {"_errors": [{"code": "BASE_TYPE_REQUIRED", "message": "Required"}]}}}}}}
    -> "embeds.0.fields.2.name: Required"

Source: https://docs.discord.com/developers/topics/opcodes-and-status-codes#json
"""

from collections.abc import Iterator, Mapping

from guildhall.discord.governor import token_refused
from guildhall.errors import DiscordError, DiscordForbidden, DiscordNotFound, DiscordRejected

UNKNOWN_WEBHOOK = 10015
_TOLD_ERRORS_COUNT, _TOLD_CHARACTERS = 10, 300
_CLASSES: Mapping[int, type[DiscordError]] = {403: DiscordForbidden, 404: DiscordNotFound}

_GONE = "It may have been deleted meanwhile: list what is there and take a current id."
_FULL = "Remove some first."
_LATER = "Wait a while and try again."
_NAME_THEM = "Say whom it is for first."

_TOLD: Mapping[int, tuple[str, str]] = {
    10003: ("The channel does not exist, or the bot cannot see it.", _GONE),
    10004: ("The guild does not exist, or the bot is not in it.", "Invite the bot to the guild."),
    10005: ("The integration does not exist.", _GONE),
    10006: ("The invite does not exist.", _GONE),
    10007: ("The user is not a member of the guild.", "Check the id; they may have left."),
    10008: ("The message does not exist.", _GONE),
    10009: ("The channel has no such overwrite.", _GONE),
    10011: ("The role does not exist.", _GONE),
    10013: ("The user does not exist.", "Check the id."),
    10014: ("The emoji does not exist, or the bot cannot use it.", "Write it as <:name:id>, or take a standard emoji."),
    UNKNOWN_WEBHOOK: ("The webhook does not exist.", _GONE),
    10026: ("The user is not banned.", "There is nothing to lift."),
    10057: ("The template does not exist.", _GONE),
    10060: ("The sticker does not exist.", _GONE),
    10061: ("The sticker pack does not exist.", _GONE),
    10062: ("The interaction is over.", "Ask again with a new command."),
    10097: ("The sound does not exist.", _GONE),
    10124: ("The invite is for everybody who has its code: there is no list to take in.", _NAME_THEM),
    10129: ("The invite is for everybody who has its code: there is no list of people.", _NAME_THEM),
    20016: ("The channel's slowmode does not let the bot write yet.", _LATER),
    20022: ("Announcements cannot be edited that often.", _LATER),
    20028: ("The channel is written to too often.", _LATER),
    20029: ("The guild is written to too often.", _LATER),
    20031: ("Discord does not allow a word in that name or topic.", "Choose other words."),
    30003: ("The channel has as many pins as Discord allows (250).", _FULL),
    30005: ("The guild has as many roles as Discord allows (250).", _FULL),
    30007: ("The channel has as many webhooks as Discord allows (15).", _FULL),
    30008: ("The guild has as many emojis as its level allows.", _FULL),
    30010: ("The message has as many reactions as Discord allows (20).", _FULL),
    30013: ("The guild has as many channels as Discord allows (500).", _FULL),
    30016: ("The guild has as many invites as Discord allows (1000).", _FULL),
    30018: ("The guild has as many animated emojis as its level allows.", _FULL),
    30031: ("The guild has a template, and Discord keeps only one.", "Edit or sync that one, or delete it first."),
    30035: ("Too many bans of people outside the guild.", _LATER),
    30039: ("The guild has as many stickers as its level allows.", _FULL),
    30042: ("The guild's widget was changed too often.", _LATER),
    30045: ("The guild has as many sounds as its level allows.", _FULL),
    30046: ("Messages older than an hour were edited too often.", _LATER),
    30060: ("The channel has as many overwrites as Discord allows (1000).", _FULL),
    40003: ("Direct messages are opened too fast.", _LATER),
    40005: ("The request is too large for Discord.", "Send less, or smaller files."),
    40006: ("Discord has switched this feature off for now.", _LATER),
    40007: ("The user is banned from the guild.", "Lift the ban first."),
    40033: ("The message was already published.", "There is nothing left to do."),
    40058: ("A forum takes posts, not messages.", "Create a thread in it."),
    40060: ("The interaction was already answered.", "Edit the answer instead."),
    40062: ("This is limited by Discord right now.", _LATER),
    50001: (
        "The bot has no access to this.",
        "Let the bot's role see the channel (View Channel); for a private thread, add the bot to it.",
    ),
    50003: ("This cannot be done in a direct message.", "Use a channel of a guild."),
    50004: ("The guild's widget is switched off.", "Somebody with Manage Server can switch it on."),
    50005: ("The message was written by somebody else.", "Only its author can edit it."),
    50006: ("The message is empty.", "Give it content, an embed or a file."),
    50007: ("The user takes no direct messages from the bot.", "They must allow messages from members of this guild."),
    50008: ("The channel takes no messages.", "Choose a text channel, an announcement channel or a thread."),
    50013: (
        "The bot lacks a permission for this, or its highest role is not above the target's.",
        "Check the bot's role and the channel's overwrites, and move the bot's role above what it should manage.",
    ),
    50016: ("Bulk delete takes 2 to 100 messages.", "Delete a single message by itself; split larger sets."),
    50019: ("A message can only be pinned in its own channel.", "Check the channel."),
    50021: ("This cannot be done with a system message.", "Choose a message that somebody wrote."),
    50024: ("This cannot be done with a channel of this type.", "Check the channel's type."),
    50027: ("The webhook's token is not valid any more.", "Answer in the channel instead."),
    50028: ("The role cannot be used for this.", "Roles managed by an integration cannot be given by hand."),
    50034: ("A message is older than 14 days; bulk delete does not take those.", "Delete old messages one by one."),
    50035: ("Discord finds the request invalid.", "Correct the fields named here."),
    50045: ("The file is too large for this guild.", "Send a smaller file."),
    50074: ("A community guild needs this channel.", "Choose another one in the guild's community settings first."),
    50083: ("The thread is archived.", "Unarchive it first."),
    50144: ("Roles of subscribers and others cannot share an emoji.", "Name roles of one kind."),
    50145: ("An emoji for subscribers alone stays one, and any other does too.", "Upload it again."),
    50163: ("The integration of role subscriptions cannot be deleted.", "There is nothing to do."),
    50278: ("The bot shares no guild with the user.", "They must be in a guild with the bot."),
    60003: ("The guild demands two-factor authentication for this.", "The application's owner must switch it on."),
    90001: ("The user has blocked the bot's reaction.", "There is nothing to do."),
    110000: ("Discord is still indexing the messages.", _LATER),
    130000: ("Discord is overloaded.", _LATER),
    160002: ("A reply needs the permission Read Message History.", "Give the bot's role that permission here."),
    160004: ("The message has a thread already.", "Write into that thread."),
    160005: ("The thread is locked.", "Somebody with Manage Threads must unlock it."),
    160006: ("The guild has as many active threads as Discord allows.", "Archive some first."),
    160014: (
        "A message that the bot cannot read cannot be forwarded.",
        "Give the application the message content intent.",
    ),
    170001: ("The file is no Lottie animation.", "Send PNG, APNG or GIF, or correct it."),
    170002: ("A Lottie animation may hold no pictures such as PNG.", "Take them out."),
    170007: ("The sticker's animation is longer than 5 seconds.", "Shorten it."),
    200000: ("The guild's automatic moderation blocked the message.", "Choose other words."),
    200001: ("The guild's automatic moderation blocked the title.", "Choose other words."),
    240000: ("Discord blocked a harmful link.", "Leave the link out."),
}


def failure(route: str, status: int, answer: object) -> DiscordError:
    """Return the failure that a 4xx answer stands for; its details hold Discord's code, the route and field errors."""
    body = answer if isinstance(answer, Mapping) else {}
    code = body.get("code")
    discord_code = code if isinstance(code, int) else 0
    if status == 401 and discord_code != 50027:  # noqa: PLR2004 - codes are their own names here
        return token_refused(route, discord_code)
    fields = list(flatten(body.get("errors")))[:_TOLD_ERRORS_COUNT]
    message, hint = _TOLD.get(discord_code) or (_own_words(body, status), _hint(status))
    if fields:
        message = f"{message.rstrip('.')}: {'; '.join(fields)}"
    kind = _CLASSES.get(status, DiscordRejected)
    details = {"errors": fields} if fields else {}
    return kind(message, hint, status=status, discord_code=discord_code, route=route, **details)


def flatten(errors: object, path: str = "") -> Iterator[str]:
    """Yield `field.path: message` for every leaf of a 50035 answer's tree."""
    if not isinstance(errors, Mapping):
        return
    for key, inner in errors.items():
        if key == "_errors" and isinstance(inner, list):
            for entry in inner:
                told = entry.get("message") if isinstance(entry, Mapping) else None
                yield f"{path or 'request'}: {_short(told or 'invalid')}"
        else:
            yield from flatten(inner, f"{path}.{key}" if path else str(key))


def _own_words(body: Mapping[str, object], status: int) -> str:
    told = body.get("message")
    return (
        f"Discord says: {_short(told)}" if isinstance(told, str) and told else f"Discord answered with status {status}."
    )


def _hint(status: int) -> str:
    if status == 403:  # noqa: PLR2004 - an HTTP status is its own name
        return "Check the bot's role, its position and the channel's overwrites."
    return "Check the ids: it may have been deleted." if status == 404 else "Check the arguments."  # noqa: PLR2004 - same


def _short(text: object) -> str:
    words = " ".join(str(text).split())
    return words if len(words) <= _TOLD_CHARACTERS else words[: _TOLD_CHARACTERS - 1] + "…"
