"""The playground's address: the static page and the addresses that it needs, for a browser on this machine alone."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

PREFIX = "/playground"
STATIC = Path(__file__).parent / "playground" / "static"
CONFIG = "config.json"

HEADERS = {
    "cache-control": "no-cache",
    "content-security-policy": "frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
}
"""What the page's own policy, which stands in it, cannot say."""

SECRETS = frozenset({"bot_token", "signing_key"})
"""What a page never needs."""


def playground(config: Mapping[str, Any], static: Path = STATIC) -> Starlette:
    """An application for `PREFIX`; `config` may be filled after this call.

    A foreign website that points its own name at this machine is refused by the name, and it cannot read what another
    origin serves; so the page may know the API keys of the simulated members.
    """

    async def configuration(_: Request) -> Response:
        return JSONResponse(without_secrets(config), headers={"cache-control": "no-store"})

    routes: list[BaseRoute] = [Route(f"{PREFIX}/{CONFIG}", configuration)]
    if static.is_dir():
        routes.append(Mount(PREFIX, _Files(directory=static, html=True)))
    else:
        routes.append(Route(f"{PREFIX}/{{rest:path}}", _missing))
    hosts = Middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"])
    return Starlette(routes=routes, middleware=[hosts, Middleware(GZipMiddleware)])


class _Files(StaticFiles):
    """The page's files: asked for again at each visit, so that an update is seen at once, and in nobody's frame."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        """Return a file with the headers of a page that acts for its visitor."""
        response = super().file_response(*args, **kwargs)
        response.headers.update(HEADERS)
        return response


async def _missing(_: Request) -> Response:
    return PlainTextResponse(f"This checkout has no playground page ({STATIC}).", 404)


def without_secrets(config: Mapping[str, Any]) -> dict[str, Any]:
    """The endpoints as a page may have them; keys that act in a real guild stay in the file."""
    shown = {key: value for key, value in config.items() if key not in SECRETS}
    discord = config.get("discord") or {}
    shown["discord"] = {key: value for key, value in discord.items() if key not in SECRETS}
    if urlsplit(str(discord.get("rest_url") or "")).hostname not in {None, "127.0.0.1", "localhost"}:
        shown.pop("api_keys", None)
    return shown
