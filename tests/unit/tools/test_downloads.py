import base64
import hashlib
import io
import json
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tools import downloads
from tools.downloads import BootstrapError, Wheel

Settings = Callable[[str], None]


@pytest.fixture(autouse=True)
def bare_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = ("INDEX_URL", "EXTRA_INDEX_URL", "FIND_LINKS", "CERT", "CONFIG_FILE")
    for name in ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "UV_INDEX", "UV_EXTRA_INDEX_URL", "NPM_CONFIG_REGISTRY"):
        monkeypatch.delenv(name, raising=False)
    for name in names:
        monkeypatch.delenv(f"PIP_{name}", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setattr(downloads, "platform_tag", lambda: r"manylinux(_\d+_\d+|\d+)_x86_64")
    monkeypatch.setattr(downloads, "SYSTEM_FILES", ())


@pytest.fixture
def pip_conf(tmp_path: Path) -> Settings:
    def write(text: str) -> None:
        folder = tmp_path / "home" / ".config" / "pip"
        folder.mkdir(parents=True)
        (folder / "pip.conf").write_text(text, encoding="utf-8")

    return write


def test_a_bare_machine_asks_the_public_index() -> None:
    assert downloads.indexes() == ["https://pypi.org/simple"]


def test_the_settings_of_pip_are_honoured(pip_conf: Settings) -> None:
    pip_conf("[global]\nindex-url = https://mirror/simple\nextra-index-url = https://a https://b%20c\ncert=/c.pem\n")
    assert downloads.indexes() == ["https://mirror/simple", "https://a", "https://b%20c"]
    assert downloads.configured("cert") == ["/c.pem"]


def test_the_environment_is_stronger_than_the_files(pip_conf: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    pip_conf("[global]\nindex-url = https://mirror/simple\n")
    monkeypatch.setenv("PIP_INDEX_URL", "https://environment/simple")
    assert downloads.indexes() == ["https://environment/simple"]
    monkeypatch.setenv("UV_DEFAULT_INDEX", "https://uv/simple")
    monkeypatch.setenv("UV_INDEX", "own=https://more/simple")
    assert downloads.indexes() == ["https://uv/simple", "https://more/simple"]


def test_a_broken_file_of_pip_is_passed_over(pip_conf: Settings) -> None:
    pip_conf("no section = here\n")
    assert downloads.indexes() == ["https://pypi.org/simple"]


def wheel_bytes(text: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("uv-9.9.9.data/scripts/uv", text)
    return buffer.getvalue()


def index_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, page: str) -> Path:
    folder = tmp_path / "index" / "uv"
    folder.mkdir(parents=True)
    (folder / "index.html").write_text(page, encoding="utf-8")
    monkeypatch.setenv("PIP_INDEX_URL", (tmp_path / "index").as_uri())
    return folder


NAME = "uv-{}-py3-none-manylinux_2_17_x86_64.manylinux2014_x86_64.whl"


def test_the_newest_release_for_this_machine_is_chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = [NAME.format(version) for version in ("0.9.9", "0.10.2", "0.11.0rc1")]
    names += ["uv-0.12.0-py3-none-macosx_11_0_arm64.whl", "uv-0.12.0.tar.gz", "uv_build-0.13.0-py3-none-any.whl"]
    links = [f'<a href="{name}#sha256=5">x</a>' for name in names]
    links.append(f'<a href="{NAME.format("0.12.0")}#sha256=5" data-yanked="bad">x</a>')
    folder = index_of(tmp_path, monkeypatch, "".join(links))
    wheel = downloads.newest_wheel("uv")
    assert wheel == Wheel((0, 10, 2), (folder / NAME.format("0.10.2")).as_uri(), "5")


def test_an_index_may_answer_in_json(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = [
        {"filename": "x", "url": NAME.format("0.9.1"), "hashes": {"sha256": "7"}},
        {"filename": "y", "url": NAME.format("0.9.2"), "hashes": {"sha256": "8"}, "yanked": "bad"},
    ]
    index_of(tmp_path, monkeypatch, json.dumps({"files": files}))
    assert downloads.newest_wheel("uv")[::2] == ((0, 9, 1), "7")


def test_wheels_in_the_folders_of_find_links_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index_of(tmp_path, monkeypatch, f'<a href="{NAME.format("0.9.0")}#sha256=5">x</a>')
    (tmp_path / NAME.format("0.9.5")).write_bytes(wheel_bytes(b"binary"))
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    wheel = downloads.newest_wheel("uv")
    assert wheel.version == (0, 9, 5)
    assert downloads.file_in_wheel(wheel, ".data/scripts/uv") == b"binary"


def test_a_remote_wheel_without_a_hash_is_not_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index_of(tmp_path, monkeypatch, f'<a href="https://elsewhere/{NAME.format("0.9.0")}">x</a>')
    with pytest.raises(BootstrapError, match="no index offers a wheel"):
        downloads.newest_wheel("uv")


def test_a_wheel_with_another_hash_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "w.whl"
    path.write_bytes(wheel_bytes(b"binary"))
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    assert downloads.file_in_wheel(Wheel((1,), path.as_uri(), digest), "uv") == b"binary"
    with pytest.raises(BootstrapError, match="does not have the hash"):
        downloads.file_in_wheel(Wheel((1,), path.as_uri(), "0" * 64), "uv")


def test_an_index_that_is_away_is_named_without_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "http://user:secret@127.0.0.1:9/simple")
    with pytest.raises(BootstrapError, match=r"http://127\.0\.0\.1:9/simple/uv/ cannot be reached") as refused:
        downloads.newest_wheel("uv")
    assert "secret" not in str(refused.value)


def npm_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, names: dict[str, int]) -> Path:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for name, mode in names.items():
            member = tarfile.TarInfo(name)
            member.mode, member.size = mode, 4
            archive.addfile(member, io.BytesIO(b"body"))
    tarball = tmp_path / "p.tgz"
    tarball.write_bytes(buffer.getvalue())
    folder = tmp_path / "npm" / "node"
    folder.mkdir(parents=True)
    digest = base64.b64encode(hashlib.sha512(tarball.read_bytes()).digest()).decode()
    dist = {"tarball": tarball.as_uri(), "integrity": f"sha512-{digest}"}
    (folder / "22.0.0").write_text(json.dumps({"dist": dist}), encoding="utf-8")
    (folder / "22.0.1").write_text(json.dumps({"dist": {**dist, "integrity": "sha512-AAAA"}}), encoding="utf-8")
    monkeypatch.setenv("NPM_CONFIG_REGISTRY", (tmp_path / "npm").as_uri() + "/")
    return tmp_path / "out"


def test_an_npm_package_is_unpacked_inside_its_folder_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = npm_package(
        tmp_path, monkeypatch, {"package/bin/node": 0o755, "package/a": 0o644, "package/../../x": 0o644}
    )
    downloads.unpack_npm("node", "22.0.0", target)
    assert sorted(str(path.relative_to(target)) for path in target.rglob("*") if path.is_file()) == ["a", "bin/node"]
    assert (target / "bin" / "node").stat().st_mode & 0o111
    assert not (target / "a").stat().st_mode & 0o111
    assert not (tmp_path / "x").exists()


def test_an_npm_package_with_another_hash_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = npm_package(tmp_path, monkeypatch, {"package/a": 0o644})
    with pytest.raises(BootstrapError, match="does not have the hash"):
        downloads.unpack_npm("node", "22.0.1", target)


def test_the_registry_of_npmrc_is_honoured(tmp_path: Path) -> None:
    assert downloads.npm_registry() == "https://registry.npmjs.org"
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / ".npmrc").write_text("fund=false\nregistry = https://npm.mirror/\n", encoding="utf-8")
    assert downloads.npm_registry() == "https://npm.mirror"
