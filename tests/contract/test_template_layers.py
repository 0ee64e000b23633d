"""Each function carries exactly the layers that it needs, and each layer is built from its own pins."""

import re
import tomllib

import pytest

from tests.contract.deployment import ROOT, functions, of_type, written

FUNCTIONS = sorted(functions())
LAYERS = sorted(of_type(written(), "AWS::Serverless::LayerVersion"))
MOST_LAYERS = 5
"""Source: https://docs.aws.amazon.com/lambda/latest/dg/chapter-layers.html"""


def layers(function: str) -> list[str]:
    return [layer["Ref"] for layer in functions()[function]["Layers"]]


def recipe(layer: str) -> str:
    return (ROOT / "layers" / layer.removesuffix("Layer").lower() / "Makefile").read_text("utf-8")


@pytest.mark.parametrize("layer", LAYERS)
def test_a_layer_is_built_by_the_makefile_in_the_folder_that_bears_its_name(layer: str) -> None:
    resource = written()["Resources"][layer]
    name = layer.removesuffix("Layer").lower()
    assert resource["Properties"]["ContentUri"] == f"layers/{name}"
    assert resource["Metadata"] == {"BuildMethod": "makefile"}
    assert re.findall(r"^(\S+):", recipe(layer), re.MULTILINE) == [f"build-{layer}"]


def test_every_layer_folder_is_deployed() -> None:
    assert {path.parent.name for path in (ROOT / "layers").glob("*/Makefile")} == {
        layer.removesuffix("Layer").lower() for layer in LAYERS
    }


@pytest.mark.parametrize("layer", [layer for layer in LAYERS if layer != "SharedLayer"])
def test_a_layer_of_libraries_is_a_dependency_group_of_the_project(layer: str) -> None:
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["dependency-groups"]
    (built,) = re.findall(r"build_artifact\.py layer (\w+)", recipe(layer))
    assert built == layer.removesuffix("Layer").lower()
    assert built in groups


@pytest.mark.parametrize("layer", LAYERS)
def test_a_layer_without_its_own_copy_comes_only_with_the_layer_that_has_it(layer: str) -> None:
    below = {f"{group.capitalize()}Layer" for group in re.findall(r"--on (\w+)", recipe(layer))}
    for function in FUNCTIONS:
        if layer in layers(function):
            assert below <= set(layers(function))


@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_function_carries_the_package_last_and_no_more_layers_than_lambda_takes(function: str) -> None:
    assert layers(function)[-1] == "SharedLayer"
    assert len(layers(function)) <= MOST_LAYERS


def test_only_what_loads_little_has_the_signing_layer_and_then_no_other_libraries() -> None:
    little = [function for function in FUNCTIONS if "SigningLayer" in layers(function)]
    assert little == ["AuditSealerFunction", "InteractionsEndpointFunction", "ResumeWorkerFunction"]
    assert all(layers(function) == ["SigningLayer", "SharedLayer"] for function in little)


def test_only_the_agent_has_the_model_s_sdk() -> None:
    assert [function for function in FUNCTIONS if "ModelLayer" in layers(function)] == ["AgentWorkerFunction"]


def test_the_gateway_layer_brings_the_task_and_no_function_has_it() -> None:
    assert not [function for function in FUNCTIONS if "GatewayLayer" in layers(function)]
    assert "--task gateway_task" in recipe("GatewayLayer")


def test_only_the_mcp_door_has_the_mcp_sdk() -> None:
    assert [function for function in FUNCTIONS if "McpLayer" in layers(function)] == ["McpEndpointFunction"]
