"""AutoMod: which words match, who may make which rule, what a change keeps, and which channels are told."""

from typing import Any

import pytest
from pydantic import JsonValue

from guildhall.discord.permissions import Permission
from guildhall.errors import ChannelForbidden, InvalidArguments, NotAMember, PermissionMissing
from guildhall.operations.automod_matching import matched, mentions
from guildhall.operations.spec import ChannelMode, Risk
from guildhall.policy.model import ChannelPolicy
from tests.fakes import effects
from tests.fakes.guild import BOT_ROLE, GENERAL, GUILD, HELPER_ROLE, MEMBER, OWNER, STAFF
from tests.fakes.platform import Rig
from tests.fakes.world import Sent, World

ID = "4000000000000000777"
LIST = "GET /guilds/{guild_id}/auto-moderation/rules"
ONE, PATCH = f"{LIST}/{{rule_id}}", "PATCH /guilds/{guild_id}/auto-moderation/rules/{rule_id}"
CREATE = "POST /guilds/{guild_id}/auto-moderation/rules"
KEYWORD, MENTIONS = 1, 5

MATCHES = [
    ("cat*", "a catapult", True),
    ("cat*", "a wildcat", False),
    ("*cat", "a wildcat", True),
    ("*cat", "a catapult", False),
    ("*cat*", "a location", True),
    ("cat", "a cat here", True),
    ("cat", "a Cat", True),
    ("CAT", "a cat", True),
    ("cat", "concatenate", False),
    ("cat", "cats", False),
    ("the mat", "on the mat now", True),
    ("the mat", "on the matrix", False),
    ("the mat*", "on the matrix", True),
    ("*the mat", "breathe mat", True),
    ("*the mat", "breathe the mat", True),
    ("*the mat", "breathe matter", False),
    ("*the mat*", "breathe matter", True),
    ("cat", "wildcat cat", True),
    ("*", "anything", False),
    ("**", "anything", False),
    ("i like c++", "I like C++ a lot", True),
]


@pytest.mark.parametrize(("keyword", "text", "caught"), MATCHES)
def test_a_keyword_matches_as_discord_documents_it(keyword: str, text: str, caught: bool) -> None:
    assert matched(text, [keyword], []) == ([keyword] if caught else [])


def test_what_is_allowed_sets_nothing_off_and_the_same_letters_elsewhere_do() -> None:
    assert matched("our location", ["*cat*"], ["location"]) == []
    assert matched("our location", ["*cat*"], ["loc*"]) == []
    assert matched("our location, a cat", ["*cat*"], ["loc*"]) == ["*cat*"]
    assert matched("our vocation", ["*cat*"], ["location"]) == ["*cat*"]


def test_each_member_and_role_that_is_mentioned_counts_once() -> None:
    assert mentions("<@1> <@!1> <@2> <@&2> @everyone <#3>") == 3


class Rules:
    """What Discord says of the one rule; a test turns it."""

    def __init__(self) -> None:
        self.told: dict[str, JsonValue] = {"id": ID, "guild_id": GUILD, "name": "Words", "trigger_type": KEYWORD}
        self.told |= {"event_type": 1, "enabled": True, "exempt_roles": [], "exempt_channels": [], "creator_id": OWNER}
        words: JsonValue = {"keyword_filter": ["cat"], "regex_patterns": ["x+"], "allow_list": ["location"]}
        block: JsonValue = {"type": 1, "metadata": {"custom_message": "No."}}
        self.told |= {"trigger_metadata": words, "actions": [block]}

    def act(self, *actions: JsonValue) -> None:
        self.told |= {"actions": [*actions]}

    def one(self, world: World, sent: Sent) -> JsonValue:
        return {**self.told, **dict(sent.body or {})}

    def every(self, world: World, sent: Sent) -> JsonValue:
        return [self.told]


@pytest.fixture
def rules(monkeypatch: pytest.MonkeyPatch) -> Rules:
    rules = Rules()
    for route in (ONE, PATCH, CREATE):
        monkeypatch.setitem(effects.EFFECTS, route, rules.one)
    monkeypatch.setitem(effects.EFFECTS, LIST, rules.every)
    return rules


@pytest.fixture
def rig(rules: Rules) -> Rig:
    rig = Rig()
    rig.set_policy(confirm_from=Risk.DESTRUCTIVE)
    rig.world.edit_role(BOT_ROLE, permissions=Permission.ADMINISTRATOR)
    rig.world.edit_role(HELPER_ROLE, permissions=Permission.MANAGE_GUILD)
    return rig


def _read(rig: Rig, name: str, who: Any = MEMBER, **asked: Any) -> dict[str, Any]:
    return dict(rig.complete(name, asked, rig.slash(who)).result)


def _edit(rig: Rig, **asked: Any) -> dict[str, Any]:
    rig.complete("automod.edit", {"rule_id": ID, **asked}, rig.slash(MEMBER))
    return dict(rig.discord.sent(PATCH)[-1].body or {})


def _create(rig: Rig, **asked: Any) -> dict[str, Any]:
    given = {"name": "Crowd", "trigger": "mention_spam", "mention_limit": 3, **asked}
    rig.complete("automod.create", given, rig.slash(MEMBER))
    return dict(rig.discord.sent(CREATE)[-1].body or {})


def test_a_change_of_words_keeps_patterns_and_what_is_allowed_and_sends_no_actions(rig: Rig) -> None:
    words = {"keyword_filter": ["dog"], "regex_patterns": ["x+"], "allow_list": ["location"]}
    assert _edit(rig, keywords=["dog"]) == {"trigger_metadata": words}


def test_a_new_action_keeps_those_that_are_there_and_sends_no_words(rig: Rig) -> None:
    block = {"type": 1, "metadata": {"custom_message": "No."}}
    alert = {"type": 2, "metadata": {"channel_id": GENERAL}}
    assert _edit(rig, alert_channel_id=GENERAL) == {"actions": [block, alert]}


def test_a_rule_that_is_switched_off_is_only_switched_off(rig: Rig) -> None:
    assert _edit(rig, enabled=False) == {"enabled": False}


def test_a_message_that_is_no_longer_blocked_has_no_words_told_to_its_author(rig: Rig, rules: Rules) -> None:
    rules.act({"type": 1, "metadata": {"custom_message": "No."}}, {"type": 2, "metadata": {"channel_id": GENERAL}})
    assert _edit(rig, block_message=False) == {"actions": [{"type": 2, "metadata": {"channel_id": GENERAL}}]}


def test_a_timeout_takes_the_right_to_time_people_out(rig: Rig) -> None:
    with pytest.raises(PermissionMissing):
        _create(rig, timeout_s=60)
    with pytest.raises(PermissionMissing):
        _edit(rig, timeout_s=60)
    rig.world.edit_role(HELPER_ROLE, permissions=Permission.MANAGE_GUILD | Permission.MODERATE_MEMBERS)
    assert _create(rig, timeout_s=60)["actions"] == [{"type": 3, "metadata": {"duration_seconds": 60}}]


def test_a_timeout_that_is_there_is_not_set_up_again_by_who_may_not(rig: Rig, rules: Rules) -> None:
    rules.act({"type": 1}, {"type": 3, "metadata": {"duration_seconds": 60}})
    with pytest.raises(PermissionMissing, match="times people out"):
        _edit(rig, custom_message="Mind your words.")
    assert _edit(rig, clear=["timeout_s"]) == {"actions": [{"type": 1}]}


def test_what_a_rule_does_that_is_not_known_here_is_not_thrown_away(rig: Rig, rules: Rules) -> None:
    rules.act({"type": 1}, {"type": 17, "metadata": {}})
    with pytest.raises(InvalidArguments, match="not known here"):
        _edit(rig, custom_message="Mind your words.")
    assert _edit(rig, enabled=False) == {"enabled": False}
    shown = _read(rig, "automod.get", rule_id=ID)
    assert [each["kind"] for each in shown["actions"]] == ["block_message", "unknown_17"]


def test_a_channel_that_is_not_the_callers_to_see_is_nobody_s_to_name(rig: Rig) -> None:
    for asked in ({"alert_channel_id": STAFF}, {"exempt_channel_ids": [STAFF]}):
        with pytest.raises(NotAMember):
            _edit(rig, **asked)
        with pytest.raises(NotAMember):
            _create(rig, **asked)


def test_a_channel_that_the_policy_closes_gets_no_alerts(rig: Rig) -> None:
    closed = ChannelPolicy(guild_id=GUILD, channel_id=GENERAL, mode=ChannelMode.READ_ONLY)
    rig.platform.policies.put_channel_policy(closed)
    with pytest.raises(ChannelForbidden):
        _edit(rig, alert_channel_id=GENERAL)


def test_channels_that_are_not_the_callers_to_see_are_counted_and_not_told(rig: Rig, rules: Rules) -> None:
    rules.act({"type": 2, "metadata": {"channel_id": STAFF}})
    rules.told["exempt_channels"] = [STAFF, GENERAL]
    shown = _read(rig, "automod.get", rule_id=ID)
    assert STAFF not in str(shown)
    assert (shown["hidden_channel_count"], shown["exempt_channel_ids"]) == (2, [GENERAL])
    previewed = rig.preview(
        "automod.edit", {"rule_id": ID, "alert_channel_id": GENERAL}, rig.slash(MEMBER), dry_run=True
    )
    assert STAFF not in str(previewed.preview.changes)
    assert _read(rig, "automod.get", OWNER, rule_id=ID)["hidden_channel_count"] == 0


def test_who_sets_the_spared_channels_anew_is_told_of_those_that_they_do_not_see(rig: Rig, rules: Rules) -> None:
    rules.told["exempt_channels"] = [STAFF, GENERAL]
    anew, other = {"exempt_channel_ids": [GENERAL]}, {"name": "Other"}
    told = {
        str(asked): rig.preview("automod.edit", {"rule_id": ID, **asked}, rig.slash(MEMBER), dry_run=True).preview
        for asked in (anew, other)
    }
    assert "1 channel in it that you do not see goes" in told[str(anew)].summary
    assert "do not see" not in told[str(other)].summary


def test_a_hidden_channel_stays_where_other_actions_change(rig: Rig, rules: Rules) -> None:
    rules.act({"type": 2, "metadata": {"channel_id": STAFF}})
    alert = {"type": 2, "metadata": {"channel_id": STAFF}}
    assert _edit(rig, block_message=True) == {"actions": [{"type": 1}, alert]}


def test_what_a_rule_of_its_kind_cannot_take_is_said_before_discord_says_it(rig: Rig, rules: Rules) -> None:
    asked = {"rule_id": ID, "mention_limit": 4}
    told = rig.preview("automod.edit", asked, rig.slash(MEMBER), dry_run=True).preview.summary
    assert "will refuse mention_limit: it is a rule of the kind keyword" in told


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"trigger": "spam"}, "mention_limit"),
        ({"trigger": "keyword", "mention_limit": None}, "keywords or regex_patterns"),
        ({"trigger": "keyword_preset", "mention_limit": None}, "presets"),
        ({"trigger": "keyword", "mention_limit": None, "allow_list": ["x"] * 101}, "100"),
        ({"trigger": "member_profile", "mention_limit": None, "timeout_s": 5}, "mention_spam"),
        ({"block_message": False, "custom_message": "No."}, "custom_message"),
        ({"timeout_s": 2_419_201}, "timeout_s"),
        ({"keywords": ["x" * 61]}, "keywords"),
        ({"trigger": "keyword", "mention_limit": None, "regex_patterns": ["(unclosed"]}, "a bracket of the pattern"),
    ],
)
def test_what_no_rule_can_be_is_refused_before_anything_is_sent(rig: Rig, asked: dict[str, Any], told: str) -> None:
    with pytest.raises(InvalidArguments, match=told):
        _create(rig, **asked)
    assert rig.discord.writes == []


def test_mentions_above_the_limit_are_caught_and_at_it_are_not(rig: Rig, rules: Rules) -> None:
    limits: JsonValue = {"mention_total_limit": 2, "mention_raid_protection_enabled": True}
    rules.told |= {"trigger_type": MENTIONS, "trigger_metadata": limits}
    for text, caught in (("<@1> <@2>", False), ("<@1> <@2> <@&3>", True)):
        told = _read(rig, "automod.check", text=text)
        assert told["caught"] is caught
        assert told["rules"][0]["not_judged"]


def test_the_words_of_a_rule_are_kept_out_of_the_trail(rig: Rig) -> None:
    _edit(rig, keywords=["unspeakable"], regex_patterns=["unsp.+"])
    assert rig.trail()
    assert "unspeakable" not in str(rig.trail())
    assert "unsp.+" not in str(rig.trail())
