"""Files of the open web as one call reaches them: within its time, and each address once.

A file is read for the preview, and again for the write that follows; whoever keeps the address could answer the two
differently, and something would be uploaded that nobody saw. So one call asks once, and what a person approved is held
against the fingerprint of what was read then.

To ask for an address is to tell it to whoever keeps it, and a preview asks before any human looks. So a call in which
words of others may have chosen the address asks nobody but Discord.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from guildhall.clock import Clock
from guildhall.discord.files import File
from guildhall.operations.files import FileUnusable, named_by

_WITHIN_S = 10.0
"""Most seconds for one file; the call has others to spend at Discord."""
_AT_DISCORD = (
    "This request read words of others, so it asks no other host. Let somebody post the file in Discord and give its "
    "address there, or let a person give this one in a slash command."
)


class Web(Protocol):
    """The open web."""

    def get(self, url: str, *, most_bytes: int, within_s: float, anywhere: bool = True) -> File:
        """Return what stands at an address, anywhere or at Discord alone; raises as `FilesPort.fetch`."""
        ...


@dataclass(frozen=True, slots=True)
class PublicWeb:
    """Every public host over https, and a simulated Discord's own files; the network library loads at the first one.

    Attributes:
        api_base_url: Where this deployment's Discord is.
    """

    api_base_url: str = ""

    def get(self, url: str, *, most_bytes: int, within_s: float, anywhere: bool = True) -> File:
        """Return what stands at an address; see `Web`."""
        from guildhall.fetch import Fetcher, FetchFailed, Origins

        fetcher = Fetcher(origins=Origins.of(self.api_base_url, anywhere=anywhere))
        try:
            return named_by(url, fetcher.get(url, limit_bytes=most_bytes, within_s=within_s))
        except FetchFailed as error:
            raise FileUnusable(error.message, error.hint or ("" if anywhere else _AT_DISCORD)) from None


@dataclass(frozen=True, slots=True)
class CallFiles:
    """Implements `guildhall.operations.ports.FilesPort` for one call; `anywhere` as for `Web.get`."""

    web: Web
    clock: Clock
    ends_at: datetime
    anywhere: bool = True
    _kept: dict[str, File] = field(default_factory=dict, repr=False)

    def fetch(self, url: str, *, most_bytes: int) -> File:
        """Return what stands at an address; see the port."""
        if url not in self._kept:
            left_s = (self.ends_at - self.clock()).total_seconds()
            if left_s <= 0:
                raise FileUnusable("There was no time left to fetch the file.", "Try again.")
            within_s = min(_WITHIN_S, left_s)
            self._kept[url] = self.web.get(url, most_bytes=most_bytes, within_s=within_s, anywhere=self.anywhere)
        file = self._kept[url]
        if file.size_bytes > most_bytes:
            raise FileUnusable(f"The file is larger than {most_bytes} bytes.", "Give a smaller one.")
        return file
