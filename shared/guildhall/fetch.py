"""The only fetcher of addresses that stand in what people sent: it reaches Discord's files and nothing else.

An address is data, so whoever writes it must not choose where this process connects to. An address is fetched if

- it is https, without a name and password in it, on a host of the list (`CDN_HOSTS`), on the usual port;
- *every* IP address of that host is a public one; the connection goes to the very address that was looked at, with the
  host's name in the certificate check, so a second answer of the name server changes nothing;
- each redirect passes the same checks, at most three of them;
- the body comes uncompressed, within the size, within the time.

A simulated Discord on this machine is let in by its own origin, if that is loopback: `Origins.of(api_base_url)`.
Proxies of the environment are not used: behind one, nobody here would know which address is reached.
"""

import ipaddress
import logging
import socket
from collections.abc import Callable
from dataclasses import dataclass, field

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
    """

    hosts: frozenset[str] = CDN_HOSTS
    own: str = ""

    @classmethod
    def of(cls, api_base_url: str) -> "Origins":
        """Return Discord's hosts, and the origin of this Discord if it is a simulated one on this machine."""
        url = httpx.URL(api_base_url)
        return cls(own=_origin(url) if _is_loopback_name(url.host) else "")

    def admits(self, url: httpx.URL) -> bool:
        """Return whether an address is on the list; where it leads to is another matter."""
        if url.userinfo:
            return False
        if self.own and _origin(url) == self.own:
            return True
        return url.scheme == "https" and url.host in self.hosts and url.port in {None, _HTTPS_PORT}


def _origin(url: httpx.URL) -> str:
    return f"{url.scheme}://{url.host}:{url.port or {'http': 80}.get(url.scheme, _HTTPS_PORT)}"


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
    return all(each.is_global and not each.is_multicast for each in (found, *_carried(found)))


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetcher:
    """Fetches small files of Discord's.

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
        with httpx.Client(transport=self.transport, trust_env=False, limits=keep_none) as client:
            try:
                return self._followed(client, httpx.URL(address), limits)
            except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
                raise FetchFailed(f"The file could not be fetched ({type(error).__name__}).", "Try again.") from None

    def _followed(self, client: httpx.Client, url: httpx.URL, limits: _Limits) -> bytes:
        for _ in range(1 + _MOST_REDIRECTS):
            answer = self._one(client, url, limits)
            if isinstance(answer, bytes):
                return answer
            url = url.join(answer)
        raise FetchFailed("The file's address leads from one place to the next without end.")

    def _one(self, client: httpx.Client, url: httpx.URL, limits: _Limits) -> bytes | str:
        """Return the body, or where it was moved to."""
        request = self._request(client, url, limits)
        response = client.send(request, stream=True, follow_redirects=False)
        try:
            if response.status_code in _REDIRECTS and "location" in response.headers:
                return str(response.headers["location"])
            if response.status_code != httpx.codes.OK:
                raise FetchFailed(f"The file is not there (status {response.status_code}).", "Send it again.")
            return _read(response, limits)
        finally:
            response.close()

    def _request(self, client: httpx.Client, url: httpx.URL, limits: _Limits) -> httpx.Request:
        if not self.origins.admits(url):
            raise FetchFailed("The file is not one of Discord's, so it is not fetched.")
        ip = self._checked(url)
        left_s = limits.left_s()
        return client.build_request(
            "GET",
            url.copy_with(host=ip, fragment=None),
            headers={**_HEADERS, "Host": url.netloc.decode("ascii")},
            extensions={"sni_hostname": url.host},
            timeout=httpx.Timeout(min(_MOST_WAIT_S, left_s)),
        )

    def _checked(self, url: httpx.URL) -> str:
        """Return the IP address to connect to."""
        try:
            found = self.resolve(url.host, url.port or _HTTPS_PORT)
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
