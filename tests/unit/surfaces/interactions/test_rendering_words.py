"""Results in words: what is ours reads like a sentence, what is others' stays as it is."""

from guildhall.operations.confirmation.list import QuestionShown
from guildhall.surfaces.interactions.values import Place, blocks
from tests.fakes.clock import NOON

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


def test_an_open_question_says_what_it_is_about_who_asks_and_what_the_reader_may_do() -> None:
    said = {"confirmation_id": "01abc", "operation": "member.ban", "risk": "destructive", "summary": "Ban *Noor*"}
    asked = {"asker_id": "7", "yours": False, "approvals": "1 of 2", "you_may": "approve or deny", "expires_at": NOON}
    link = "https://discord.com/channels/1/2/3"
    for card, where in ((None, ""), (link, f" · {link}")):
        question = QuestionShown.model_validate({**said, **asked, "card": card})
        until = f"1 of 2 approvals · until <t:{int(NOON.timestamp())}:f>"
        assert blocks({"confirmations": [question]}, PLACE)[1] == (
            f"- **Ban \\*Noor\\*** · asked by <@7> · you may approve or deny · {until}{where}\n"
            "> member.ban · destructive · `01abc`"
        )
