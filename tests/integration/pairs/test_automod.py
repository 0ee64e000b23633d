"""AutoMod: rules that were made, changed and deleted are read again, and what they would catch."""

from typing import Any

import pytest

from guildhall.errors import DiscordRejected, InvalidArguments, NotAMember
from tests.integration.pairs.pairing import House, pair
from tests.integration.pairs.undoing import undo


def _made(house: House, **more: Any) -> str:
    given = {"name": "Words", "trigger": "keyword", "keywords": ["cat*", "the mat"], **more}
    return str(house.write("automod.create", **given)["rule_id"])


def _get(house: House, rule_id: str) -> dict[str, Any]:
    return house.read("automod.get", rule_id=rule_id)


def _listed(house: House) -> dict[str, dict[str, Any]]:
    return {each["rule_id"]: each for each in house.read("automod.list")["rules"]}


def _does(rule: dict[str, Any]) -> dict[str, Any]:
    return {each["kind"]: each for each in rule["actions"]}


@pair("automod.create", "automod.get")
def test_a_rule_looks_for_the_words_that_it_was_given_and_blocks(house: House) -> None:
    found = _get(house, _made(house, regex_patterns=["(b|c)at"], allow_list=["catalogue"]))
    assert (found["trigger"], found["keywords"], found["enabled"]) == ("keyword", ["cat*", "the mat"], True)
    assert (found["regex_patterns"], found["allow_list"]) == (["(b|c)at"], ["catalogue"])
    assert list(_does(found)) == ["block_message"]


@pair("automod.create", "automod.get")
def test_a_rule_does_everything_that_it_was_told_to(house: House) -> None:
    support = house.lab.channels["support"]
    told = {"custom_message": "Mind your words.", "alert_channel_id": support, "timeout_s": 600}
    done = _does(_get(house, _made(house, **told)))
    assert done["block_message"]["custom_message"] == "Mind your words."
    assert done["send_alert"]["channel_id"] == support
    assert done["timeout"]["timeout_s"] == 600
    assert len(done) == 3


@pair("automod.create", "automod.list")
def test_rules_of_every_kind_are_listed_with_what_each_looks_for(house: House) -> None:
    _made(house)
    house.write("automod.create", name="Lists", trigger="keyword_preset", presets=["slurs", "profanity"])
    house.write("automod.create", name="Crowd", trigger="mention_spam", mention_limit=5, raid_protection=True)
    house.write("automod.create", name="Faces", trigger="member_profile", keywords=["*admin*"])
    house.write("automod.create", name="Spam", trigger="spam", enabled=False)
    rules = {each["name"]: each for each in _listed(house).values()}
    assert sorted(rules["Lists"]["presets"]) == ["profanity", "slurs"]
    assert (rules["Crowd"]["mention_limit"], rules["Crowd"]["raid_protection"]) == (5, True)
    assert list(_does(rules["Faces"])) == ["block_interactions"]
    assert (rules["Spam"]["trigger"], rules["Spam"]["enabled"]) == ("spam", False)


@pair("automod.create", "automod.list")
def test_a_rule_is_gone_once_its_making_is_undone(house: House) -> None:
    rule = _made(house)
    undo(house, "automod.create")
    assert rule not in _listed(house)


@pair("automod.create", "automod.get")
def test_a_rule_spares_the_roles_and_channels_that_it_was_given(house: House) -> None:
    role, channel = house.lab.names["moderators_role"], house.lab.channels["staff"]
    found = _get(house, _made(house, exempt_role_ids=[role], exempt_channel_ids=[channel]))
    assert (found["exempt_role_ids"], found["exempt_channel_ids"]) == ([role], [channel])


@pair("automod.edit", "automod.get")
def test_a_rule_is_as_it_was_changed_and_as_it_was_once_that_is_undone(house: House) -> None:
    rule = _made(house, allow_list=["catalogue"], custom_message="No.")
    house.write("automod.edit", rule_id=rule, name="Other words", keywords=["dog"], enabled=False)
    found = _get(house, rule)
    assert (found["name"], found["keywords"], found["enabled"]) == ("Other words", ["dog"], False)
    assert found["allow_list"] == ["catalogue"]
    undo(house, "automod.edit")
    found = _get(house, rule)
    assert (found["name"], found["keywords"], found["enabled"]) == ("Words", ["cat*", "the mat"], True)
    assert _does(found)["block_message"]["custom_message"] == "No."


@pair("automod.edit", "automod.get")
def test_one_action_more_leaves_the_others_and_goes_when_it_is_undone(house: House) -> None:
    rule, general = _made(house, custom_message="No."), house.lab.channels["general"]
    house.write("automod.edit", rule_id=rule, alert_channel_id=general, timeout_s=60)
    done = _does(_get(house, rule))
    assert (done["send_alert"]["channel_id"], done["timeout"]["timeout_s"]) == (general, 60)
    assert done["block_message"]["custom_message"] == "No."
    undo(house, "automod.edit")
    assert list(_does(_get(house, rule))) == ["block_message"]


@pair("automod.edit", "automod.get")
def test_what_is_cleared_of_a_rule_is_gone_and_back_once_that_is_undone(house: House) -> None:
    role, channel = house.lab.names["moderators_role"], house.lab.channels["staff"]
    rule = _made(house, exempt_role_ids=[role], alert_channel_id=channel, custom_message="No.")
    house.write("automod.edit", rule_id=rule, clear=["exempt_role_ids", "alert_channel_id", "custom_message"])
    found = _get(house, rule)
    assert (found["exempt_role_ids"], list(_does(found))) == ([], ["block_message"])
    assert _does(found)["block_message"]["custom_message"] == ""
    undo(house, "automod.edit")
    found = _get(house, rule)
    assert (found["exempt_role_ids"], _does(found)["send_alert"]["channel_id"]) == ([role], channel)
    assert _does(found)["block_message"]["custom_message"] == "No."


@pair("automod.edit", "automod.list")
def test_a_limit_of_mentions_is_as_it_was_changed(house: House) -> None:
    rule = str(house.write("automod.create", name="Crowd", trigger="mention_spam", mention_limit=5)["rule_id"])
    house.write("automod.edit", rule_id=rule, mention_limit=9, raid_protection=True)
    found = _listed(house)[rule]
    assert (found["mention_limit"], found["raid_protection"]) == (9, True)
    undo(house, "automod.edit")
    assert (_get(house, rule)["mention_limit"], _get(house, rule)["raid_protection"]) == (5, False)


@pair("automod.delete", "automod.list")
def test_a_rule_is_gone_once_it_is_deleted_and_one_like_it_there_once_that_is_undone(house: House) -> None:
    rule = _made(house, regex_patterns=["x+"], custom_message="No.", timeout_s=60, enabled=False)
    before = _get(house, rule)
    house.write("automod.delete", rule_id=rule)
    assert rule not in _listed(house)
    undo(house, "automod.delete")
    (anew,) = _listed(house).values()
    assert anew["rule_id"] != rule
    assert {**anew, "rule_id": rule} == before


@pair("automod.delete", "automod.list")
def test_a_deleted_rule_of_every_other_kind_is_made_again(house: House) -> None:
    for kind, more in (
        ("spam", {}),
        ("keyword_preset", {"presets": ["slurs"]}),
        ("mention_spam", {"mention_limit": 0}),
        ("member_profile", {"keywords": ["*admin*"]}),
    ):
        rule = str(house.write("automod.create", name="One", trigger=kind, **more)["rule_id"])
        before = _get(house, rule)
        house.write("automod.delete", rule_id=rule)
        undo(house, "automod.delete")
        (anew,) = _listed(house).values()
        assert {**anew, "rule_id": rule} == before
        house.write("automod.delete", rule_id=anew["rule_id"])


@pair("automod.create", "automod.check")
def test_a_text_is_caught_by_the_rules_that_are_on(house: House) -> None:
    role, staff = house.lab.names["moderators_role"], house.lab.channels["staff"]
    rule = _made(house, exempt_role_ids=[role], exempt_channel_ids=[staff], regex_patterns=["x+"])
    text = "a CATapult on the mat"
    told = house.read("automod.check", text=text)
    (verdict,) = told["rules"]
    assert told["caught"]
    assert (verdict["rule_id"], verdict["keywords"], verdict["regex_patterns"]) == (rule, ["cat*", "the mat"], ["x+"])
    assert not house.read("automod.check", text=text, author_role_ids=[role])["caught"]
    spared = house.read("automod.check", text=text, sent_in_channel_id=staff)
    assert (spared["caught"], spared["rules"][0]["spared_by"]) == (False, "the channel")
    house.write("automod.edit", rule_id=rule, enabled=False)
    assert house.read("automod.check", text=text) == {"caught": False, "rules": []}


def test_a_server_has_one_rule_of_a_kind_and_six_of_words(house: House) -> None:
    for number in range(6):
        _made(house, name=f"Words {number}")
    with pytest.raises(InvalidArguments, match="at most 6"):
        _made(house)
    house.write("automod.create", name="Spam", trigger="spam")
    with pytest.raises(InvalidArguments, match="at most 1"):
        house.write("automod.create", name="Spam", trigger="spam")


def test_what_a_rule_of_its_kind_does_not_take_is_refused(house: House) -> None:
    rule = _made(house)
    with pytest.raises(DiscordRejected):
        house.write("automod.edit", rule_id=rule, mention_limit=3)
    with pytest.raises(InvalidArguments, match="has to do something"):
        house.write("automod.edit", rule_id=rule, block_message=False)
    with pytest.raises(NotAMember):
        house.write("automod.edit", rule_id=rule, alert_channel_id=house.lab.names["elsewhere_channel"])
