"""Which texts of results are nobody's words: what `test_taint` lets pass."""

PUBLIC = {
    "audit.compare": {
        "verdict",
        *(f"matched_acts.{name}" for name in ("audit_id", "operation", "status", "entries")),
        *(f"unmatched_acts.{name}" for name in ("audit_id", "operation", "status", "why")),
        *(f"strange_entries.{name}" for name in ("entry_id", "audit_id", "why")),
    },
    "audit.export": {"next_before", "notice"},
    "audit.get": {"audit_id", "operation", "status", "undoes", "undone_by"},
    "audit.list": {"next_before", "notice"},
    "audit.undo": {"undone", "operation", "lost"},
    "audit.verify": {"summary", "unchecked_months", *(f"findings.{name}" for name in ("fault", "where", "told"))},
    "channel.create": {"name", "kind"},
    **{f"channel.{verb}": {"allow", "deny"} for verb in ("edit_permissions", "delete_permissions")},
    "channel.edit": {"name", "kind"},
    "channel.list": {"channels.name", "channels.kind"},
    "chat.allow": {"notice"},
    "chat.disallow": {"notice"},
    "confirmation.get": {"confirmation_id", "status", "operation", "approvals", "decided_by", "next"},
    "confirmation.list": {
        f"confirmations.{name}" for name in ("confirmation_id", "operation", "risk", "approvals", "you_may", "card")
    },
    "control.status": {"budgets.name"},
    "guild.get": {"name", "features"},
    "guild.list": {"guilds.name"},
    "member.get": {"role_names"},
    "message.send": {"link", "problem"},
    **{f"policy.{verb}": {"changed_fields"} for verb in ("edit", "edit_approvals", "edit_limits", "reset")},
    **{f"policy.{verb}": {"mode", "denied_operations"} for verb in ("get_channel", "edit_channel")},
    "policy.get": {
        *("allowed_operations", "denied_operations", "confirm_from", "two_person_from"),
        *("names.id", "names.name"),
    },
    "policy.explain": {
        *("decided_by", "rule", "risk", "first", "budget", "hint", "steps.step", "steps.reason"),
        *("approval.roles", "approval.where", "grantors.kind", "grantors.id"),
    },
    "policy.simulate": {
        *("next_before", "notice", "fields_not_judged"),
        *(f"{tally}.what" for tally in ("by_change", "by_operation", "by_user", "not_judged")),
        *(f"examples.{name}" for name in ("audit_id", "operation", "was", "would", "rule")),
        *("over_budget.day", "over_budget.budget"),
    },
    **{name: {"go_on", "items.code"} for name in ("member.bulk_ban", "role.bulk_assign")},
    **{f"role.{verb}": {"name", "colour", "permissions"} for verb in ("create", "edit")},
    "role.list": {"roles.name", "roles.colour", "roles.permissions"},
}
"""What does not taint: our own words, Discord's vocabulary, and names that managers give. Look twice before you add."""
