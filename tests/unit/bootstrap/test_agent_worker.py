"""What the workers of turns load, seen in a fresh process; and what they are without settings."""

import json
import subprocess
import sys

import pytest

from guildhall.bootstrap import agent_worker
from guildhall.bootstrap.agent_worker import NoModel
from guildhall.errors import ConfigurationError
from guildhall.surfaces.agent.ports import ModelRequest

SETTINGS = {
    "POLICY_TABLE": "p",
    "HISTORY_TABLE": "h",
    "AUDIT_TABLE": "a",
    "STATE_TABLE": "s",
    "DISCORD_SECRET_ARN": "arn",
    "MODEL_SECRET_ARN": "arn",
    "TURNS_QUEUE_URL": "http://127.0.0.1:9/turns",
    "RESUME_QUEUE_URL": "http://127.0.0.1:9/resume",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_ACCESS_KEY_ID": "x",
    "AWS_SECRET_ACCESS_KEY": "x",
    "LOG_LEVEL": "CRITICAL",
    "PYTHONDONTWRITEBYTECODE": "1",
}
BANNED = ("anthropic", "mcp", "websockets", "guildhall.operations.message.send", "guildhall.surfaces.interactions")
SCRIPT = f"""
import json, sys
from agent_worker.handler import handler
from guildhall.bootstrap.agent_worker import worker
worker().parts.toolbox.definitions()
print(json.dumps([name for name in {BANNED!r} if name in sys.modules]))
"""


def test_a_worker_loads_neither_the_models_sdk_nor_the_catalogue_before_they_are_needed() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], env=SETTINGS, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == []


def test_a_deployment_that_names_no_model_tells_whoever_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("MODEL_PROVIDER", "MODEL_SECRET_ARN"):
        monkeypatch.delenv(name, raising=False)
    model = agent_worker._model()
    assert isinstance(model, NoModel)
    with pytest.raises(ConfigurationError, match="MODEL_SECRET_ARN"):
        model.answer(ModelRequest(system=[], tools=[], messages=[], max_tokens=1), within_s=1)
