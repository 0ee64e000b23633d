"""The credential as it is presented: read from the header, judged by its looks, never kept.

Whether the key is valid is the store's to say; what cannot be a key is refused here, without a look into the store and
without loading what it takes to look.
"""

import re

from guildhall.errors import Unauthenticated
from guildhall.surfaces.mcp.http import Reply, Request, refusal

REALM = "guildhall"
CLIENT_MAX_CHARACTERS = 80
_KEY = re.compile(r"ghk_[A-Za-z0-9]{1,64}_[A-Za-z0-9_-]{16,128}", re.ASCII)
_HOW = (
    "Send the header 'Authorization: Bearer ghk_...' with an API key of this deployment. Its operator makes the keys; "
    "on a laptop, `make local` writes some into endpoints.json, under api_keys."
)


def presented(request: Request) -> str:
    """Return the API key that the request presents.

    Raises:
        Unauthenticated: There is none, or what is there cannot be one.
    """
    scheme, _, credential = request.header("authorization").partition(" ")
    credential = credential.strip()
    if not scheme:
        raise Unauthenticated("No API key was sent.", _HOW)
    if scheme.lower() != "bearer" or not _KEY.fullmatch(credential):
        raise Unauthenticated("What was sent is not an API key.", _HOW, reason="malformed credential")
    return credential


def challenge(request: Request, failure: Unauthenticated) -> Reply:
    """Return the 401: what is wrong, and what to do.

    Source: https://www.rfc-editor.org/rfc/rfc6750#section-3
    """
    value = f'Bearer realm="{REALM}"'
    if request.header("authorization"):
        value += f', error="invalid_token", error_description="{_quotable(failure.message)}"'
    told = refusal(401, failure.code, failure.message, failure.hint or _HOW)
    return told.with_headers({"www-authenticate": value})


def _quotable(text: str) -> str:
    return re.sub(r"[^ !#-\[\]-~]", "'", text)


def client_name(request: Request, message: object) -> str:
    """Return how the client program calls itself, for people to read: untrusted, one line, cut short.

    Args:
        request: Its `User-Agent` counts where the message names nobody.
        message: The decoded JSON-RPC message; both eras' places for `clientInfo` are looked at.
    """
    match message:
        case {"params": {"_meta": {"io.modelcontextprotocol/clientInfo": {"name": str() as name, **rest}}}}:
            told = f"{name} {rest.get('version', '')}"
        case {"method": "initialize", "params": {"clientInfo": {"name": str() as name, **rest}}}:
            told = f"{name} {rest.get('version', '')}"
        case _:
            told = request.header("user-agent")
    return re.sub(r"[^\x20-\x7e]+", " ", told).strip()[:CLIENT_MAX_CHARACTERS]
