"""Which connection the settings lead to, and that nothing is read before it is needed."""

import boto3
import pytest

from guildhall.bootstrap.model import model
from guildhall.config import ModelSettings
from guildhall.surfaces.agent.model.model import Bedrock, ClaudeApi, MessagesModel


@pytest.fixture(autouse=True)
def _offline(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise AssertionError("nothing is read before the first answer")

    monkeypatch.setattr(boto3, "client", refuse)


def test_the_claude_api_is_asked_with_the_key_of_the_secret() -> None:
    made = model(ModelSettings("anthropic", "claude-x", "arn:secret", "http://127.0.0.1:1"))
    assert isinstance(made, MessagesModel)
    assert made.model_id == "claude-x"
    assert isinstance(made.connection, ClaudeApi)
    assert made.connection.base_url == "http://127.0.0.1:1"
    with pytest.raises(AssertionError, match="before the first answer"):
        made.connection.key()
    made.connection.close()


def test_bedrock_is_asked_without_a_secret() -> None:
    made = model(ModelSettings("bedrock", "global.anthropic.claude-x", "", ""))
    assert isinstance(made, MessagesModel)
    assert made.connection == Bedrock("")
    made.connection.close()
