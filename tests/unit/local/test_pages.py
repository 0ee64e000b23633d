from pathlib import Path

from starlette.testclient import TestClient

from local.pages import PREFIX, playground


def client(static: Path, **config: object) -> TestClient:
    return TestClient(playground(config, static), base_url="http://127.0.0.1:8000")


def test_the_page_and_its_addresses_are_served(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("the page", encoding="utf-8")
    (tmp_path / "page.js").write_text("code", encoding="utf-8")
    page = client(tmp_path, api_url="http://a", discord={"control_url": "http://c", "bot_token": "t"})
    assert page.get(f"{PREFIX}/").text == "the page"
    assert page.get(PREFIX).text == "the page"
    assert page.get(f"{PREFIX}/page.js").text == "code"
    config = page.get(f"{PREFIX}/config.json")
    assert config.json() == {"api_url": "http://a", "discord": {"control_url": "http://c"}}
    assert config.headers["cache-control"] == "no-store"


def test_a_checkout_without_the_page_says_so(tmp_path: Path) -> None:
    answer = client(tmp_path / "absent").get(f"{PREFIX}/")
    assert answer.status_code == 404
    assert "has no playground page" in answer.text


def test_a_foreign_name_for_this_machine_is_refused(tmp_path: Path) -> None:
    assert client(tmp_path).get(f"{PREFIX}/config.json", headers={"host": "elsewhere.example"}).status_code == 400
