"""The script in the gateway task's container: the template's own text, run by Python, against layers in zip files."""

import base64
import hashlib
import importlib.util
import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import ModuleType

import pytest

from tests.contract.deployment import container

BOTO3 = """
import json, os
LAYERS = json.loads(os.environ["LAYERS"])
class Lambda:
    def get_layer_version_by_arn(self, Arn): return {"Content": LAYERS[Arn]}
def client(name): return {"lambda": Lambda()}[name]
"""
TASK = """
import json, os, sys
import beside
print(json.dumps({"argv": sys.argv[1:], "pid": os.getpid(), "found": beside.__file__}))
"""


def script() -> str:
    return str(container()["Command"]["Fn::If"][1][0])


def zipped(files: dict[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return buffer.getvalue()


ARCHIVES = {
    "/task.zip": zipped({"python/gateway_task/__init__.py": "", "python/gateway_task/__main__.py": TASK}),
    "/beside.zip": zipped({"python/beside.py": "", "python/data/x.txt": "x"}),
}


class _Storage(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = ARCHIVES[self.path]
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name that the base class gives it
        """Say nothing."""


@pytest.fixture(scope="module")
def storage() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Storage)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def layer(storage: str, path: str) -> dict[str, str]:
    digest = base64.b64encode(hashlib.sha256(ARCHIVES[path]).digest()).decode()
    return {"Location": storage + path, "CodeSha256": digest}


def start(folder: Path, layers: dict[str, dict[str, str]]) -> subprocess.CompletedProcess[str]:
    (folder / "image").mkdir()
    (folder / "image" / "boto3.py").write_text(BOTO3, encoding="utf-8")
    code, run = folder / "code", folder / "run"
    environment = {
        "PYTHONPATH": f"{code / 'python'}{os.pathsep}{folder / 'image'}",
        "LAYERS": json.dumps(layers),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    return subprocess.run(
        [sys.executable, "-c", script(), str(code), str(run), str(os.getuid()), *layers],
        env=environment,
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_layers_are_unpacked_and_the_task_takes_the_process_over(storage: str, tmp_path: Path) -> None:
    done = start(tmp_path, {"arn:1": layer(storage, "/task.zip"), "arn:2": layer(storage, "/beside.zip")})
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["argv"] == []
    assert told["found"] == str(tmp_path / "code" / "python" / "beside.py")
    assert (tmp_path / "code" / "python" / "data" / "x.txt").read_text("utf-8") == "x"
    assert (tmp_path / "run").is_dir()


def test_code_that_is_not_what_was_deployed_is_not_run(storage: str, tmp_path: Path) -> None:
    other = layer(storage, "/task.zip") | {"CodeSha256": layer(storage, "/beside.zip")["CodeSha256"]}
    done = start(tmp_path, {"arn:1": other})
    assert done.returncode == 1
    assert "arn:1: what was fetched is not what was deployed" in done.stderr
    assert not (tmp_path / "code").exists()


@pytest.fixture
def fetching(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    spec = importlib.util.spec_from_loader("fetching", loader=None)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "boto3", ModuleType("boto3"))
    exec(compile(script(), "fetching", "exec"), vars(module))  # noqa: S102 - the template's own text
    return module


@pytest.mark.parametrize("user", [0, 1000])
def test_root_s_rights_are_given_up_in_the_order_in_which_that_is_possible(
    fetching: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, user: int
) -> None:
    done: list[tuple[object, ...]] = []
    monkeypatch.setattr(os, "geteuid", lambda: user)
    for name in ("chown", "setgroups", "setgid", "setuid"):
        monkeypatch.setattr(os, name, lambda *given, name=name: done.append((name, *given)))
    fetching.become(10001, tmp_path / "run")
    given_up: list[tuple[object, ...]] = [
        ("chown", tmp_path / "run", 10001, 10001),
        ("setgroups", []),
        ("setgid", 10001),
        ("setuid", 10001),
    ]
    assert done == (given_up if user == 0 else [])
    assert (tmp_path / "run").is_dir()
