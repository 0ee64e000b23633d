"""Results in words: what is ours reads like a sentence, what is others' stays as it is."""

from guildhall.surfaces.interactions.values import Place, blocks

PLACE = Place(None, None)


def test_names_of_ours_lose_their_underscores_and_names_of_others_do_not() -> None:
    told = blocks({"decided_by": "require_scope", "name": "my_room", "changed_fields": ["nsfw", "role_map"]}, PLACE)
    assert told == [
        "**Decided by:** require scope",
        "**Name:** my\\_room",
        "**Changed fields:** age restricted, platform roles",
    ]


def test_a_budget_tells_what_of_it_is_used_even_if_nothing_is() -> None:
    told = blocks({"budgets": [{"name": "mass_mentions", "used": 0, "limit": 3}]}, PLACE)
    assert told == ["**Budgets: 1**", "- **mass mentions** · 0 of 3 used"]


def test_ids_are_not_told_a_second_time_by_their_names() -> None:
    assert blocks({"channel_id": "5", "names": [{"id": "5", "name": "general"}]}, PLACE) == ["**Channel:** <#5>"]


def test_json_that_is_too_long_is_cut_and_says_so() -> None:
    told = "\n".join(blocks({"x": {"y": "z" * 5000}, "none": {}}, PLACE))
    assert "… cut" in told
    assert len(told) < 1500
