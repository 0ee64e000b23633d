"""A change of one field, in words and names instead of ours and Discord's field names, ids and code."""

import pytest
from pydantic import JsonValue

from guildhall.execution import changes
from guildhall.operations.preview import Change


@pytest.mark.parametrize(
    ("field", "before", "after", "told"),
    [
        ("approvals_channel_id", None, "5", "approvals channel: none → **<#5> (`5`)**"),
        ("approver_role_ids", [], ["7", "8"], "approver roles: none → **<@&7> (`7`), <@&8> (`8`)**"),
        ("protected_user_ids", ["9"], [], "protected users: <@9> (`9`) → **none**"),
        ("parent_id", "5", None, "category: <#5> (`5`) → **none**"),
        ("writable_channel_ids", None, [], "channels that may be written in: every channel → **none**"),
        ("denied_operations", [], ["member.*"], "denied operations: none → **“member.\\*”**"),
        ("role_map", {}, {"7": "admin", "x": "y"}, "platform roles: none → **<@&7> (`7`): “admin”, “x”: “y”**"),
        (
            "communication_disabled_until",
            None,
            "2026-11-20T12:00:00+00:00",
            "timeout until: none → **<t:1795176000:f>**",
        ),
        ("timed_out_until", None, "2026-11-20T12:00:00+00:00", "timeout until: none → **<t:1795176000:f>**"),
        ("slowmode_s", 0, 5, "slowmode in seconds: 0 → **5**"),
        ("category_id", "5", None, "category: <#5> (`5`) → **none**"),
        ("content", "", "2026-11-20T12:00:00+00:00", "content: none → **“2026-11-20T12:00\\:00+00:00”**"),
        ("permissions of role x_until", None, "nothing", "permissions of role x\\_until: none → **“nothing”**"),
        ("writes_per_day", 5, 6, "writes per day: 5 → **6**"),
        ("self_approval", True, False, "whoever asks may approve: yes → **no**"),
        ("approvals_channel_id", "<@&1>", "x", "approvals channel: “\\<\\@&1\\>” → **“x”**"),
        ("role Helper_id", False, True, "“role Helper\\_id”: no → **yes**"),
    ],
)
def test_a_change_is_told_in_words_and_names(field: str, before: JsonValue, after: JsonValue, told: str) -> None:
    assert changes.line(Change(field=field, before=before, after=after), 80) == f"- {told}"


def test_a_long_list_is_cut_with_a_count_and_whole_where_there_is_room() -> None:
    change = Change(field="denied_operations", before=[], after=[f"message.n{each}" for each in range(20)])
    assert "“message.n11” and 8 more" in changes.line(change, 80)
    assert "“message.n19”" in changes.line(change, 2000)
