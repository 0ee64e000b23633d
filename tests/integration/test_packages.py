"""The packages that the design names, each at the work for which it was chosen, in a process of its own."""

import subprocess
import sys

import pytest

WORK = {
    "aws_lambda_powertools": "from guildhall.observability import logger; logger('x').info('said')",
    "nacl": "from guildhall.discord.signature import verify; assert not verify('0' * 64, '0' * 128, '0', b'')",
    "pydantic": "from guildhall.operations import catalogue; catalogue.find('message.send').model_json_schema()",
    "httpx": "from guildhall.discord.rest import open_client; open_client('http://127.0.0.1:9').close()",
    "boto3": (
        "from guildhall.surfaces.queueing import AT_A_DOOR, Courier, QueueRefused\n"
        "try: Courier('http://127.0.0.1:9/q', AT_A_DOOR).send('body')\n"
        "except QueueRefused: pass"
    ),
    "mcp": "from guildhall.surfaces.mcp import server",
    "anthropic": (
        "from guildhall.errors import ModelUnavailable\n"
        "from guildhall.surfaces.agent.model.model import ClaudeApi, MessagesModel\n"
        "from guildhall.surfaces.agent.ports import ModelRequest\n"
        "model = MessagesModel('m', ClaudeApi(lambda: 'key', 'http://127.0.0.1:9'))\n"
        "asked = ModelRequest(system=[], tools=[], messages=[{'role': 'user', 'content': 'hi'}], max_tokens=9)\n"
        "try: model.answer(asked, within_s=5)\n"
        "except ModelUnavailable: pass"
    ),
    "moto": "import local.aws_server, moto.server",
}
ENVIRONMENT = {"AWS_DEFAULT_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}


@pytest.mark.requirement("C2")
@pytest.mark.parametrize("package", WORK)
def test_each_named_package_does_its_work_and_is_loaded_by_it(package: str) -> None:
    program = f"{WORK[package]}\nimport sys\nassert {package!r} in sys.modules"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, env=ENVIRONMENT)
    assert ran.returncode == 0, ran.stderr
