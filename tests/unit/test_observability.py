"""Logs."""

import json

import pytest

from guildhall.errors import ConfigurationError, GuildhallError, StoreError
from guildhall.observability import fault, logger


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
