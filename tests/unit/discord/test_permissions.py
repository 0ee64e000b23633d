import discord
import pytest

from guildhall.discord.permissions import ALL_PERMISSIONS, DANGEROUS_PERMISSIONS, NO_PERMISSIONS, Permission, describe

DISCORD_PY_NAMES = {
    "USE_EXTERNAL_EMOJIS": "external_emojis",
    "USE_VAD": "use_voice_activation",
    "MANAGE_GUILD_EXPRESSIONS": "manage_expressions",
    "CREATE_GUILD_EXPRESSIONS": "create_expressions",
    "USE_EXTERNAL_STICKERS": "external_stickers",
}


def test_every_bit_is_the_one_that_discord_py_knows_under_that_name() -> None:
    theirs = discord.Permissions.VALID_FLAGS
    ours = {
        permission: DISCORD_PY_NAMES.get(permission.name or "", (permission.name or "").lower())
        for permission in Permission
    }
    assert {theirs[name] for name in ours.values()} == {int(permission) for permission in ours}
    assert set(theirs.values()) == {int(permission) for permission in Permission}


def test_the_bits_of_2026_are_where_discord_put_them() -> None:
    assert Permission.PIN_MESSAGES == 1 << 51
    assert Permission.BYPASS_SLOWMODE == 1 << 52
    assert Permission.CREATE_GUILD_EXPRESSIONS == 1 << 43
    assert Permission.MODERATE_MEMBERS == 1 << 40


@pytest.mark.parametrize("told", ["0", "2112", str(1 << 60), 2112])
def test_permissions_are_read_and_written_as_discord_writes_them(told: str | int) -> None:
    assert Permission.parse(told).wire == str(told)


@pytest.mark.parametrize("told", ["", "-1", "0x8", " 8", "٣", -1, True, None, 1.5, []])
def test_what_is_no_permission_set_is_refused(told: object) -> None:
    with pytest.raises(ValueError, match="decimal string"):
        Permission.parse(told)


def test_administrator_is_not_taken_for_other_bits() -> None:
    assert not Permission.ADMINISTRATOR.has(Permission.BAN_MEMBERS)
    assert ALL_PERMISSIONS.has(Permission.BAN_MEMBERS | Permission.ADMINISTRATOR)


def test_taking_bits_away_keeps_bits_without_a_name() -> None:
    later = Permission(1 << 60)
    assert (later | Permission.STREAM).without(Permission.STREAM) == later


def test_names_are_those_of_the_client() -> None:
    told = describe(Permission.MODERATE_MEMBERS | Permission.MANAGE_GUILD | Permission.SEND_MESSAGES_IN_THREADS)
    assert told == ["Manage Server", "Send Messages in Threads", "Timeout Members"]
    assert describe(NO_PERMISSIONS) == []


def test_a_bit_without_a_name_is_told_by_its_number() -> None:
    assert describe(Permission(1 << 60)) == ["unknown permission (1 << 60)"]


def test_every_bit_has_a_name_of_its_own() -> None:
    names = [describe(permission)[0] for permission in Permission]
    assert len(set(names)) == len(names) == 52


def test_seeing_and_speaking_are_not_dangerous() -> None:
    assert not DANGEROUS_PERMISSIONS & (Permission.VIEW_CHANNEL | Permission.SEND_MESSAGES)
    assert DANGEROUS_PERMISSIONS.has(Permission.ADMINISTRATOR | Permission.BAN_MEMBERS)
