"""Finds and verifies downloads for `tools/bootstrap.py`: wheels from the machine's package indexes, tarballs from npm.

Stdlib only, Python 3.9 syntax: this runs before anything is installed.
"""

import base64
import configparser
import hashlib
import html.parser
import io
import json
import os
import platform
import re
import ssl
import sys
import tarfile
import urllib.error
import urllib.parse
import urllib.request
import zipfile
from pathlib import Path
from typing import Any, Dict, List, NamedTuple, Optional, Tuple

PUBLIC_INDEX = "https://pypi.org/simple"
PUBLIC_NPM = "https://registry.npmjs.org"
SIMPLE_JSON = "application/vnd.pypi.simple.v1+json"
ATTEMPTS = 3
SYSTEM_FILES = (Path(sys.prefix) / "pip.conf", Path("/etc/xdg/pip/pip.conf"), Path("/etc/pip.conf"))


class BootstrapError(Exception):
    """What could not be had, and what to do: one line for the person."""


class Wheel(NamedTuple):
    """One wheel that an index offers; `sha256` is empty for a file of this machine."""

    version: Tuple[int, ...]
    url: str
    sha256: str


def configured(name: str) -> List[str]:
    """The values of one of pip's settings, such as `index-url`: from the environment, else from its files."""
    given = os.environ.get("PIP_" + name.upper().replace("-", "_"))
    if given:
        return given.split()
    home = Path.home()
    folders = [home / "Library/Application Support/pip", home / ".config/pip", home / ".pip"]
    files = [Path(os.environ["PIP_CONFIG_FILE"])] if os.environ.get("PIP_CONFIG_FILE") else []
    files += [*[folder / "pip.conf" for folder in folders], *SYSTEM_FILES]
    for file in files:
        parser = configparser.ConfigParser(interpolation=None, strict=False)
        try:
            parser.read(str(file), encoding="utf-8")
        except (configparser.Error, UnicodeDecodeError):
            continue
        for section in ("install", "download", "global"):
            if parser.has_option(section, name):
                return parser.get(section, name).split()
    return []


def indexes() -> List[str]:
    """The addresses to ask for a Python package, the machine's own settings first."""
    main = [os.environ.get("UV_DEFAULT_INDEX") or os.environ.get("UV_INDEX_URL") or ""]
    main = [address for address in main if address] or configured("index-url") or [PUBLIC_INDEX]
    extra = (os.environ.get("UV_INDEX") or os.environ.get("UV_EXTRA_INDEX_URL") or "").split()
    extra = [address.split("=", 1)[-1] if "=" in address.split("://")[0] else address for address in extra]
    return main + extra + configured("extra-index-url")


def fetch(address: str, accept: str = "*/*") -> bytes:
    """The body at an address, with the machine's certificates, proxies and the credentials in the address."""
    parts = urllib.parse.urlsplit(address)
    headers = {"Accept": accept, "User-Agent": "guildhall-bootstrap"}
    if parts.username:
        pair = f"{urllib.parse.unquote(parts.username)}:{urllib.parse.unquote(parts.password or '')}"
        headers["Authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
        host = parts.netloc.rsplit("@", 1)[-1]
        address = urllib.parse.urlunsplit(parts._replace(netloc=host))
    certificates = configured("cert")
    context = ssl.create_default_context(cafile=certificates[0] if certificates else None)
    request = urllib.request.Request(address, headers=headers)  # noqa: S310  # an index may be a folder: file: is meant
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with urllib.request.urlopen(request, timeout=60, context=context) as answer:  # noqa: S310  # the same
                body: bytes = answer.read()
                return body
        except urllib.error.HTTPError as refused:
            raise BootstrapError(f"{redacted(address)} answered {refused.code}") from refused
        except OSError as failed:
            if attempt == ATTEMPTS:
                raise BootstrapError(f"{redacted(address)} cannot be reached ({failed})") from failed
    raise AssertionError


def redacted(address: str) -> str:
    """An address without the credentials in it."""
    return re.sub(r"//[^/@]*@", "//", address)


class _Links(html.parser.HTMLParser):
    """The links of an index page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: List[str] = []

    def handle_starttag(self, tag: str, attrs: List[Tuple[str, Optional[str]]]) -> None:
        """Keep a link unless its file was withdrawn."""
        named = dict(attrs)
        if tag == "a" and named.get("href") and "data-yanked" not in named:
            self.found.append(str(named["href"]))


def _listed(address: str, project: str) -> List[Tuple[str, str]]:
    """The files of a project in one index: address and SHA-256."""
    page = f"{address.rstrip('/')}/{project}/"
    if page.startswith("file:"):
        page += "index.html"
    body = fetch(page, f"{SIMPLE_JSON}, text/html;q=0.5").decode()
    if body.lstrip().startswith("{"):
        files = [file for file in json.loads(body)["files"] if not file.get("yanked")]
        return [(urllib.parse.urljoin(page, file["url"]), file["hashes"].get("sha256", "")) for file in files]
    links = _Links()
    links.feed(body)
    pairs = [urllib.parse.urljoin(page, link).partition("#sha256=") for link in links.found]
    return [(url, digest) for url, _, digest in pairs]


def _found_locally(project: str) -> List[Tuple[str, str]]:
    """The wheels of a project in the folders that pip may look into."""
    folders = [Path(place.replace("file://", "")) for place in configured("find-links")]
    return [(file.resolve().as_uri(), "") for folder in folders for file in folder.glob(f"{project}-*.whl")]


def platform_tag() -> str:
    """A pattern for the platform part of a wheel's name that runs on this machine.

    Raises:
        BootstrapError: no wheel is made for it.
    """
    machine = platform.machine().lower()
    machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(machine, machine)
    if sys.platform == "darwin":
        return r"macosx_\d+_\d+_" + ("arm64" if machine == "aarch64" else machine)
    if sys.platform.startswith("linux"):
        libc = "manylinux" if platform.libc_ver()[0] == "glibc" else "musllinux"
        return libc + r"(_\d+_\d+|\d+)_" + machine
    raise BootstrapError(f"{sys.platform} is not supported; use Linux, macOS or WSL")


def newest_wheel(project: str) -> Wheel:
    """The newest released wheel of a project for this machine.

    Raises:
        BootstrapError: no index has one.
    """
    name = re.compile(rf"{project}-(\d+(?:\.\d+)*)-[^-]+-[^-]+-(?:[^-]*\.)?{platform_tag()}(?:\.[^-]*)?\.whl")
    files = _found_locally(project)
    problems: List[str] = []
    for address in indexes():
        try:
            files += _listed(address, project)
        except (BootstrapError, ValueError, KeyError) as problem:
            problems.append(str(problem))
    wheels = []
    for url, sha256 in files:
        matched = name.fullmatch(urllib.parse.unquote(url.rsplit("/", 1)[-1]))
        if matched and (sha256 or url.startswith("file:")):
            wheels.append(Wheel(tuple(int(part) for part in matched.group(1).split(".")), url, sha256))
    if not wheels:
        reason = "; ".join(problems) or "no index offers a wheel for this machine"
        raise BootstrapError(f"{project} cannot be had: {reason}")
    return max(wheels)


def file_in_wheel(wheel: Wheel, suffix: str) -> bytes:
    """One file of a wheel, by the end of its path, after the wheel's hash was checked."""
    body = fetch(wheel.url)
    if wheel.sha256 and hashlib.sha256(body).hexdigest() != wheel.sha256:
        raise BootstrapError(f"{redacted(wheel.url)} does not have the hash that its index names")
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return archive.read(next(name for name in archive.namelist() if name.endswith(suffix)))


def npm_registry() -> str:
    """The npm registry of this machine."""
    given = os.environ.get("NPM_CONFIG_REGISTRY")
    npmrc = Path.home() / ".npmrc"
    if not given and npmrc.is_file():
        found = re.search(r"^registry\s*=\s*(\S+)", npmrc.read_text(encoding="utf-8"), re.MULTILINE)
        given = found.group(1) if found else None
    return (given or PUBLIC_NPM).rstrip("/")


def unpack_npm(package: str, version: str, target: Path) -> None:
    """Unpack one version of an npm package into `target`, after its integrity was checked."""
    described: Dict[str, Any] = json.loads(fetch(f"{npm_registry()}/{package}/{version}"))["dist"]
    body = fetch(described["tarball"])
    algorithm, _, digest = described["integrity"].partition("-")
    if base64.b64encode(hashlib.new(algorithm, body).digest()).decode() != digest:
        raise BootstrapError(f"{package} {version} does not have the hash that its registry names")
    with tarfile.open(fileobj=io.BytesIO(body)) as archive:
        for member in archive.getmembers():
            path = (target / member.name.partition("/")[2]).resolve()
            if member.isfile() and str(path).startswith(str(target.resolve()) + os.sep):
                path.parent.mkdir(parents=True, exist_ok=True)
                source = archive.extractfile(member)
                if source is not None:
                    path.write_bytes(source.read())
                    path.chmod(0o755 if member.mode & 0o100 else 0o644)
