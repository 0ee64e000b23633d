"""Files of messages: listed and read, over real HTTP."""

import base64
import json

import pytest

from guildhall.errors import DiscordNotFound
from tests.fakes.web import PNG
from tests.integration.pairs.pairing import House

TEXT = "ünïcode, line by line\n" * 100


def _sent(house: House, *files: tuple[str, bytes, str]) -> dict[str, str]:
    channel = house.lab.channels["general"]
    parts = {f"files[{number}]": file for number, file in enumerate(files)}
    body = {"payload_json": json.dumps({"content": "look"})}
    answer = house.lab.bot.post(f"channels/{channel}/messages", data=body, files=parts)
    answer.raise_for_status()
    return {"channel_id": channel, "message_id": answer.json()["id"]}


def test_the_files_of_a_message_are_listed_and_read(house: House) -> None:
    where = _sent(house, ("wave.png", PNG, "image/png"), ("log.txt", TEXT.encode(), "text/plain"))
    picture, log = house.read("attachment.list", **where)["attachments"]
    assert (picture["name"], picture["size_bytes"], log["name"]) == ("wave.png", len(PNG), "log.txt")
    assert picture["author_id"] == house.lab.bot.get("users/@me").json()["id"]
    read = house.read("attachment.download", **where, attachment_id=picture["attachment_id"])
    assert (base64.b64decode(read["data_base64"]), read["text"]) == (PNG, None)
    read = house.read("attachment.download", **where, attachment_id=log["attachment_id"])
    assert (read["text"], read["data_base64"], read["next_offset"]) == (TEXT, None, None)


def test_a_large_text_is_read_part_by_part(house: House) -> None:
    where, parts = _sent(house, ("log.txt", TEXT.encode(), "text/plain")), []
    offset: int | None = 0
    while offset is not None:
        read = house.read("attachment.download", **where, offset=offset, most_bytes=1024)
        parts.append(read["text"])
        offset = read["next_offset"]
    assert len(parts) > 2
    assert "".join(parts) == TEXT


def test_a_file_that_is_not_of_the_message_is_not_read(house: House) -> None:
    where = _sent(house, ("log.txt", b"x", "text/plain"))
    with pytest.raises(DiscordNotFound, match="no such file"):
        house.read("attachment.download", **where, attachment_id="4000000000000000777")
