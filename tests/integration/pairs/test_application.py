"""The application and the bot's own account: what was written is read again."""

import base64

import httpx

from tests.fakes.web import PNG
from tests.integration.pairs.pairing import House, pair
from tests.integration.pairs.undoing import undo

IMAGE = f"data:image/png;base64,{base64.b64encode(PNG).decode()}"
RECORD = {"key": "level", "comparison": "integer_at_least", "name": "Level", "description": "How far somebody came"}


def _emoji(house: House, name: str = "wave") -> str:
    return str(house.write("application_emoji.create", name=name, image=IMAGE)["emoji_id"])


@pair("application_emoji.create", "application_emoji.list")
def test_an_application_emoji_is_there_once_it_is_made(house: House) -> None:
    made = _emoji(house)
    (emoji,) = house.read("application_emoji.list")["emojis"]
    assert (emoji["emoji_id"], emoji["name"], emoji["animated"]) == (made, "wave", False)
    assert house.read("emoji.list")["emojis"] == []


@pair("application_emoji.edit", "application_emoji.get")
def test_an_application_emoji_has_the_name_that_it_was_given_until_that_is_undone(house: House) -> None:
    made = _emoji(house)
    house.write("application_emoji.edit", emoji_id=made, name="hello")
    assert house.read("application_emoji.get", emoji_id=made)["name"] == "hello"
    undo(house, "application_emoji.edit")
    assert house.read("application_emoji.get", emoji_id=made)["name"] == "wave"


@pair("application_emoji.delete", "application_emoji.list")
def test_a_deleted_application_emoji_is_gone_and_another_one_is_not(house: House) -> None:
    gone, stays = _emoji(house), _emoji(house, "stays")
    house.write("application_emoji.delete", emoji_id=gone)
    assert [each["emoji_id"] for each in house.read("application_emoji.list")["emojis"]] == [stays]


@pair("application_emoji.create", "application_emoji.list")
def test_an_application_emoji_that_was_made_is_unmade_by_an_undo(house: House) -> None:
    _emoji(house)
    undo(house, "application_emoji.create")
    assert house.read("application_emoji.list")["emojis"] == []


@pair("application.edit", "application.get")
def test_the_profile_of_the_application_reads_as_it_was_written_until_that_is_undone(house: House) -> None:
    before = house.read("application.get")
    house.write("application.edit", description="Keeps order", tags=["order", "help"], content_filter="always")
    now = house.read("application.get")
    assert (now["description"], now["tags"], now["content_filter"]) == ("Keeps order", ["order", "help"], "always")
    undo(house, "application.edit")
    assert house.read("application.get") == before


@pair("application.edit", "application.get")
def test_one_way_to_install_changes_and_the_other_stays(house: House) -> None:
    house.write("application.edit", user_install={"scopes": ["applications.commands"]})
    house.write("application.edit", guild_install={"scopes": ["bot"], "permissions": ["BAN_MEMBERS"]})
    now = house.read("application.get")
    assert now["guild_install"] == {"scopes": ["bot"], "permissions": ["BAN_MEMBERS"]}
    assert now["user_install"] == {"scopes": ["applications.commands"], "permissions": []}


@pair("application.edit", "application.get")
def test_an_icon_and_an_address_are_set_and_taken_away(house: House) -> None:
    house.write("application.edit", icon=IMAGE, install_url="https://example.com/install")
    now = house.read("application.get")
    assert now["icon_url"].startswith("https://cdn.discordapp.com/app-icons/")
    assert now["install_url"] == "https://example.com/install"
    house.write("application.edit", clear=["icon", "install_url"])
    now = house.read("application.get")
    assert (now["icon_url"], now["install_url"]) == ("", "")


@pair("application.edit", "application.get")
def test_the_platform_keeps_hearing_of_installations_whatever_else_it_hears_of(house: House) -> None:
    wanted = ["application_authorized", "application_deauthorized", "entitlement_create"]
    house.write("application.edit", event_types=wanted)
    assert sorted(house.read("application.get")["event_types"]) == wanted


@pair("bot.edit_profile", "user.get_own")
def test_the_bot_is_called_as_it_was_renamed_until_that_is_undone(house: House) -> None:
    before = house.read("user.get_own")["username"]
    house.write("bot.edit_profile", username="housekeeper")
    assert house.read("user.get_own")["username"] == "housekeeper"
    undo(house, "bot.edit_profile")
    assert house.read("user.get_own")["username"] == before


@pair("bot.edit_profile", "user.get_own")
def test_the_bots_picture_is_there_and_then_taken_away_and_its_name_stays(house: House) -> None:
    before = house.read("user.get_own")
    house.write("bot.edit_profile", avatar=IMAGE)
    now = house.read("user.get_own")
    assert now["avatar_url"]
    assert now["username"] == before["username"]
    house.write("bot.edit_profile", clear=["avatar"])
    assert house.read("user.get_own")["avatar_url"] == ""


@pair("role_connection.set", "role_connection.get")
def test_the_facts_for_linked_roles_are_those_that_were_set_until_that_is_undone(house: House) -> None:
    german = {"locale": "de", "name": "Stufe", "description": "Wie weit jemand kam"}
    house.write("role_connection.set", records=[{**RECORD, "localized": [german]}])
    house.write("role_connection.set", records=[{**RECORD, "key": "age", "comparison": "days_at_least"}])
    (record,) = house.read("role_connection.get")["records"]
    assert (record["key"], record["comparison"], record.get("localized")) == ("age", "days_at_least", None)
    undo(house, "role_connection.set")
    assert house.read("role_connection.get")["records"] == [{**RECORD, "localized": [german]}]


@pair("application.upload_attachment", "application.get")
def test_an_uploaded_file_can_be_fetched_where_the_answer_says(house: House) -> None:
    content = base64.b64encode(b"hello").decode()
    made = house.write("application.upload_attachment", file={"data_base64": content, "name": "hello.txt"})
    assert (made["name"], made["size_bytes"]) == ("hello.txt", 5)
    assert house.read("application.get")["application_id"] in made["url"]
    assert httpx.get(made["url"], trust_env=False).content == b"hello"


def test_what_is_left_of_the_sessions_is_told(house: House) -> None:
    told = house.read("application.gateway")
    assert told["url"].startswith("ws")
    assert 0 < told["starts_left"] <= told["starts_total"]
