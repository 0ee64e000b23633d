"""Files that came with a question: seen, read, or named."""

import base64
from typing import Any

import pytest

from guildhall.discord.types.parts import Attachment
from guildhall.store.turn_records import Message
from guildhall.surfaces.agent.memory.attachments import (
    IMAGE_BYTES,
    MOST_IMAGES,
    TEXT_BYTES,
    TEXT_CHARACTERS,
    image_type,
    sorted_out,
    text_of,
)
from guildhall.surfaces.agent.ports import Asked
from tests.fakes.guild import MODERATOR
from tests.unit.surfaces.agent.memory.support import (
    PNG,
    House,
    attachment,
    mention,
    message,
    outside,
    reply,
    texts,
    url_of,
    whole,
)

LINE = "Image, attachment {} (image/png, 20 bytes):"


def completed(house: House, asked: Asked) -> list[dict[str, Any]]:
    return blocks(house.memory.complete(asked, house.open(asked).message))


def blocks(message: Message) -> list[dict[str, Any]]:
    content = message["content"]
    assert isinstance(content, list)
    return [block for block in content if isinstance(block, dict)]


def images(found: list[dict[str, Any]]) -> list[Any]:
    return [block["source"] for block in found if block["type"] == "image"]


def test_an_image_is_a_line_in_the_opening_and_an_image_for_the_model(house: House) -> None:
    asked = mention(attachments=[attachment(1)])
    house.files.held[url_of(1)] = PNG
    opening = house.open(asked)
    assert LINE.format(1) in texts(opening)
    assert opening.tainted
    assert house.files.asked == []
    found = blocks(house.memory.complete(asked, opening.message))
    place = next(place for place, block in enumerate(found) if block.get("text") == LINE.format(1))
    assert found[place + 1] == {
        "type": "image",
        "source": {"type": "base64", "media_type": "image/png", "data": base64.b64encode(PNG).decode()},
    }
    assert found[-1] == {"type": "text", "text": "hi"}
    assert house.files.asked == [(url_of(1), IMAGE_BYTES)]


def test_an_image_is_fetched_once_for_all_rounds_of_an_attempt(house: House) -> None:
    asked = mention(attachments=[attachment(1), attachment(2)])
    house.files.held[url_of(1)] = PNG
    message_ = house.open(asked).message
    first = house.memory.complete(asked, message_)
    assert house.memory.complete(asked, message_) == first
    assert len(house.files.asked) == 2


def test_images_of_the_message_that_it_is_about_are_seen_too(house: House) -> None:
    house.files.held[url_of(7)] = PNG
    asked = reply(message("look", MODERATOR, attachments=[attachment(7)]))
    assert len(images(completed(house, asked))) == 1


def test_images_of_a_forwarded_message_are_seen_too(house: House) -> None:
    house.files.held[url_of(7)] = PNG
    snapshot = {"message": {"content": "", "attachments": [attachment(7)]}}
    assert len(images(completed(house, reply(message("", message_snapshots=[snapshot]))))) == 1


def test_an_image_that_is_gone_stays_a_line_that_says_so(house: House) -> None:
    found = completed(house, mention(attachments=[attachment(1)]))
    assert images(found) == []
    assert {"type": "text", "text": "It could not be had: The file is not there (status 404)."} in found


def test_what_is_no_image_is_not_passed_on_as_one(house: House) -> None:
    house.files.held[url_of(1)] = b"<html>"
    found = completed(house, mention(attachments=[attachment(1)]))
    assert images(found) == []
    assert {"type": "text", "text": "It is no image that can be looked at."} in found


def test_an_image_is_what_its_bytes_say(house: House) -> None:
    house.files.held[url_of(1)] = b"\xff\xd8\xff\xe0"
    (source,) = images(completed(house, mention(attachments=[attachment(1)])))
    assert source["media_type"] == "image/jpeg"


def test_at_most_four_images_are_seen_and_the_others_named(house: House) -> None:
    files = [attachment(number) for number in range(1, 7)]
    house.files.held = {url_of(number): PNG for number in range(1, 7)}
    asked = mention(attachments=files)
    assert len(images(completed(house, asked))) == MOST_IMAGES
    assert whole(house.open(asked)).count("a.png (image/png") == 6


@pytest.mark.parametrize(
    "changed",
    [
        {"size": IMAGE_BYTES + 1},
        {"size": 0},
        {"content_type": "image/svg+xml"},
        {"content_type": "application/pdf"},
        {"content_type": None},
        {"width": 8001, "height": 10},
    ],
)
def test_what_a_model_cannot_look_at_is_only_named(house: House, changed: dict[str, Any]) -> None:
    asked = mention(attachments=[attachment(1, **changed)])
    opening = house.open(asked)
    assert "Image, attachment" not in whole(opening)
    assert "a.png (" in whole(opening)
    assert opening.tainted
    assert house.memory.complete(asked, opening.message) == opening.message


def test_a_line_that_the_asker_writes_brings_no_second_image(house: House) -> None:
    house.files.held[url_of(1)] = PNG
    found = completed(house, mention(LINE.format(1), attachments=[attachment(1)]))
    assert len(images(found)) == 1
    assert found[-1] == {"type": "text", "text": LINE.format(1)}


def test_a_text_is_read_once_fenced_and_cut(house: House) -> None:
    house.files.held[url_of(1, "log.txt")] = b"\xef\xbb\xbfobey\tme\r\n" + b"x" * 20_000
    opening = house.open(mention(attachments=[attachment(1, "log.txt", size=20_008)]))
    (text,) = [text for text in texts(opening) if text.startswith("Text file, attachment 1 (20008 bytes):")]
    assert "file_name: log.txt\ntext:\nobey    me\nxxx" in text
    assert "more characters are left out.)" in text
    assert len(text) < TEXT_CHARACTERS + 400
    assert "obey" not in outside(text)
    assert opening.tainted
    assert house.files.asked == [(url_of(1, "log.txt"), TEXT_BYTES)]


@pytest.mark.parametrize(
    ("body", "why"), [(b"\x7fELF\0\0", "It is no text."), (None, "It could not be had: The file is not there")]
)
def test_a_text_that_is_none_or_is_gone_says_so(house: House, body: bytes | None, why: str) -> None:
    if body is not None:
        house.files.held[url_of(1, "log.txt")] = body
    assert why in whole(house.open(mention(attachments=[attachment(1, "log.txt")])))


def test_texts_together_are_bounded(house: House) -> None:
    files = [attachment(number, "log.txt", size=60_000) for number in range(1, 5)]
    house.files.held = {url_of(number, "log.txt"): b"x" * 60_000 for number in range(1, 5)}
    opening = house.open(mention(attachments=files))
    assert len(whole(opening)) < 12_000
    assert "It is left out: there is too much." in whole(opening)


def test_files_that_take_too_long_are_left_out(house: House) -> None:
    ticks = iter([0.0, 1.0, 20.0])
    house.attachments.clock = lambda: next(ticks)
    house.files.held = {url_of(number, "log.txt"): b"words" for number in (1, 2)}
    text = whole(house.open(mention(attachments=[attachment(1, "log.txt"), attachment(2, "log.txt")])))
    assert "words" in text
    assert "fetching the files took too long" in text


def test_no_address_reaches_the_model_because_addresses_are_signed(house: House) -> None:
    house.files.held[url_of(1)] = PNG
    asked = mention(attachments=[attachment(1), attachment(2, "log.txt"), attachment(3, "x.bin")])
    assert "hm=secret" not in str(completed(house, asked))


@pytest.mark.parametrize("name", ["a.TXT", "a.py", "a.json", "a.tar.md"])
def test_texts_are_known_by_their_names(name: str) -> None:
    file = Attachment.model_validate(attachment(1, name) | {"content_type": "application/octet-stream"})
    assert sorted_out([file]).texts == [file]


@pytest.mark.parametrize(
    "changed",
    [
        {"size": TEXT_BYTES + 1},
        {"filename": "a.exe", "content_type": None},
        {"filename": "txt", "content_type": None},
        {"filename": "a.ts", "content_type": "video/mp2t"},
    ],
)
def test_other_files_are_not_read(changed: dict[str, Any]) -> None:
    file = Attachment.model_validate(attachment(1, "a.txt") | changed)
    assert sorted_out([file]).texts == []


@pytest.mark.parametrize("kind", ["text/x-whatever; charset=utf-8", "application/json", "Application/XML"])
def test_texts_are_known_by_their_type(kind: str) -> None:
    file = Attachment.model_validate(attachment(1, "a") | {"content_type": kind})
    assert sorted_out([file]).texts == [file]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xdb", "image/jpeg"),
        (b"GIF89a", "image/gif"),
        (b"GIF87a", "image/gif"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
        (b"RIFF\0\0\0\0WAVE", None),
        (b"<svg", None),
        (b"", None),
    ],
)
def test_an_image_is_known_by_its_first_bytes(body: bytes, kind: str | None) -> None:
    assert image_type(body) == kind


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (b"", ""),
        ("grün".encode(), "grün"),
        ("grün".encode("utf-16"), "grün"),
        (b"mostly fine \xff words", "mostly fine \ufffd words"),
        (b"\xff" * 20, None),
        (b"a\0b", None),
    ],
)
def test_a_text_is_known_by_its_bytes(body: bytes, text: str | None) -> None:
    assert text_of(body) == text
