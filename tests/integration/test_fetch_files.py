"""The fetcher against a server on loopback: what leads astray, what never ends, what is no more than it says."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest

from guildhall.clock import monotonic_s
from guildhall.fetch import Fetcher, FetchFailed, Origins

MEGABYTE = 1_000_000


class Files(BaseHTTPRequestHandler):
    """Serves one file under each path of `serve`; a path starting with `/to/` moves to what stands behind it."""

    protocol_version = "HTTP/1.1"
    serve: ClassVar[dict[str, Callable[["Files"], None]]] = {}
    seen: ClassVar[list[str]] = []
    over: ClassVar[threading.Event] = threading.Event()

    def do_GET(self) -> None:
        self.seen.append(self.path)
        self.close_connection = True
        if self.path.startswith("/to/"):
            self.head(302, Location=self.path.removeprefix("/to/"))
            return
        self.serve[self.path](self)

    def head(self, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content_Length": "0", **headers}.items():
            if value:
                self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def log_message(self, *args: object) -> None: ...


def _small(files: Files) -> None:
    files.head(Content_Length="5")
    files.wfile.write(b"small")


def _huge(files: Files) -> None:
    files.head(Content_Length="", Connection="close")
    try:
        while not files.over.is_set():
            files.wfile.write(b"x" * 65536)
    except OSError:
        files.over.set()


def _huge_by_its_own_word(files: Files) -> None:
    files.head(Content_Length=str(5 * MEGABYTE))


def _trickle(files: Files) -> None:
    files.head(Content_Length="1000")
    try:
        while not files.over.wait(0.05):
            files.wfile.write(b"x")
            files.wfile.flush()
    except OSError:
        return


def _silent(files: Files) -> None:
    files.over.wait(30)


def _drip(files: Files) -> None:
    """Begin an answer, and never come to the end of its first line."""
    try:
        files.wfile.write(b"HTTP/1.1 200 ")
        while not files.over.wait(0.05):
            files.wfile.write(b"O")
            files.wfile.flush()
    except OSError:
        return


def _cut_short(files: Files) -> None:
    files.head(Content_Length="1000")
    files.wfile.write(b"only this")


Files.serve = {
    "/small": _small,
    "/huge": _huge,
    "/huge-by-its-own-word": _huge_by_its_own_word,
    "/trickle": _trickle,
    "/silent": _silent,
    "/drip": _drip,
    "/cut-short": _cut_short,
}


@contextmanager
def server() -> Iterator[str]:
    Files.seen.clear()
    Files.over.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), Files) as listening:
        thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.server_port}"
        finally:
            Files.over.set()
            listening.shutdown()
            thread.join()


@pytest.fixture
def own() -> Iterator[str]:
    with server() as url:
        yield url


@pytest.fixture
def fetcher(own: str) -> Fetcher:
    return Fetcher(origins=Origins.of(f"{own}/api/v10"))


def refused(fetcher: Fetcher, url: str, *, within_s: float = 10) -> str:
    with pytest.raises(FetchFailed) as caught:
        fetcher.get(url, limit_bytes=MEGABYTE, within_s=within_s)
    return caught.value.message


def test_a_file_of_the_simulated_discord_is_fetched(fetcher: Fetcher, own: str) -> None:
    assert fetcher.get(f"{own}/small", limit_bytes=5, within_s=10) == b"small"


def test_a_redirect_within_the_origin_is_followed(fetcher: Fetcher, own: str) -> None:
    assert fetcher.get(f"{own}/to//small", limit_bytes=5, within_s=10) == b"small"
    assert fetcher.get(f"{own}/to/{own}/small", limit_bytes=5, within_s=10) == b"small"


@pytest.mark.parametrize("to", ["http://127.0.0.2:{port}/small", "http://localhost:{port}/small", "https://x.example/"])
def test_a_redirect_out_of_the_origin_is_refused_before_it_connects(fetcher: Fetcher, own: str, to: str) -> None:
    target = to.format(port=own.rpartition(":")[2])
    assert "not one of Discord's" in refused(fetcher, f"{own}/to/{target}")
    assert len(Files.seen) == 1


def test_redirects_in_a_circle_end(fetcher: Fetcher, own: str) -> None:
    Files.serve["/round"] = lambda files: files.head(301, Location="/round")
    assert "without end" in refused(fetcher, f"{own}/round")
    assert len(Files.seen) == 4


def test_a_body_without_end_is_cut_off_at_the_limit(fetcher: Fetcher, own: str) -> None:
    assert "larger than 1000000 bytes" in refused(fetcher, f"{own}/huge")
    assert Files.over.wait(10), "the connection was left open"


def test_a_body_that_says_it_is_too_large_is_not_waited_for(fetcher: Fetcher, own: str) -> None:
    assert "larger than" in refused(fetcher, f"{own}/huge-by-its-own-word")


def test_a_body_that_trickles_is_ended_by_the_time(fetcher: Fetcher, own: str) -> None:
    began_s = monotonic_s()
    assert "too long" in refused(fetcher, f"{own}/trickle", within_s=0.5)
    assert monotonic_s() - began_s < 4


def test_headers_that_come_drop_by_drop_are_cut_off_by_the_time(fetcher: Fetcher, own: str) -> None:
    began_s = monotonic_s()
    assert "took too long" in refused(fetcher, f"{own}/drip", within_s=0.5)
    assert monotonic_s() - began_s < 3


def test_a_server_that_says_nothing_is_ended_by_the_time(fetcher: Fetcher, own: str) -> None:
    began_s = monotonic_s()
    assert "took too long" in refused(fetcher, f"{own}/silent", within_s=0.3)
    assert monotonic_s() - began_s < 3


def test_a_body_that_is_cut_short_is_not_taken_for_the_whole(fetcher: Fetcher, own: str) -> None:
    assert "could not be fetched" in refused(fetcher, f"{own}/cut-short")


def test_nothing_on_this_machine_is_reached_where_discord_is_the_real_one(own: str) -> None:
    assert "not one of Discord's" in refused(Fetcher(), f"{own}/small")
    assert Files.seen == []


def test_a_host_of_the_list_that_leads_to_this_machine_is_never_connected_to(own: str) -> None:
    inside = Fetcher(resolve=lambda host, port: ["127.0.0.1"])
    assert "private network" in refused(inside, "https://cdn.discordapp.com/small")
    assert Files.seen == []
