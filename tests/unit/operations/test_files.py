"""Pictures and files that somebody gives: what is taken, how it is read, what is shown of it."""

import base64
import json
from datetime import timedelta
from typing import Any

import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError

from guildhall.discord.files import File, kind_of
from guildhall.execution.fetching import CallFiles
from guildhall.execution.redaction import redact
from guildhall.operations import attaching
from guildhall.operations.attaching import FilesGiven, attach
from guildhall.operations.body import body_of
from guildhall.operations.files import (
    INLINE_BYTES,
    FileGiven,
    FileUnusable,
    ImageGiven,
    as_data,
    digests,
    named_by,
    pictures,
    told,
)
from tests.fakes.platform import Rig
from tests.fakes.web import PNG

URL = "https://cdn.example.com/wave.png"
DATA = f"data:image/png;base64,{base64.b64encode(PNG).decode()}"


class Request(BaseModel):
    """A request with a picture."""

    name: str = "wave"
    icon: ImageGiven | None = None


class Ports:
    """As much of a call's ports as reading a file takes."""

    def __init__(self, rig: Rig) -> None:
        self.files = CallFiles(rig.web, rig.clock, rig.clock() + timedelta(seconds=20))


@pytest.fixture
def rig() -> Rig:
    return Rig()


@pytest.fixture
def ports(rig: Rig) -> Any:
    return Ports(rig)


@pytest.mark.parametrize(
    "text",
    [
        "http://cdn.example.com/a.png",
        "https:///a.png",
        "https://ada@cdn.example.com/a.png",
        "https://ada:pw@cdn.example.com/a.png",
        "https://[half/a.png",
        "file:///etc/passwd",
        "https://x/" + "a" * 2048,
        "data:image/png;base64,no base64",
        "data:image/png,plain",
        f"data:image/png;base64,{base64.b64encode(b'<svg></svg>').decode()}",
        "data:image/png;base64,",
        f"data:image/png;base64,{base64.b64encode(PNG + b'x' * INLINE_BYTES).decode()}",
        "",
        "wave",
    ],
)
def test_what_is_neither_an_https_address_nor_a_small_picture_is_refused_unquoted(text: str) -> None:
    with pytest.raises(ValueError, match=r"^[a-z0-9]") as refused:
        ImageGiven.parse(text)
    assert text[:20] not in str(refused.value) or len(text) < 5


def test_a_picture_is_read_from_its_address_or_from_the_request_itself(rig: Rig, ports: Any) -> None:
    for text in (URL, DATA):
        file = ImageGiven.parse(text).file(ports, most_bytes=1000)
        assert (file.content, file.content_type) == (PNG, "image/png")
    assert rig.web.asked == [URL]


def test_a_picture_says_what_it_is_by_its_bytes_and_not_by_its_name(rig: Rig, ports: Any) -> None:
    rig.web.files[URL] = b"GIF89a and so on"
    assert ImageGiven.parse(URL).file(ports, most_bytes=1000).content_type == "image/gif"
    mislabelled = ImageGiven.parse(DATA.replace("image/png", "image/gif"))
    assert mislabelled.file(ports, most_bytes=1000).content_type == "image/png"


@pytest.mark.parametrize("content", [b"<html>", b"", b"OggS"])
def test_what_is_no_picture_is_refused(rig: Rig, ports: Any, content: bytes) -> None:
    rig.web.files[URL] = content
    with pytest.raises(FileUnusable, match="no PNG"):
        ImageGiven.parse(URL).file(ports, most_bytes=1000)


@pytest.mark.parametrize("text", [URL, DATA])
def test_a_picture_beyond_its_limit_is_refused(ports: Any, text: str) -> None:
    with pytest.raises(FileUnusable, match="larger than 10 bytes"):
        ImageGiven.parse(text).file(ports, most_bytes=10)


def test_a_picture_goes_into_a_body_as_data_and_never_as_its_address(ports: Any) -> None:
    request = Request(icon=ImageGiven.parse(URL))
    given = pictures(request, ports, icon=1000)
    assert body_of(request, without=given) | as_data(request, given) == {"name": "wave", "icon": DATA}
    with pytest.raises(TypeError, match="as_data"):
        body_of(request)


def test_a_picture_that_was_not_given_is_none_of_them(ports: Any) -> None:
    assert pictures(Request(), ports, icon=1000) == {}


def test_a_preview_tells_a_pictures_type_size_and_digest(rig: Rig, ports: Any) -> None:
    given = pictures(Request(icon=ImageGiven.parse(URL)), ports, icon=1000)
    assert told(given) == {"icon": f"image/png, {len(PNG)} bytes, {given['icon'].digest[:12]}"}
    assert digests(given) == {"icon": given["icon"].digest}


def test_one_call_asks_an_address_once_so_that_what_is_sent_is_what_was_shown(rig: Rig, ports: Any) -> None:
    first = ImageGiven.parse(URL).file(ports, most_bytes=1000)
    rig.web.files[URL] = b"GIF89a another one"
    assert ImageGiven.parse(URL).file(ports, most_bytes=1000) == first
    assert rig.web.asked == [URL]
    with pytest.raises(FileUnusable, match="larger than 10"):
        ports.files.fetch(URL, most_bytes=10)


def test_another_call_sees_what_the_address_holds_by_then(rig: Rig) -> None:
    given = Request(icon=ImageGiven.parse(URL))
    before = digests(pictures(given, Ports(rig), icon=1000))  # type: ignore[arg-type] # as much as it takes
    rig.web.files[URL] = b"GIF89a another one"
    assert digests(pictures(given, Ports(rig), icon=1000)) != before  # type: ignore[arg-type] # likewise


def test_no_file_is_asked_for_when_the_calls_time_is_up(rig: Rig) -> None:
    with pytest.raises(FileUnusable, match="no time left"):
        CallFiles(rig.web, rig.clock, rig.clock()).fetch(URL, most_bytes=10)
    assert rig.web.asked == []


def test_a_trail_and_a_log_hold_nothing_of_what_was_given() -> None:
    given = Request(icon=ImageGiven.parse(DATA))
    kept = json.dumps(redact(given, b"k" * 32))
    assert DATA[-20:] not in kept
    assert str(len(DATA)) in kept
    file = FileGiven(data_base64=base64.b64encode(PNG).decode(), name="secret.png")
    assert "secret" not in json.dumps(redact(file, b"k" * 32))
    assert "secret" not in repr(File("secret.png", PNG))
    assert repr(PNG)[10:20] not in repr(File("secret.png", PNG))


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"url": URL, "data_base64": "YQ==", "name": "a"},
        {"url": "http://cdn.example.com/a"},
        {"data_base64": "YQ=="},
        {"data_base64": "no", "name": "a"},
        {"data_base64": "", "name": "a"},
        {"url": URL, "name": "/"},
        {"url": URL, "path": "/etc/passwd"},
    ],
)
def test_a_file_is_given_in_exactly_one_way(given: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        FileGiven.model_validate(given)


def test_a_file_is_called_as_asked_or_as_its_address_ends(ports: Any) -> None:
    assert FileGiven(url=URL).read(ports).name == "wave.png"
    assert FileGiven(url=URL, name="a/b.png").read(ports).name == "ab.png"
    assert FileGiven(url=URL, spoiler=True).read(ports).name == "SPOILER_wave.png"
    assert FileGiven(url=URL, spoiler=True, name="SPOILER_x.png").read(ports).name == "SPOILER_x.png"
    own = FileGiven(data_base64="aGVsbG8=", name="hello.txt").read(ports)
    assert (own.name, own.content) == ("hello.txt", b"hello")


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://x.example/a%20b.png?ex=1", "a b.png"),
        ("https://x.example/%2e%2e%2f%2e%2e%2fetc", "etc"),
        ("https://x.example/", "file"),
        ("https://x.example/a%0d%0ab.png", "ab.png"),
        ("https://x.example/a%22b.png", "ab.png"),
    ],
)
def test_a_name_out_of_an_address_can_do_no_harm_in_a_form(url: str, name: str) -> None:
    assert named_by(url, b"").name == name


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
        (b"OggS\0", "audio/ogg"),
        (b"ID3\4", "audio/mpeg"),
        (b"RIFF\0\0\0\0WAVE", "application/octet-stream"),
        (b"", "application/octet-stream"),
    ],
)
def test_the_first_bytes_say_what_a_file_is(content: bytes, kind: str) -> None:
    assert kind_of(content) == kind


def test_files_that_go_with_a_message_are_numbered_and_described(ports: Any) -> None:
    attached = attach(ports, [FileGiven(url=URL, description="a hand"), FileGiven(data_base64="YQ==", name="a.txt")])
    assert attached.body == {
        "attachments": [
            {"id": "0", "filename": "wave.png", "description": "a hand"},
            {"id": "1", "filename": "a.txt"},
        ]
    }
    assert attached.form is not None
    assert {name: file.content for name, file in attached.form.items()} == {"files[0]": PNG, "files[1]": b"a"}
    assert len(attached.told) == len(attached.digests) == 2
    assert attach(ports, ()).form is None
    assert attach(ports, ()).body == {}


def test_files_that_are_too_large_together_are_refused(ports: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attaching, "ALL_BYTES", len(PNG) + 10)
    with pytest.raises(FileUnusable, match="larger than 10 bytes"):
        attach(ports, [FileGiven(url=URL), FileGiven(url=URL)])


def test_a_request_holds_only_so_much_of_all_its_files_itself() -> None:
    half = base64.b64encode(b"x" * (INLINE_BYTES // 2 + 10)).decode()
    one: dict[str, Any] = {"data_base64": half, "name": "a"}
    files = TypeAdapter(FilesGiven)
    assert len(files.validate_python([one])) == 1
    with pytest.raises(ValidationError, match="give addresses instead"):
        files.validate_python([one, one])
