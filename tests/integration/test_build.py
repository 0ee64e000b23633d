"""What `sam build` really makes: it starts with exactly its layers, and it is the same wherever it is built."""

import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib import metadata
from importlib.util import cache_from_source
from pathlib import Path
from typing import Any

import pytest

from tests.contract.deployment import environment, functions, of_type, written
from tests.integration.sam_build import ROOT, Builds, builds
from tools import lint_template
from tools.build_artifact import ELF_MACHINES
from tools.event_envelopes import PUBLIC_KEY
from tools.make_events import FOLDER

FUNCTIONS = sorted(functions())
LAYERS = sorted(of_type(written(), "AWS::Serverless::LayerVersion"))
BANNED = ("mcp", "mcp_types", "anthropic", "httpx", "httpx2", "pydantic", "pydantic_core")
ANSWERED_WITHOUT_AWS = {
    "InteractionsEndpointFunction": ("ping", 200),
    "McpEndpointFunction": ("tools_list_without_key", 401),
    "RestEndpointFunction": ("health", 200),
}
"""Events that each function answers from its artefact alone."""

UNZIPPED_BUDGET_MB = {
    "AgentWorkerFunction": 80,
    "AuditSealerFunction": 22,
    "InteractionsEndpointFunction": 22,
    "McpEndpointFunction": 60,
    "OperationWorkerFunction": 30,
    "ResumeWorkerFunction": 22,
    "RestEndpointFunction": 30,
}
"""Function and layers together, for Lambda's processor; the limit of Lambda is 250 MB. Measured in docs/adr/0010."""

SETTINGS = {
    "DISCORD_PUBLIC_KEY": PUBLIC_KEY,
    "DISCORD_SECRET_ARN": "arn:aws:secretsmanager:us-east-1:123456789012:secret:test",
    "OPERATIONS_QUEUE_URL": "https://sqs.us-east-1.amazonaws.com/123456789012/test",
    "TURNS_QUEUE_URL": "https://sqs.us-east-1.amazonaws.com/123456789012/turns.fifo",
    "RESUME_QUEUE_URL": "https://sqs.us-east-1.amazonaws.com/123456789012/resume",
    "MODEL_SECRET_ARN": "arn:aws:secretsmanager:us-east-1:123456789012:secret:model",
    "MODEL_PROVIDER": "anthropic",
    "DISCORD_API_BASE_URL": "http://127.0.0.1:9/api/v10",
    "LOG_LEVEL": "INFO",
    "ALLOWED_ORIGINS": "",
    "PUBLIC_URL": "",
}
ANSWERS_WITHIN_S = 60

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Lambda's artefacts hold Linux libraries")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Builds:
    subprocess.run([sys.executable, lint_template.__file__, "--environment-only"], check=True, timeout=100)
    shared = tmp_path_factory.getbasetemp()
    return builds((shared if worker_id == "master" else shared.parent) / "sam-build")


@pytest.fixture(scope="module")
def runtime(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What Lambda's Python brings along: boto3 with all that it needs, and nothing else."""
    folder = tmp_path_factory.mktemp("runtime")
    for name in ("boto3", "botocore", "s3transfer", "jmespath", "python-dateutil", "six", "urllib3"):
        distribution = metadata.distribution(name)
        parts = {file.parts[0] for file in distribution.files or () if ".." not in file.parts}
        for part in parts - {"__pycache__"}:
            (folder / part).symlink_to(Path(str(distribution.locate_file(part))))
    return folder


def artifacts(build: Path, function: str) -> list[Path]:
    """The folders of a function and its layers, in the order in which Lambda looks for modules."""
    layers = [build / layer["Ref"] / "python" for layer in functions()[function]["Layers"]]
    return [build / function, *layers]


def started(build: Path, function: str, runtime: Path) -> dict[str, Any]:
    """What a fresh interpreter tells about a function, with its artefact, its layers and boto3 to import from."""
    name, _ = ANSWERED_WITHOUT_AWS.get(function, ("", 0))
    folder = Path(functions()[function]["CodeUri"]).name
    given = {
        "event": json.loads((FOLDER / folder / f"{name}.json").read_text("utf-8")) if name else None,
        "sought": BANNED,
    }
    names = environment(functions()[function])
    settings = {name: SETTINGS.get(name, "1100000000000000001") for name in names}
    path = os.pathsep.join(map(str, [*artifacts(build, function), runtime]))
    lambda_s_own = {"PYTHONPATH": path, "AWS_REGION": "us-east-1", "AWS_DEFAULT_REGION": "us-east-1"}
    done = subprocess.run(
        [sys.executable, "-P", "-s", "-S", "-B", str(Path(__file__).with_name("artifact_main.py"))],
        input=json.dumps(given),
        env={**settings, **lambda_s_own},
        capture_output=True,
        text=True,
        timeout=ANSWERS_WITHIN_S,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout.splitlines()[-1]))


@pytest.mark.requirement("C1")
@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_starts_with_exactly_its_artefact_its_layers_and_the_runtime_s_boto3(
    function: str, built: Builds, runtime: Path
) -> None:
    told = started(built.host, function, runtime)
    standard = (sys.base_prefix, sys.base_exec_prefix)
    places = (*map(str, artifacts(built.host, function)), str(runtime), *standard)
    own = Path(__file__).with_name("artifact_main.py")
    elsewhere = {name: file for name, file in told["loaded"].items() if file and not file.startswith(places)}
    assert elsewhere == {"__main__": str(own)}
    assert "guildhall" in told["loaded"]
    if function in ANSWERED_WITHOUT_AWS:
        assert told["answer"]["statusCode"] == ANSWERED_WITHOUT_AWS[function][1]


def test_the_door_that_discord_calls_cannot_load_what_would_slow_it_down(built: Builds, runtime: Path) -> None:
    told = started(built.host, "InteractionsEndpointFunction", runtime)
    assert told["findable"] == []
    assert {name.partition(".")[0] for name in told["loaded"]} & {*BANNED, "boto3"} == set()
    assert [name for name in told["loaded"] if name.startswith("botocore.")] == []  # Powertools looks for its bare name


@pytest.mark.parametrize("function", ["AuditSealerFunction", "ResumeWorkerFunction"])
def test_what_seals_and_what_puts_a_turn_back_on_its_queue_carry_as_little(
    function: str, built: Builds, runtime: Path
) -> None:
    assert started(built.host, function, runtime)["findable"] == []


def test_the_agent_finds_the_model_s_sdk_and_loads_it_with_the_first_answer_only(built: Builds, runtime: Path) -> None:
    told = started(built.host, "AgentWorkerFunction", runtime)
    assert "anthropic" in told["findable"]
    assert "anthropic" not in told["loaded"]


def test_the_gateway_task_runs_from_its_two_layers_and_the_image_s_boto3_alone(built: Builds, runtime: Path) -> None:
    parts = [built.host / layer / "python" for layer in ("GatewayLayer", "SharedLayer")]
    code = (
        "import json, sys, gateway_task.__main__, guildhall.bootstrap.gateway_task, websockets.asyncio.client, boto3\n"
        "print(json.dumps([m.__file__ for m in sys.modules.values() if getattr(m, '__file__', None)]))"
    )
    path = {"PYTHONPATH": os.pathsep.join(map(str, [*parts, runtime]))}
    command = [sys.executable, "-P", "-s", "-S", "-B", "-c", code]
    done = subprocess.run(command, env=path, capture_output=True, text=True, timeout=ANSWERS_WITHIN_S, check=False)
    assert done.returncode == 0, done.stderr
    places = (*map(str, parts), str(runtime), sys.base_prefix, sys.base_exec_prefix)
    assert [file for file in json.loads(done.stdout) if not file.startswith(places)] == []
    check = [*command[:-2], "-m", "gateway_task", "--check"]
    assert subprocess.run(check, env=path, timeout=ANSWERS_WITHIN_S, check=False).returncode == 1


def test_the_ban_list_names_modules_that_other_functions_do_carry(built: Builds, runtime: Path) -> None:
    assert set(started(built.host, "McpEndpointFunction", runtime)["findable"]) == set(BANNED) - {"anthropic"}


@pytest.mark.parametrize("layer", [layer for layer in LAYERS if layer != "SharedLayer"])
def test_a_layer_holds_the_versions_of_the_lock_file(layer: str, built: Builds) -> None:
    locked = tomllib.loads((ROOT / "uv.lock").read_text("utf-8"))["package"]
    versions = {(package["name"], package["version"]) for package in locked}
    found = metadata.distributions(path=[str(built.deployed / layer / "python")])
    installed = {(one.metadata["Name"].lower().replace("_", "-").replace(".", "-"), one.version) for one in found}
    assert installed
    assert installed - versions == set()


def libraries(build: Path) -> list[Path]:
    return [path for layer in LAYERS for path in (build / layer).rglob("*.so*")]


def test_every_library_is_built_for_the_processor_that_lambda_will_use(built: Builds) -> None:
    machines = {int.from_bytes(path.read_bytes()[18:20], "little") for path in libraries(built.deployed)}
    assert machines == {ELF_MACHINES["aarch64"]}


def contents(build: Path) -> Iterator[tuple[str, bytes]]:
    """Every file that does not depend on the processor; wheels name it in WHEEL."""
    for path in sorted(build.rglob("*")):
        portable = path.is_file() and ".so" not in path.suffixes and path.name != "WHEEL"
        if portable and path.name != "template.yaml" and path.parent.name != "sboms":
            yield str(path.relative_to(build)), path.read_bytes()


def test_two_builds_in_different_places_are_byte_identical_but_for_the_processor(built: Builds) -> None:
    here, there = dict(contents(built.host)), dict(contents(built.deployed))
    assert len(here) > 1000
    assert here.keys() == there.keys()
    assert [name for name in here if here[name] != there[name]] == []


def test_nothing_in_an_artefact_names_the_place_where_it_was_built(built: Builds) -> None:
    places = [str(place).encode() for place in (ROOT, *built.copies, built.deployed)]
    for name, content in contents(built.deployed):
        assert not [place for place in places if place in content], name


def test_every_module_comes_with_bytecode_and_every_file_with_the_same_date(built: Builds) -> None:
    modules = [path for path in built.deployed.rglob("*.py") if path.is_file()]
    assert modules
    assert [path for path in modules if not Path(cache_from_source(str(path))).is_file()] == []
    assert {int(path.stat().st_mtime) for path in modules} == {315_532_800}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_with_its_layers_stays_within_its_size(function: str, built: Builds) -> None:
    size_bytes = sum(
        path.stat().st_size
        for folder in artifacts(built.deployed, function)
        for path in folder.rglob("*")
        if path.is_file()
    )
    assert size_bytes <= UNZIPPED_BUDGET_MB[function] * 1_000_000, f"{size_bytes / 1e6:.1f} MB"
