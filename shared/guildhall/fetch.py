"""The only fetcher of addresses that stand in what people sent: it reaches Discord's files, or the open web.

An address is data, so whoever writes it must not choose where this process connects to. An address is fetched if

- it is https, without a name and password in it, on the usual port, and on a host of the list (`CDN_HOSTS`) where
  nobody said that any public host will do (`Origins.anywhere`);
- *every* IP address of that host is a public one; the connection goes to the very address that was looked at, with the
  host's name in the certificate check, so a second answer of the name server changes nothing;
- each redirect passes the same checks, at most three of them;
- the body comes uncompressed, within the size, within the time; a host that sends its headers drop by drop is cut off.

A simulated Discord on this machine is let in by its own origin, if that is loopback: `Origins.of(api_base_url)`.
Proxies of the environment are not used: behind one, nobody here would know which address is reached.
"""

import ipaddress
import logging
import socket
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Self

import httpx

from guildhall.clock import monotonic_s
from guildhall.errors import GuildhallError

CDN_HOSTS = frozenset({"cdn.discordapp.com", "media.discordapp.net"})
"""Where Discord keeps files. Source: https://docs.discord.com/developers/reference#signed-attachment-cdn-urls"""

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MOST_REDIRECTS = 3
_MOST_WAIT_S = 3.0
_LENGTH_DIGITS = 18
_HTTPS_PORT = 443
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_ALLOTTED = (ipaddress.ip_network("2000::/3"), _NAT64, ipaddress.ip_network("::ffff:0:0/96"))
"""Where IPv6 addresses of the open internet begin, or carry an IPv4 one; outside are site-local and older forms."""
_HEADERS = {"User-Agent": "Guildhall", "Accept": "*/*", "Accept-Encoding": "identity"}

type Resolve = Callable[[str, int], list[str]]
"""Returns a host's IP addresses."""
type _Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class FetchFailed(GuildhallError):
    """It was not fetched; the text is ours and holds nothing of the address."""

    code = "fetch_failed"


@dataclass(frozen=True, slots=True)
class Origins:
    """What may be fetched from.

    Attributes:
        hosts: Names of public hosts, over https.
        own: One origin on this machine, as `scheme://host:port`; empty for none.
        anywhere: Whether any public host over https is as good as one of `hosts`.
    """

    hosts: frozenset[str] = CDN_HOSTS
    own: str = ""
    anywhere: bool = False

    @classmethod
    def of(cls, api_base_url: str, *, anywhere: bool = False) -> "Origins":
        """Return Discord's hosts, and the origin of this Discord if it is a simulated one on this machine.

        Args:
            api_base_url: Where this Discord is.
            anywhere: Whether every other public host is one of them, too.
        """
        url = httpx.URL(api_base_url)
        return cls(own=_origin(url) if _is_loopback_name(url.host) else "", anywhere=anywhere)

    @property
    def refusal(self) -> str:
        """What is said of an address that is not on the list."""
        if self.anywhere:
            return "Only an https address on the usual port, without a name and password in it, is fetched."
        return "The file is not one of Discord's, so it is not fetched."

    def admits(self, url: httpx.URL) -> bool:
        """Return whether an address is on the list; where it leads to is another matter."""
        if url.userinfo:
            return False
        if self.own and _origin(url) == self.own:
            return True
        listed = bool(url.host) if self.anywhere else url.host in self.hosts
        return url.scheme == "https" and listed and url.port in {None, _HTTPS_PORT}


def _origin(url: httpx.URL) -> str:
    return f"{url.scheme}://{url.host}:{url.port or {'http': 80}.get(url.scheme, _HTTPS_PORT)}"


def _ascii(url: httpx.URL) -> str:
    """Return the host as name servers and certificates know it, whatever letters it is written in."""
    return url.raw_host.decode("ascii")


def _is_loopback_name(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def resolved(host: str, port: int) -> list[str]:
    """Return a host's IP addresses, as this machine's resolver gives them.

    Raises:
        OSError: There are none.
    """
    return list(dict.fromkeys(str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))


def is_public(address: str) -> bool:
    """Return whether an IP address is one of the open internet, also when it carries an IPv4 address inside."""
    found = ipaddress.ip_address(address)
    allotted = isinstance(found, ipaddress.IPv4Address) or any(found in network for network in _ALLOTTED)
    return allotted and all(each.is_global and not each.is_multicast for each in (found, *_carried(found)))


def _carried(address: _Address) -> list[_Address]:
    if isinstance(address, ipaddress.IPv4Address):
        return []
    teredo = address.teredo or ()
    nat64 = (ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF),) if address in _NAT64 else ()
    return [each for each in (address.ipv4_mapped, address.sixtofour, *teredo, *nat64) if each is not None]


@dataclass(frozen=True, slots=True)
class _Limits:
    bytes: int
    ends_at_s: float
    clock: Callable[[], float]

    def left_s(self) -> float:
        left_s = self.ends_at_s - self.clock()
        if left_s <= 0:
            raise FetchFailed("The file took too long to arrive.", "Send it again, or a smaller one.")
        return left_s

    def check(self, size_bytes: int) -> None:
        if size_bytes > self.bytes:
            raise FetchFailed(f"The file is larger than {self.bytes} bytes.", "Send a smaller one.")


class _Line:
    """The connection of one fetch, cut when its time is up: a client's own limit is one for each read, not for all."""

    def __init__(self, within_s: float) -> None:
        self._socket: socket.socket | None = None
        self._over = False
        self._timer = threading.Timer(within_s, self._cut)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    def watch(self, event: str, info: Mapping[str, object]) -> None:
        """Take note of the connection that was made; the network library calls it."""
        if event in {"connection.connect_tcp.complete", "connection.start_tls.complete"}:
            stream = info.get("return_value")
            self._socket = getattr(stream, "get_extra_info", lambda _: None)("socket")
            if self._over:
                self._cut()

    def _cut(self) -> None:
        self._over = True
        if self._socket is not None:
            with suppress(OSError):
                # The plain shutdown also of a TLS socket: nothing is closed under whoever is reading.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetcher:
    """Fetches small files of Discord's, or of anywhere in the open web.

    Attributes:
        origins: What may be fetched from.
        resolve: Finds a host's IP addresses.
        clock: Seconds that never go back.
        transport: What connects; tests pass their own.
    """

    origins: Origins = Origins()
    resolve: Resolve = field(default=resolved, repr=False)
    clock: Callable[[], float] = field(default=monotonic_s, repr=False)
    transport: httpx.BaseTransport | None = field(default=None, repr=False)

    def get(self, address: str, *, limit_bytes: int, within_s: float) -> bytes:
        """Return what stands at an address, whatever type it claims to be of.

        One read may end up to 3 s late; looking the host up is the machine's matter.

        Raises:
            FetchFailed: It may not be fetched, is not there, is too large, or did not come in time.
        """
        logging.getLogger("httpx").setLevel(logging.WARNING)  # it would write signed addresses to the log
        limits = _Limits(limit_bytes, self.clock() + within_s, self.clock)
        keep_none = httpx.Limits(max_keepalive_connections=0)
        with (
            httpx.Client(transport=self.transport, trust_env=False, limits=keep_none) as client,
            _Line(within_s) as line,
        ):
            try:
                return self._followed(client, httpx.URL(address), limits, line)
            except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
                limits.left_s()
                raise FetchFailed(f"The file could not be fetched ({type(error).__name__}).", "Try again.") from None

    def _followed(self, client: httpx.Client, url: httpx.URL, limits: _Limits, line: "_Line") -> bytes:
        for _ in range(1 + _MOST_REDIRECTS):
            answer = self._one(client, self._request(client, url, limits, line), limits)
            if isinstance(answer, bytes):
                return answer
            url = url.join(answer)
        raise FetchFailed("The file's address leads from one place to the next without end.")

    def _one(self, client: httpx.Client, request: httpx.Request, limits: _Limits) -> bytes | str:
        """Return the body, or where it was moved to."""
        response = client.send(request, stream=True, follow_redirects=False)
        try:
            if response.status_code in _REDIRECTS and "location" in response.headers:
                return str(response.headers["location"])
            if response.status_code != httpx.codes.OK:
                raise FetchFailed(f"The file is not there (status {response.status_code}).", "Send it again.")
            return _read(response, limits)
        finally:
            response.close()

    def _request(self, client: httpx.Client, url: httpx.URL, limits: _Limits, line: "_Line") -> httpx.Request:
        if not self.origins.admits(url):
            raise FetchFailed(self.origins.refusal)
        ip = self._checked(url)
        left_s = limits.left_s()
        return client.build_request(
            "GET",
            url.copy_with(host=ip, fragment=None),
            headers={**_HEADERS, "Host": url.netloc.decode("ascii")},
            extensions={"sni_hostname": _ascii(url), "trace": line.watch},
            timeout=httpx.Timeout(min(_MOST_WAIT_S, left_s)),
        )

    def _checked(self, url: httpx.URL) -> str:
        """Return the IP address to connect to."""
        try:
            found = self.resolve(_ascii(url), url.port or _HTTPS_PORT)
        except OSError:
            raise FetchFailed("The file's host cannot be found.", "Try again.") from None
        fits = _is_loopback_name if _origin(url) == self.origins.own else is_public
        if not found or not all(fits(address) for address in found):
            raise FetchFailed("The file's host leads into a private network, so it is not fetched.")
        return min(found, key=lambda address: ":" in address)  # many networks have no way out for IPv6


def _read(response: httpx.Response, limits: _Limits) -> bytes:
    if response.headers.get("content-encoding", "identity").lower() != "identity":
        raise FetchFailed("The file came compressed, which nobody asked for.")
    claimed = response.headers.get("content-length", "")[:_LENGTH_DIGITS]
    limits.check(int(claimed) if claimed.isdecimal() else 0)
    body = bytearray()
    for chunk in response.iter_raw():
        body += chunk
        limits.check(len(body))
        limits.left_s()
    return bytes(body)
