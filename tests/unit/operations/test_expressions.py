"""Emojis, stickers and sounds: who learns who made one, what is uploaded, what is heard."""

import base64
import json
from typing import Any

import pytest
from pydantic import ValidationError

from guildhall.discord.ids import RoleId
from guildhall.discord.permissions import Permission
from guildhall.errors import InvalidArguments, NotAMember, PermissionMissing, PlanDrifted
from guildhall.execution.outcome import NeedsConfirmation
from guildhall.operations.attachment._content import part_of
from guildhall.operations.emoji.edit import EditEmoji
from guildhall.operations.files import FileUnusable
from guildhall.operations.soundboard.edit import EditSound
from guildhall.operations.spec import Risk
from guildhall.operations.sticker.create import CreateSticker
from tests.fakes.documented import OTHER_IDS
from tests.fakes.guild import BOT_ROLE, GENERAL, GUILD, HELPER_ROLE, MEMBER, OWNER
from tests.fakes.platform import Rig
from tests.fakes.web import PNG

URL = "https://cdn.example.com/wave.png"
EMOJI: dict[str, Any] = {"guild_id": GUILD, "name": "wave", "image": URL}
STICKER: dict[str, Any] = {"guild_id": GUILD, "name": "wave", "tags": "wave"}
LOTTIE = json.dumps({"v": "5.5", "layers": []}).encode()


@pytest.fixture
def rig() -> Rig:
    rig = Rig()
    rig.world.edit_role(BOT_ROLE, permissions=Permission.ADMINISTRATOR)
    return rig


def _given(content: bytes) -> str:
    return f"data:;base64,{base64.b64encode(content).decode()}"


@pytest.mark.parametrize("name", ["emoji.list", "sticker.list", "soundboard.list"])
@pytest.mark.parametrize(("who", "knows"), [(OWNER, True), (MEMBER, False)])
def test_who_uploaded_it_is_for_those_to_know_who_may_upload(
    rig: Rig, monkeypatch: pytest.MonkeyPatch, name: str, who: Any, knows: bool
) -> None:
    item = {"id": "7", "sound_id": "7", "name": "wave", "type": 2, "user": {"id": OWNER}}
    answer: dict[str, Any] = {
        "GET /guilds/{guild_id}/emojis": [item],
        "GET /guilds/{guild_id}/stickers": [item],
        "GET /guilds/{guild_id}/soundboard-sounds": {"items": [item]},
    }
    effects = {route: lambda world, sent: answer[sent.route] for route in answer}
    monkeypatch.setattr("tests.fakes.discord.EFFECTS", effects)
    result: Any = rig.complete(name, {"guild_id": GUILD}, rig.slash(who)).result
    ((shown,),) = result.values()
    assert (shown["creator_id"] == OWNER) is knows


def test_an_address_whose_picture_changed_is_a_drift(rig: Rig) -> None:
    rig.set_policy(confirm_from=Risk.DESTRUCTIVE)
    asker = rig.mcp(OWNER)
    plan = rig.preview("emoji.create", EMOJI, asker, dry_run=True)
    rig.web.files[URL] = b"GIF89a another one"
    with pytest.raises(PlanDrifted) as drifted:
        rig.run("emoji.create", EMOJI, asker, dry_run=False, plan_id=plan.plan_id)
    assert "image" in drifted.value.hint
    assert rig.discord.writes == []


def test_what_was_approved_is_asked_for_once_and_so_is_what_is_uploaded(rig: Rig) -> None:
    rig.set_policy(confirm_from=Risk.WRITE)
    asked = rig.run("emoji.create", EMOJI, rig.slash(OWNER))
    assert isinstance(asked, NeedsConfirmation)
    rig.web.asked.clear()
    assert rig.press(asked.confirmation_id, "approve", OWNER).text.endswith("Done.")
    assert rig.web.asked == [URL]
    (sent,) = rig.discord.sent("POST /guilds/{guild_id}/emojis")
    assert sent.body is not None
    assert sent.body["image"] == f"data:image/png;base64,{base64.b64encode(PNG).decode()}"


def test_the_trail_holds_neither_the_picture_nor_its_address(rig: Rig) -> None:
    rig.set_policy(confirm_from=Risk.DESTRUCTIVE)
    rig.complete("emoji.create", EMOJI, rig.slash(OWNER))
    trail = " ".join(record.model_dump_json() for record in rig.trail())
    assert "cdn.example.com" not in trail
    assert base64.b64encode(PNG).decode()[:20] not in trail
    assert "emoji.create" in trail


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (PNG, "sticker.png", "image/png"),
        (b"GIF89a", "sticker.gif", "image/gif"),
        (LOTTIE, "sticker.json", "application/json"),
    ],
)
def test_a_sticker_goes_as_what_it_is_whatever_it_was_called(rig: Rig, content: bytes, name: str, kind: str) -> None:
    rig.set_policy(confirm_from=Risk.DESTRUCTIVE)
    rig.complete("sticker.create", {**STICKER, "file": _given(content)}, rig.slash(OWNER))
    (sent,) = rig.discord.sent("POST /guilds/{guild_id}/stickers")
    assert sent.files is not None
    file = sent.files["file"]
    assert (file.name, file.content_type, file.content) == (name, kind, content)
    assert sent.body == {"name": "wave", "tags": "wave", "description": ""}


@pytest.mark.parametrize("content", [b"\xff\xd8\xff", b"{}", b"{broken", b"OggS"])
def test_what_is_no_sticker_is_refused_before_anything_is_sent(rig: Rig, content: bytes) -> None:
    with pytest.raises(InvalidArguments, match="Lottie"):
        rig.run("sticker.create", {**STICKER, "file": _given(content)}, rig.slash(OWNER))
    rig.web.files[URL] = content
    with pytest.raises(FileUnusable, match="Lottie"):
        rig.run("sticker.create", {**STICKER, "file": URL}, rig.slash(OWNER))
    assert rig.discord.writes == []


def test_a_description_of_one_letter_is_refused() -> None:
    with pytest.raises(ValidationError):
        CreateSticker.model_validate({**STICKER, "file": URL, "description": "x"})


def test_an_edit_changes_something_and_does_not_contradict_itself() -> None:
    for cls, key in ((EditEmoji, "emoji_id"), (EditSound, "sound_id")):
        where = {"guild_id": GUILD, key: OTHER_IDS[0]}
        with pytest.raises(ValidationError, match="at least one"):
            cls.model_validate(where)
    with pytest.raises(ValidationError, match="set and cleared"):
        EditEmoji.model_validate(
            {"guild_id": GUILD, "emoji_id": OTHER_IDS[0], "role_ids": [HELPER_ROLE], "clear": ["role_ids"]}
        )
    with pytest.raises(ValidationError, match="set and cleared"):
        EditSound.model_validate({"guild_id": GUILD, "sound_id": OTHER_IDS[0], "emoji": "🦆", "clear": ["emoji"]})


PLAY: dict[str, Any] = {"channel_id": GENERAL, "sound_id": OTHER_IDS[0]}
STRANGE = "1000000000000000999"


def test_a_sound_of_another_guild_takes_the_right_to_it_and_to_be_there(rig: Rig) -> None:
    may = Permission.VIEW_CHANNEL | Permission.CONNECT | Permission.SPEAK | Permission.USE_SOUNDBOARD
    rig.world.edit_role(RoleId(GUILD), permissions=may)
    rig.complete("soundboard.play", PLAY, rig.slash(MEMBER))
    with pytest.raises(PermissionMissing):
        rig.run("soundboard.play", {**PLAY, "source_guild_id": STRANGE}, rig.slash(MEMBER))
    rig.world.edit_role(RoleId(GUILD), permissions=may | Permission.USE_EXTERNAL_SOUNDS)
    with pytest.raises(NotAMember):
        rig.run("soundboard.play", {**PLAY, "source_guild_id": STRANGE}, rig.slash(MEMBER))
    assert len(rig.discord.writes) == 1


def test_nobody_plays_a_sound_where_they_may_not_connect(rig: Rig) -> None:
    rig.world.edit_role(
        RoleId(GUILD), permissions=Permission.VIEW_CHANNEL | Permission.SPEAK | Permission.USE_SOUNDBOARD
    )
    with pytest.raises(PermissionMissing, match="Connect"):
        rig.run("soundboard.play", PLAY, rig.slash(MEMBER))


@pytest.mark.parametrize("emoji", ["<:wave:41771983423143937>", "<a:anything:41771983423143937>"])
def test_the_emoji_that_a_sound_has_is_no_change_whatever_it_is_called(
    rig: Rig, monkeypatch: pytest.MonkeyPatch, emoji: str
) -> None:
    sound: dict[str, Any] = {"sound_id": OTHER_IDS[0], "name": "Yay", "volume": 1, "emoji_id": "41771983423143937"}
    route = "GET /guilds/{guild_id}/soundboard-sounds/{sound_id}"
    monkeypatch.setattr("tests.fakes.discord.EFFECTS", {route: lambda world, sent: sound})
    asked = {"guild_id": GUILD, "sound_id": OTHER_IDS[0], "emoji": emoji, "name": "Hooray"}
    changes = rig.preview("soundboard.edit", asked, rig.mcp(OWNER), dry_run=True).preview.changes
    assert [each.field for each in changes] == ["name"]


@pytest.mark.parametrize("most_bytes", [1, 2, 3, 4, 5, 7, 100])
@pytest.mark.parametrize("text", ["ünï", "plain", "🦆🦆🦆", "a🦆b"])
def test_the_parts_of_a_text_make_the_text_and_none_ends_inside_a_letter(text: str, most_bytes: int) -> None:
    content, offset, parts = text.encode(), 0, list[str]()
    most_bytes = max(most_bytes, 4)
    while True:
        part = part_of(content, offset, most_bytes)
        assert part.text
        parts.append(part.text)
        if part.next_offset is None:
            break
        offset = part.next_offset
    assert "".join(parts) == text


@pytest.mark.parametrize("content", [b"\x00abc", b"\xff\xfe\xfd", PNG])
def test_what_is_no_text_comes_in_base64(content: bytes) -> None:
    part = part_of(content, 0, 100)
    assert part.text is None
    assert base64.b64decode(part.data_base64 or "") == content


def test_beyond_the_end_there_is_nothing() -> None:
    assert part_of(b"abc", 3, 100).text == ""
    assert part_of(b"abc", 99, 100).next_offset is None
