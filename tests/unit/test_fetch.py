"""The fetcher: what is on the list, and what is never connected to."""

import httpx
import pytest

from guildhall.fetch import Fetcher, FetchFailed, Origins

FILE = "https://cdn.discordapp.com/attachments/1/2/a.png?ex=1&is=2&hm=3"
PUBLIC, PUBLIC_V6, INSIDE = "162.159.130.233", "2606:4700::6810:1", "10.0.0.7"


class Wire:
    """A transport that remembers what reached it."""

    def __init__(self, *answers: httpx.Response) -> None:
        self.requests: list[httpx.Request] = []
        self._answers = list(answers)

    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self._answer)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return self._answers.pop(0) if self._answers else httpx.Response(200, content=iter([b"body"]))


def fetcher(wire: Wire, *addresses: str, origins: Origins | None = None) -> Fetcher:
    found = list(addresses or (PUBLIC,))
    return Fetcher(origins=origins or Origins(), resolve=lambda host, port: found, transport=wire.transport())


def get(wire: Wire, url: str = FILE, *addresses: str, limit_bytes: int = 100) -> bytes:
    return fetcher(wire, *addresses).get(url, limit_bytes=limit_bytes, within_s=5)


def moved(to: str) -> httpx.Response:
    return httpx.Response(302, headers={"location": to})


@pytest.mark.parametrize(
    "url",
    [
        "http://cdn.discordapp.com/a",
        "https://cdn.discordapp.com:8443/a",
        "https://cdn.discordapp.com.evil.example/a",
        "https://evil.example/cdn.discordapp.com",
        "https://cdn.discordapp.com@evil.example/a",
        "https://someone@cdn.discordapp.com/a",
        "https://127.0.0.1/a",
        "https://[::1]/a",
        "file:///etc/passwd",
        "ftp://cdn.discordapp.com/a",
        "//cdn.discordapp.com/a",
        "cdn.discordapp.com/a",
        "",
        "https://",
        "http://127.0.0.1:1/a",
    ],
)
def test_an_address_that_is_not_on_the_list_is_never_connected_to(url: str) -> None:
    wire = Wire()
    with pytest.raises(FetchFailed) as caught:
        get(wire, url)
    assert wire.requests == []
    assert "evil" not in caught.value.message


def test_it_connects_to_the_very_address_that_was_looked_at_and_checks_the_hosts_certificate() -> None:
    wire = Wire()
    assert get(wire, FILE, PUBLIC_V6, PUBLIC) == b"body"
    (request,) = wire.requests
    assert request.url.host == PUBLIC
    assert request.headers["host"] == "cdn.discordapp.com"
    assert request.extensions["sni_hostname"] == "cdn.discordapp.com"
    assert request.url.query == b"ex=1&is=2&hm=3"
    assert "authorization" not in request.headers


def test_an_ipv6_address_is_reached_where_there_is_no_other() -> None:
    wire = Wire()
    get(wire, FILE, PUBLIC_V6)
    assert str(wire.requests[0].url).startswith("https://[2606:4700::6810:1]/attachments/")


@pytest.mark.parametrize("addresses", [(INSIDE,), (PUBLIC, INSIDE), (INSIDE, PUBLIC), ("169.254.169.254",), ("::1",)])
def test_a_host_that_leads_into_a_private_network_is_never_connected_to(addresses: tuple[str, ...]) -> None:
    wire = Wire()
    with pytest.raises(FetchFailed, match="private network"):
        get(wire, FILE, *addresses)
    assert wire.requests == []


def test_a_host_that_is_not_found_fails_in_our_words() -> None:
    def nowhere(host: str, port: int) -> list[str]:
        raise OSError("secret detail")

    with pytest.raises(FetchFailed, match="cannot be found"):
        Fetcher(resolve=nowhere).get(FILE, limit_bytes=1, within_s=1)


@pytest.mark.parametrize(
    "to", ["https://evil.example/a", "http://cdn.discordapp.com/a", "http://169.254.169.254/latest/meta-data", "//x/a"]
)
def test_a_redirect_off_the_list_is_not_followed(to: str) -> None:
    wire = Wire(moved(to))
    with pytest.raises(FetchFailed, match="not one of Discord's"):
        get(wire)
    assert len(wire.requests) == 1


def test_a_redirect_on_the_list_is_followed() -> None:
    wire = Wire(moved("https://media.discordapp.net/b"), moved("/c"))
    assert get(wire) == b"body"
    assert [request.headers["host"] for request in wire.requests][1:] == ["media.discordapp.net"] * 2
    assert wire.requests[-1].url.path == "/c"


def test_redirects_without_end_end() -> None:
    wire = Wire(*[moved(FILE)] * 10)
    with pytest.raises(FetchFailed, match="without end"):
        get(wire)
    assert len(wire.requests) == 4


@pytest.mark.parametrize("headers", [{}, {"content-length": "9" * 30}])
def test_a_body_beyond_the_limit_is_refused(headers: dict[str, str]) -> None:
    with pytest.raises(FetchFailed, match="larger than 100 bytes"):
        get(Wire(httpx.Response(200, content=iter([b"x" * 60, b"x" * 60]), headers=headers)))


def test_a_body_of_exactly_the_limit_is_taken() -> None:
    assert get(Wire(httpx.Response(200, content=iter([b"x" * 100])))) == b"x" * 100


def test_a_compressed_body_is_refused_because_it_could_grow() -> None:
    with pytest.raises(FetchFailed, match="compressed"):
        get(Wire(httpx.Response(200, content=iter([b"x"]), headers={"content-encoding": "gzip"})))


@pytest.mark.parametrize("status", [204, 206, 304, 403, 404, 500])
def test_a_file_that_is_not_there_fails_with_its_status(status: int) -> None:
    with pytest.raises(FetchFailed, match=str(status)):
        get(Wire(httpx.Response(status)))


def test_time_that_is_up_ends_it() -> None:
    ticks = iter([0.0, 1.0, 2.0, 9.0])
    wire = Wire(httpx.Response(200, content=iter([b"a", b"b", b"c"])))
    slow = Fetcher(resolve=lambda host, port: [PUBLIC], transport=wire.transport(), clock=lambda: next(ticks))
    with pytest.raises(FetchFailed, match="too long"):
        slow.get(FILE, limit_bytes=100, within_s=5)


def test_a_broken_connection_fails_without_the_address_in_the_words() -> None:
    def broken(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError(f"no way to {request.url}")

    with pytest.raises(FetchFailed) as caught:
        Fetcher(resolve=lambda host, port: [PUBLIC], transport=httpx.MockTransport(broken)).get(
            FILE, limit_bytes=1, within_s=1
        )
    assert "discordapp" not in str(caught.value.to_dict())
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    ("base_url", "own"),
    [
        ("http://127.0.0.1:8123/api/v10", "http://127.0.0.1:8123"),
        ("http://localhost:80/api/v10", "http://localhost:80"),
        ("http://[::1]:9/api/v10", "http://::1:9"),
        ("https://discord.com/api/v10", ""),
        ("http://10.0.0.1/api/v10", ""),
        ("http://127.0.0.1.evil.example/api/v10", ""),
    ],
)
def test_only_a_discord_on_this_machine_adds_its_origin(base_url: str, own: str) -> None:
    assert Origins.of(base_url) == Origins(own=own)


def test_the_simulated_discord_is_let_in_at_its_own_port_and_no_other() -> None:
    wire = Wire()
    own = fetcher(wire, "127.0.0.1", origins=Origins.of("http://127.0.0.1:8123/api/v10"))
    assert own.get("http://127.0.0.1:8123/attachments/1/2/a.txt", limit_bytes=9, within_s=1) == b"body"
    assert wire.requests[0].headers["host"] == "127.0.0.1:8123"
    for other in ("http://127.0.0.1:8124/a", "https://127.0.0.1:8123/a", "http://localhost:8123/a"):
        with pytest.raises(FetchFailed, match="not one of Discord's"):
            own.get(other, limit_bytes=9, within_s=1)


def test_a_name_of_this_machine_that_leads_elsewhere_is_refused() -> None:
    wire = Wire()
    own = fetcher(wire, PUBLIC, origins=Origins.of("http://localhost:8123/api/v10"))
    with pytest.raises(FetchFailed, match="private network"):
        own.get("http://localhost:8123/a", limit_bytes=9, within_s=1)
    assert wire.requests == []


ANYWHERE = Origins(anywhere=True)
ELSEWHERE = "https://pictures.example/wave.png"


def test_anywhere_public_is_fetched_from_where_that_was_said_and_the_host_is_checked_all_the_same() -> None:
    wire = Wire()
    found = fetcher(wire, PUBLIC, origins=ANYWHERE)
    assert found.get(ELSEWHERE, limit_bytes=100, within_s=5) == b"body"
    (request,) = wire.requests
    assert (request.url.host, request.headers["host"]) == (PUBLIC, "pictures.example")
    assert request.extensions["sni_hostname"] == "pictures.example"


@pytest.mark.parametrize(
    "url",
    [
        "http://pictures.example/a",
        "https://pictures.example:8443/a",
        "https://ada@pictures.example/a",
        "https://ada:pw@pictures.example/a",
        "https:///a",
        "file:///etc/passwd",
        "http://127.0.0.1:8123/a",
    ],
)
def test_anywhere_is_https_on_the_usual_port_without_a_name(url: str) -> None:
    wire = Wire()
    with pytest.raises(FetchFailed, match="https") as caught:
        fetcher(wire, origins=ANYWHERE).get(url, limit_bytes=9, within_s=1)
    assert wire.requests == []
    assert "pictures" not in caught.value.message


@pytest.mark.parametrize("inside", [INSIDE, "127.0.0.1", "169.254.169.254", "::1", "fd00::1", "100.64.0.1"])
def test_anywhere_is_not_inside(inside: str) -> None:
    wire = Wire()
    with pytest.raises(FetchFailed, match="private network"):
        fetcher(wire, PUBLIC, inside, origins=ANYWHERE).get(ELSEWHERE, limit_bytes=9, within_s=1)
    assert wire.requests == []


@pytest.mark.parametrize("to", ["http://169.254.169.254/latest/meta-data", "http://pictures.example/b", "https://a@b/"])
def test_a_redirect_out_of_the_open_web_is_not_followed(to: str) -> None:
    wire = Wire(moved(to))
    with pytest.raises(FetchFailed, match="Only an https address"):
        fetcher(wire, origins=ANYWHERE).get(ELSEWHERE, limit_bytes=9, within_s=1)
    assert len(wire.requests) == 1


def test_a_redirect_to_a_host_that_leads_inside_is_not_followed() -> None:
    wire = Wire(moved("https://rebound.example/a"))
    leads = {"pictures.example": [PUBLIC], "rebound.example": [INSIDE]}
    found = Fetcher(origins=ANYWHERE, resolve=lambda host, port: leads[host], transport=wire.transport())
    with pytest.raises(FetchFailed, match="private network"):
        found.get(ELSEWHERE, limit_bytes=9, within_s=1)
    assert len(wire.requests) == 1


def test_a_host_in_letters_of_its_own_is_looked_up_as_name_servers_know_it() -> None:
    wire, asked = Wire(), list[str]()

    def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        return [PUBLIC]

    found = Fetcher(origins=ANYWHERE, resolve=resolve, transport=wire.transport())
    found.get("https://bücher.example/a", limit_bytes=9, within_s=1)
    assert asked == ["xn--bcher-kva.example"]
    assert wire.requests[0].extensions["sni_hostname"] == "xn--bcher-kva.example"
