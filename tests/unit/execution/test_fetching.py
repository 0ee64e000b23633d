"""Addresses that a call is given: a turn that read words of others asks nobody for them but Discord."""

from typing import Any

import pytest

from guildhall.discord.permissions import Permission
from guildhall.execution.fetching import PublicWeb
from guildhall.execution.outcome import Previewed
from guildhall.operations.files import FileUnusable
from tests.fakes.guild import APPROVALS, BOT_ROLE, GENERAL, OWNER
from tests.fakes.platform import Rig

ELSEWHERE = "https://pictures.example.com/wave.png?what=they-said"
AT_DISCORD = "https://cdn.discordapp.com/attachments/1/2/wave.png"


@pytest.fixture(autouse=True)
def _bot_may(rig: Rig) -> None:
    rig.world.edit_role(BOT_ROLE, permissions=Permission.ADMINISTRATOR)


def emoji(address: str) -> tuple[str, dict[str, Any]]:
    return "emoji.create", {"name": "wave", "image": address}


def message(address: str) -> tuple[str, dict[str, Any]]:
    return "message.send", {"channel_id": GENERAL, "content": "look", "files": [{"url": address}]}


@pytest.mark.parametrize("asked", [emoji(ELSEWHERE), message(ELSEWHERE)], ids=["emoji", "message"])
@pytest.mark.parametrize("dry_run", [True, None], ids=["previewed", "asked"])
def test_an_address_that_others_may_have_named_is_not_asked_for(
    rig: Rig, asked: tuple[str, dict[str, Any]], dry_run: bool | None
) -> None:
    with pytest.raises(FileUnusable):
        rig.run(*asked, rig.agent(OWNER), tainted=True, dry_run=dry_run)
    assert rig.web.asked == []


def test_a_file_at_discord_is_taken_all_the_same(rig: Rig) -> None:
    assert isinstance(rig.run(*emoji(AT_DISCORD), rig.agent(OWNER), tainted=True, dry_run=True), Previewed)
    assert rig.web.asked == [AT_DISCORD]


def test_an_address_that_the_asker_named_is_asked_for_and_again_once_a_human_approved_it(rig: Rig) -> None:
    rig.set_policy(approvals_channel_id=APPROVALS)
    asked = rig.ask(*emoji(ELSEWHERE), rig.agent(OWNER), private=True)
    assert rig.press(asked.confirmation_id, "approve", OWNER).settled
    assert rig.web.asked == [ELSEWHERE] * 2
    assert len(rig.discord.sent("POST /guilds/{guild_id}/emojis")) == 1


def test_who_only_asks_whether_a_model_might_asks_no_host_either(rig: Rig) -> None:
    name, arguments = emoji(ELSEWHERE)
    told = rig.complete("policy.explain", {"operation": name, "arguments": arguments}, rig.agent(OWNER)).result
    assert "not one of Discord's" in str(told)
    assert rig.web.asked == []


def test_a_program_and_a_person_choose_addresses_themselves(rig: Rig) -> None:
    for who in (rig.mcp(OWNER), rig.slash(OWNER)):
        rig.run(*emoji(ELSEWHERE), who, dry_run=True)
    assert rig.web.asked == [ELSEWHERE] * 2


def test_the_refusal_says_what_to_do_instead() -> None:
    with pytest.raises(FileUnusable, match="not one of Discord's") as refused:
        PublicWeb().get(ELSEWHERE, most_bytes=10, within_s=1, anywhere=False)
    assert "post the file in Discord" in refused.value.hint
