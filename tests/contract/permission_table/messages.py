"""Messages wherever they stand, reactions, polls and webhooks."""

from tests.contract.permission_table.row import DESTRUCTIVE, HISTORY, SEE, SENSITIVE, WRITE, Row

_READS = f"{SEE} {HISTORY}"
"""What Discord asks of whoever reads a message: our previews show it, so it stands beside what the write takes."""
_SHOWN = "Discord asks no history for it; we do, because the preview shows the message."
_ANYBODYS = (
    "Discord lets the bot change its own without a permission; here members change what the bot wrote for others."
)
_REACTS = f"{_ANYBODYS[:-1]}, so it takes what reacting takes."
_TO_A_MEMBER = "Discord asks nobody's permission in direct messages; we ask what it takes to time the member out."
_BY_SECRET = (
    "Discord asks for the webhook's token alone; we never hand it out, and ask who may manage webhooks instead."
)

TABLE: dict[str, Row] = {
    "direct_message.delete": Row(
        DESTRUCTIVE, "moderate_members", "resources/message#delete-message", departs=_TO_A_MEMBER
    ),
    "direct_message.edit": Row(SENSITIVE, "moderate_members", "resources/message#edit-message", departs=_TO_A_MEMBER),
    "direct_message.open": Row(WRITE, "moderate_members", "resources/user#create-dm", departs=_TO_A_MEMBER),
    "direct_message.send": Row(SENSITIVE, "moderate_members", "resources/message#create-message", departs=_TO_A_MEMBER),
    "message.bulk_delete": Row(
        DESTRUCTIVE, f"manage_messages {HISTORY}", "resources/message#bulk-delete-messages", departs=_SHOWN
    ),
    "message.crosspost": Row(
        SENSITIVE,
        f"{_READS} send_messages",
        "resources/message#crosspost-message",
        departs="Discord asks Manage Messages besides where somebody else wrote it, which the call finds out itself.",
    ),
    "message.delete": Row(
        DESTRUCTIVE,
        f"manage_messages {HISTORY}",
        "resources/message#delete-message",
        departs=_ANYBODYS,
    ),
    "message.edit": Row(WRITE, f"manage_messages {HISTORY}", "resources/message#edit-message", departs=_ANYBODYS),
    "message.edit_layout": Row(
        WRITE, f"manage_messages {HISTORY}", "resources/message#edit-message", departs=_ANYBODYS
    ),
    "message.forward": Row(WRITE, f"{SEE} send_messages", "resources/message#create-message"),
    "message.pin": Row(WRITE, f"pin_messages {HISTORY}", "resources/message#pin-message", departs=_SHOWN),
    "message.purge": Row(
        DESTRUCTIVE, f"manage_messages {HISTORY}", "resources/message#bulk-delete-messages", departs=_SHOWN
    ),
    "message.send": Row(WRITE, f"{SEE} send_messages", "resources/message#create-message"),
    "message.send_layout": Row(WRITE, f"{SEE} send_messages", "resources/message#create-message"),
    "message.unpin": Row(WRITE, f"pin_messages {HISTORY}", "resources/message#unpin-message", departs=_SHOWN),
    "poll.create": Row(
        WRITE,
        f"{SEE} send_messages send_polls",
        "resources/poll#poll-create-request-object",
        departs="That page names none: Send Messages is asked by Create Message, Send Polls by the list of bits.",
    ),
    "poll.end": Row(WRITE, f"manage_messages {HISTORY}", "resources/poll#end-poll", departs=_ANYBODYS),
    "reaction.add": Row(
        WRITE,
        f"add_reactions {HISTORY}",
        "resources/message#create-reaction",
        departs="Discord asks Add Reactions only for an emoji that nobody has put there yet; we ask it always.",
    ),
    "reaction.add_several": Row(
        WRITE,
        f"add_reactions {HISTORY}",
        "resources/message#create-reaction",
        departs="Discord asks Add Reactions only for an emoji that nobody has put there yet; we ask it always.",
    ),
    "reaction.remove": Row(WRITE, f"add_reactions {HISTORY}", "resources/message#delete-own-reaction", departs=_REACTS),
    "reaction.remove_all": Row(
        DESTRUCTIVE, f"manage_messages {HISTORY}", "resources/message#delete-all-reactions", departs=_SHOWN
    ),
    "reaction.remove_emoji": Row(
        DESTRUCTIVE, f"manage_messages {HISTORY}", "resources/message#delete-all-reactions-for-emoji", departs=_SHOWN
    ),
    "reaction.remove_from_user": Row(
        WRITE, f"manage_messages {HISTORY}", "resources/message#delete-user-reaction", departs=_SHOWN
    ),
    "webhook.create": Row(SENSITIVE, f"{SEE} manage_webhooks", "resources/webhook#create-webhook"),
    "webhook.delete": Row(DESTRUCTIVE, f"{SEE} manage_webhooks", "resources/webhook#delete-webhook"),
    "webhook.delete_message": Row(
        DESTRUCTIVE, f"{_READS} manage_webhooks", "resources/webhook#delete-webhook-message", departs=_BY_SECRET
    ),
    "webhook.edit": Row(SENSITIVE, f"{SEE} manage_webhooks", "resources/webhook#modify-webhook"),
    "webhook.edit_message": Row(
        WRITE, f"{_READS} manage_webhooks", "resources/webhook#edit-webhook-message", departs=_BY_SECRET
    ),
    "webhook.execute": Row(WRITE, f"{SEE} manage_webhooks", "resources/webhook#execute-webhook", departs=_BY_SECRET),
}
