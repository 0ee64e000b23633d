"""Logs, and the points at which a test may interrupt."""

import json

import pytest

from guildhall import observability
from guildhall.errors import ConfigurationError, GuildhallError, StoreError
from guildhall.observability import checkpoint, fault, logger, on_checkpoint


def test_a_log_is_one_json_object_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    log = logger("test_observability")
    log.setLevel("INFO")
    log.info("told", extra={"guild_id": "1"})
    told = json.loads(capsys.readouterr().out)
    assert (told["service"], told["message"], told["guild_id"]) == ("test_observability", "told", "1")


def raised(error: Exception) -> Exception:
    try:
        raise error
    except type(error) as caught:
        return caught


def test_a_failure_of_ours_is_logged_by_kind_and_place_without_words_of_others() -> None:
    told = fault(raised(RuntimeError("canary")))
    assert "canary" not in json.dumps(told)
    assert told["failure"] == "RuntimeError"
    assert "test_observability.py" in json.dumps(told["where"])


@pytest.mark.parametrize("kind", [ConfigurationError, StoreError])
def test_what_the_operator_must_mend_is_logged_in_words(kind: type[GuildhallError]) -> None:
    assert fault(raised(kind("It is missing.", "Set it.")))["cause"] == "It is missing. Set it."


def test_a_checkpoint_is_nothing_without_a_hook() -> None:
    assert checkpoint("anything") is None  # type: ignore[func-returns-value]  # that it does nothing is the point


def test_a_hook_sees_each_checkpoint_until_it_is_removed() -> None:
    passed: list[str] = []
    remove = on_checkpoint(passed.append)
    checkpoint("one")
    checkpoint("two")
    remove()
    checkpoint("three")
    assert passed == ["one", "two"]
    assert passed.append not in observability._hooks


def test_a_hook_may_remove_itself_and_others_still_pass() -> None:
    passed: list[str] = []

    def once(name: str) -> None:
        passed.append(f"once {name}")
        removes[0]()

    removes = [on_checkpoint(once), on_checkpoint(passed.append)]
    checkpoint("a")
    checkpoint("b")
    removes[1]()
    assert passed == ["once a", "a", "b"]


def test_a_hook_may_end_the_process() -> None:
    class Death(BaseException):
        pass

    def die(name: str) -> None:
        raise Death(name)

    remove = on_checkpoint(die)
    with pytest.raises(Death, match="here"):
        checkpoint("here")
    remove()
