"""Installs what is missing, from a clone and any Python 3.9 or newer: `python3 tools/bootstrap.py [setup|sam|node]`.

`setup` (the default) makes `.venv` with Python 3.13 and everything that `uv.lock` names; `sam` makes `.venv-sam` with
the SAM CLI; `node` puts a Node.js and the MCP inspector into `.node`. It needs no pip, no venv and no uv: uv comes from
the machine's package index, verified by its hash. A second run that finds nothing changed does nothing.
"""

import contextlib
import fcntl
import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Dict, Iterator, List, Optional

try:
    from tools.downloads import BootstrapError, configured, file_in_wheel, newest_wheel, unpack_npm
except ImportError:  # as a script: only this file's folder is on the path, nothing of the project is installed yet
    from downloads import (  # type: ignore[import-not-found, no-redef]  # the same module under its other name
        BootstrapError,
        configured,
        file_in_wheel,
        newest_wheel,
        unpack_npm,
    )

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / ".venv-tools"
UV = TOOLS / "bin" / "uv"
NODE = ROOT / ".node"
PYTHON = (3, 13)
MINIMUM_UV = (0, 9)
NODE_VERSION = "22.23.3"
NPM_VERSION = "12.2.0"
INSPECTOR = "@modelcontextprotocol/inspector@2.12.0"
ENVIRONMENTS: Dict[str, List[str]] = {".venv": [], ".venv-sam": ["--only-group", "sam"]}
STAMP = "guildhall-bootstrap"


def say(text: str) -> None:
    """Tell the person what takes time."""
    sys.stderr.write(f"bootstrap: {text}\n")
    sys.stderr.flush()


def output_of(command: List[str]) -> str:
    """What a command prints, or nothing when it does not work."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def python_candidates() -> Iterator[str]:
    """Interpreters that may be the wanted one: this one, pyenv's newest, those on PATH."""
    yield sys.executable
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    minor = f"{PYTHON[0]}.{PYTHON[1]}"
    found = [folder for folder in pyenv.glob(f"{minor}.*") if folder.name.rpartition(".")[2].isdigit()]
    for folder in sorted(found, key=lambda each: int(each.name.rpartition(".")[2]), reverse=True):
        yield str(folder / "bin" / f"python{minor}")
    for place in os.environ.get("PATH", "").split(os.pathsep):
        for name in (f"python{minor}", "python3"):
            if os.access(os.path.join(place, name), os.X_OK):
                yield os.path.join(place, name)


def find_python() -> Optional[str]:
    """The first candidate that really is Python 3.13, or None."""
    question = "import ssl, sqlite3, sys; print(*sys.version_info[:2], sys.version_info.releaselevel)"
    for candidate in python_candidates():
        if output_of([candidate, "-I", "-c", question]) == f"{PYTHON[0]} {PYTHON[1]} final":
            return candidate
    return None


def uv_version(path: str) -> "tuple[int, ...]":
    """The version of a uv, or nothing when it does not run."""
    found = re.match(r"uv (\d+)\.(\d+)\.(\d+)", output_of([path, "--version"]))
    return tuple(int(part) for part in found.groups()) if found else ()


def is_shim(path: str) -> bool:
    """Whether a program is a version manager's stand-in, which runs or not by the folder it is called from."""
    return os.path.basename(os.path.dirname(path)) == "shims"


def find_uv() -> str:
    """A uv that is new enough: the one kept here, the machine's, or one from the package index."""
    if uv_version(str(UV)) >= MINIMUM_UV:
        return str(UV)
    UV.parent.mkdir(parents=True, exist_ok=True)
    homes = [str(Path.home() / folder) for folder in (".local/bin", ".cargo/bin")]
    for place in [*os.environ.get("PATH", "").split(os.pathsep), *homes]:
        path = os.path.join(place, "uv")
        if os.access(path, os.X_OK) and not is_shim(path) and uv_version(path) >= MINIMUM_UV:
            if os.path.lexists(str(UV)):
                UV.unlink()
            UV.symlink_to(path)
            return str(UV)
    wheel = newest_wheel("uv")
    say("fetching uv " + ".".join(str(part) for part in wheel.version))
    unfinished = UV.with_suffix(".new")
    unfinished.write_bytes(file_in_wheel(wheel, ".data/scripts/uv"))
    unfinished.chmod(0o755)
    unfinished.replace(UV)
    if uv_version(str(UV)) < MINIMUM_UV:
        raise BootstrapError(f"the uv from the package index does not run here; install uv yourself ({UV} was tried)")
    return str(UV)


def fingerprint() -> str:
    """What an environment is made from."""
    digest = hashlib.sha256()
    for name in ("pyproject.toml", "uv.lock"):
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def is_current(environment: str) -> bool:
    """Whether an environment was made from the present lock and its interpreter still exists."""
    stamp = ROOT / environment / STAMP
    if not (ROOT / environment / "bin" / "python").exists() or not UV.exists():
        return False
    return stamp.is_file() and stamp.read_text(encoding="utf-8") == fingerprint()


def sync(environment: str) -> None:
    """Make one environment equal to the lock."""
    if is_current(environment):
        return
    uv = find_uv()
    settings = {**os.environ, "UV_PROJECT_ENVIRONMENT": environment}
    settings.pop("VIRTUAL_ENV", None)
    trust(settings, "SSL_CERT_FILE")
    settings["UV_PYTHON"] = find_python() or fetch_python(uv, settings)
    say(f"installing into {environment}")
    if not (
        ran([uv, "sync", "--locked", "--quiet", *ENVIRONMENTS[environment]], settings)
        or synced_from_mirror(uv, environment, settings)
    ):
        raise BootstrapError(f"{environment} could not be installed; the lines above, from uv, say why")
    (ROOT / environment / STAMP).write_text(fingerprint(), encoding="utf-8")


def fetch_python(uv: str, settings: Dict[str, str]) -> str:
    """Let uv fetch a Python 3.13; returns how uv calls it."""
    version = f"{PYTHON[0]}.{PYTHON[1]}"
    say(f"no Python {version} here; asking uv for one")
    fetched = subprocess.run([uv, "python", "install", version], env=settings, capture_output=True, check=False)
    if fetched.returncode != 0:
        raise BootstrapError(
            f"Python {version} is missing and could not be fetched; install it (for example with pyenv)"
        )
    return version


def ran(command: List[str], settings: Dict[str, str]) -> bool:
    """Whether a command in the project's folder ended well."""
    return subprocess.run(command, cwd=str(ROOT), env=settings, check=False).returncode == 0


def synced_from_mirror(uv: str, environment: str, settings: Dict[str, str]) -> bool:
    """Install the versions and hashes of the lock from the package index in pip's settings, if there is one."""
    mirror = configured("index-url")
    if not mirror or settings.get("UV_DEFAULT_INDEX"):
        return False
    say("trying the package index of pip's settings")
    settings = {**settings, "UV_DEFAULT_INDEX": mirror[0]}
    pins = str(TOOLS / f"pins{environment}.txt")
    export = [uv, "export", "--frozen", "--quiet", "--no-emit-project", "-o", pins, *ENVIRONMENTS[environment]]
    install = [uv, "pip", "sync", "--quiet", "--python", environment, "--require-hashes", pins]
    project = [uv, "pip", "install", "--quiet", "--python", environment, "--no-deps", "--editable", "."]
    steps = [export, [uv, "venv", "--quiet", "--clear", environment], install]
    steps += [] if ENVIRONMENTS[environment] else [project]
    return all(ran(step, settings) for step in steps)


def trust(settings: Dict[str, str], name: str) -> None:
    """Name the certificates of pip's settings to a tool that does not read them, unless it was told of others."""
    certificates = configured("cert")
    if certificates:
        settings.setdefault(name, certificates[0])


def node() -> None:
    """Put Node.js, npm and the MCP inspector into `.node`."""
    stamp = NODE / STAMP
    wanted = f"{NODE_VERSION} {NPM_VERSION} {INSPECTOR}"
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return
    machine = {"x86_64": "x64", "amd64": "x64", "aarch64": "arm64", "arm64": "arm64"}.get(platform.machine().lower())
    if machine is None:
        raise BootstrapError(f"npm has no Node.js for {platform.machine()}; install Node.js 22.19 or newer yourself")
    shutil.rmtree(NODE, ignore_errors=True)
    say(f"fetching Node.js {NODE_VERSION}")
    unpack_npm(f"node-{sys.platform}-{machine}", NODE_VERSION, NODE)
    unpack_npm("npm", NPM_VERSION, NODE / "npm")
    say(f"installing {INSPECTOR}")
    settings = {**os.environ, "PATH": f"{NODE / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"}
    trust(settings, "NODE_EXTRA_CA_CERTS")
    npm = [str(NODE / "bin" / "node"), str(NODE / "npm" / "bin" / "npm-cli.js"), "install", "--prefix", str(NODE)]
    quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error", INSPECTOR]
    if subprocess.run(npm + quiet, env=settings, stdout=subprocess.DEVNULL, check=False).returncode != 0:
        raise BootstrapError(f"{INSPECTOR} could not be installed; the lines above, from npm, say why")
    stamp.write_text(wanted, encoding="utf-8")


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Let one bootstrap of this checkout work at a time."""
    TOOLS.mkdir(exist_ok=True)
    with (TOOLS / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def main(arguments: List[str]) -> int:
    """Do what the arguments name; returns the exit code."""
    steps = {"setup": lambda: sync(".venv"), "sam": lambda: sync(".venv-sam"), "node": node}
    unknown = [each for each in arguments if each not in steps]
    if unknown:
        say(f"unknown step {unknown[0]}; there are {', '.join(steps)}")
        return 2
    try:
        with alone():
            for each in arguments or ["setup"]:
                steps[each]()
    except BootstrapError as problem:
        say(str(problem))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
