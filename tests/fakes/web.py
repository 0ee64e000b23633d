"""An open web that holds what a test puts there; whatever else is asked for is a small picture, or a sound."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from guildhall.discord.files import File, kind_of
from guildhall.fetch import CDN_HOSTS
from guildhall.operations.files import FileUnusable

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
MP3 = b"ID3\x04\x00\x00\x00\x00\x00\x00"


@dataclass
class FakeWeb:
    """Files by their addresses.

    Attributes:
        files: What stands where; an address that is not there leads to a picture, or to a sound.
        gone: Addresses at which there is nothing.
        asked: What was asked for, in its order.
    """

    files: dict[str, bytes] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)

    def get(self, url: str, *, most_bytes: int, within_s: float, anywhere: bool = True) -> File:
        assert within_s > 0
        if not anywhere and urlsplit(url).hostname not in CDN_HOSTS:
            raise FileUnusable("The file is not one of Discord's, so it is not fetched.")
        self.asked.append(url)
        content = self.files.get(url, MP3 if url.endswith(".mp3") else PNG)
        if url in self.gone:
            raise FileUnusable("The file is not there (status 404).", "Send it again.")
        if len(content) > most_bytes:
            raise FileUnusable(f"The file is larger than {most_bytes} bytes.", "Send a smaller one.")
        return File(url.rpartition("/")[2], content, kind_of(content))
