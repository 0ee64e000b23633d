"""Messages wherever they stand, reactions, polls and webhooks."""

from tests.contract.permission_table.row import DESTRUCTIVE, SENSITIVE, WRITE, Row

TABLE: dict[str, Row] = {
    "direct_message.delete": Row(DESTRUCTIVE, "moderate_members", "resources/message#delete-message"),
    "direct_message.edit": Row(SENSITIVE, "moderate_members", "resources/message#edit-message"),
    "direct_message.send": Row(SENSITIVE, "moderate_members", "resources/message#create-message"),
    "message.bulk_delete": Row(
        DESTRUCTIVE, "manage_messages read_message_history", "resources/message#bulk-delete-messages"
    ),
    "message.crosspost": Row(
        SENSITIVE, "view_channel send_messages read_message_history", "resources/message#crosspost-message"
    ),
    "message.delete": Row(DESTRUCTIVE, "manage_messages read_message_history", "resources/message#delete-message"),
    "message.pin": Row(WRITE, "pin_messages read_message_history", "resources/message#pin-message"),
    "message.purge": Row(DESTRUCTIVE, "manage_messages read_message_history", "resources/message#bulk-delete-messages"),
    "message.unpin": Row(WRITE, "pin_messages read_message_history", "resources/message#unpin-message"),
    "reaction.remove_all": Row(
        DESTRUCTIVE, "manage_messages read_message_history", "resources/message#delete-all-reactions"
    ),
    "reaction.remove_emoji": Row(
        DESTRUCTIVE, "manage_messages read_message_history", "resources/message#delete-all-reactions-for-emoji"
    ),
    "reaction.remove_from_user": Row(
        WRITE, "manage_messages read_message_history", "resources/message#delete-user-reaction"
    ),
    "webhook.create": Row(SENSITIVE, "view_channel manage_webhooks", "resources/webhook#create-webhook"),
    "webhook.delete": Row(DESTRUCTIVE, "view_channel manage_webhooks", "resources/webhook#delete-webhook"),
    "webhook.delete_message": Row(
        DESTRUCTIVE, "view_channel read_message_history manage_webhooks", "resources/webhook#delete-webhook-message"
    ),
    "webhook.edit": Row(SENSITIVE, "view_channel manage_webhooks", "resources/webhook#modify-webhook"),
    "webhook.edit_message": Row(
        WRITE, "view_channel read_message_history manage_webhooks", "resources/webhook#edit-webhook-message"
    ),
    "webhook.execute": Row(WRITE, "view_channel manage_webhooks", "resources/webhook#execute-webhook"),
}
