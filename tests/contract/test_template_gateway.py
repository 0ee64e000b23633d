"""The gateway task comes with a bare deploy: a public image that fetches its code, a way out, no way in."""

import ast
import re
from typing import Any

import pytest

from local.template import Template, read
from tests.contract.deployment import ROOT, TEMPLATE, container, of_type, task_environment, translated, written

SCRIPT = ROOT / "functions" / "gateway_task" / "fetch_layers.py"
SMALLEST = ("256", "512")
"""Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html"""
FLUSHED_WITHIN_S = 15
LONGEST_STOP_S = 120
"""Source: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html"""
ALLOWED_IN_RULES = {"Fn::And", "Fn::Contains", "Fn::EachMemberIn", "Fn::Equals", "Fn::Not", "Fn::Or"}
"""Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/rules-section-structure.html"""
NETWORKED = ("AWS::EC2::", "AWS::ECS::")


def resolved(value: Any, **parameters: str) -> Any:
    """A property with these parameters and the others' defaults; what exists only when deployed stays as it is."""
    template = read(TEMPLATE, parameters)
    return _resolved(template, value)


def _resolved(template: Template, value: Any) -> Any:
    if isinstance(value, dict):
        if "Fn::If" in value:
            name, yes, no = value["Fn::If"]
            branch = yes if template.resolve({"Fn::If": [name, True, False]}, "a test") else no
            return _resolved(template, branch)
        return {key: _resolved(template, each) for key, each in value.items()}
    return [_resolved(template, each) for each in value] if isinstance(value, list) else value


def service() -> dict[str, Any]:
    return of_type(translated(), "AWS::ECS::Service")["GatewayService"]


def definition() -> dict[str, Any]:
    return of_type(translated(), "AWS::ECS::TaskDefinition")["GatewayTaskDefinition"]


def test_the_public_image_runs_the_script_of_this_repository_word_for_word() -> None:
    image = resolved(container())
    assert image["Image"] == "public.ecr.aws/lambda/python:3.13"
    script, *arguments = image["Command"]
    assert script == SCRIPT.read_text("utf-8")
    assert arguments == ["/tmp/guildhall", "/tmp/run", "10001", {"Ref": "GatewayLayer"}, {"Ref": "SharedLayer"}]  # noqa: S108 - in the container
    assert image["EntryPoint"][-1] == "-c"


def test_the_script_needs_nothing_but_what_the_image_has() -> None:
    imported = {
        alias.name if isinstance(node, ast.Import) else str(node.module)
        for node in ast.walk(ast.parse(SCRIPT.read_text("utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    assert imported - {"base64", "hashlib", "io", "os", "sys", "urllib.request", "zipfile", "pathlib"} == {"boto3"}


def test_a_new_version_of_the_code_is_a_new_task_definition() -> None:
    command = str(definition()["ContainerDefinitions"][0]["Command"])
    versions = {name for name in of_type(translated(), "AWS::Lambda::LayerVersion") if name in command}
    assert {name[:-10] for name in versions} == {"GatewayLayer", "SharedLayer"}


def test_the_task_can_write_to_one_folder_and_its_health_file_lies_there() -> None:
    image = resolved(container())
    assert image["ReadonlyRootFilesystem"] is True
    assert image["MountPoints"] == [{"SourceVolume": "tmp", "ContainerPath": "/tmp"}]  # noqa: S108 - in the container
    assert resolved(written()["Resources"]["GatewayTaskDefinition"]["Properties"]["Volumes"]) == [{"Name": "tmp"}]
    environment = {pair["Name"]: pair["Value"] for pair in image["Environment"]}
    _, _, run, *_ = image["Command"]
    assert environment["GATEWAY_HEALTH_FILE"].startswith(f"{run}/")


@pytest.mark.parametrize("image", ["", "123456789012.dkr.ecr.eu-central-1.amazonaws.com/gateway:1"])
def test_the_health_check_asks_the_task_itself_in_either_image(image: str) -> None:
    check = resolved(container(), GatewayImage=image)["HealthCheck"]
    assert check["Command"][0] == "CMD"
    assert check["Command"][-3:] == ["-m", "gateway_task", "--check"]
    path = [word for word in check["Command"] if word.startswith("PYTHONPATH=")]
    assert path == [
        word for word in resolved(container())["EntryPoint"] if word.startswith("PYTHONPATH=") and not image
    ]


def test_a_baked_image_runs_as_it_was_made() -> None:
    image = resolved(container(), GatewayImage="mine:1")
    assert image["Image"] == {"Ref": "GatewayImage"}
    absent = {"Ref": "AWS::NoValue"}
    assert [image[name] for name in ("EntryPoint", "Command", "MountPoints")] == [absent] * 3


def test_the_task_is_the_smallest_that_there_is_and_has_the_time_that_a_handover_takes() -> None:
    assert (definition()["Cpu"], definition()["Memory"]) == SMALLEST
    (image,) = definition()["ContainerDefinitions"]
    assert image["StopTimeout"] == LONGEST_STOP_S
    assert float(task_environment()["GATEWAY_STOP_S"]) == LONGEST_STOP_S - FLUSHED_WITHIN_S
    assert resolved(written()["Resources"]["GatewayTaskDefinition"]["Properties"]["RuntimePlatform"]) == {
        "OperatingSystemFamily": "LINUX",
        "CpuArchitecture": "ARM64",
    }


def test_a_deploy_starts_the_successor_first_and_a_broken_one_is_taken_back() -> None:
    deployment = service()["DeploymentConfiguration"]
    assert (deployment["MinimumHealthyPercent"], deployment["MaximumPercent"]) == (100, 200)
    assert deployment["DeploymentCircuitBreaker"] == {"Enable": True, "Rollback": True}


@pytest.mark.parametrize(
    ("capacity", "launch", "strategy"),
    [
        ("FARGATE", "FARGATE", {"Ref": "AWS::NoValue"}),
        ("FARGATE_SPOT", {"Ref": "AWS::NoValue"}, [{"CapacityProvider": "FARGATE_SPOT", "Weight": 1}]),
    ],
)
def test_spot_is_a_choice_and_only_then_does_the_cluster_have_capacity_providers(
    capacity: str, launch: Any, strategy: Any
) -> None:
    made = resolved(written()["Resources"]["GatewayService"]["Properties"], GatewayCapacity=capacity)
    assert (made["LaunchType"], made["CapacityProviderStrategy"]) == (launch, strategy)
    cluster = resolved(written()["Resources"]["GatewayCluster"]["Properties"], GatewayCapacity=capacity)
    assert ("FARGATE_SPOT" in cluster["CapacityProviders"]) == (capacity == "FARGATE_SPOT")


def test_nothing_can_come_in_and_only_tls_goes_out() -> None:
    (group,) = of_type(translated(), "AWS::EC2::SecurityGroup").values()
    assert group["SecurityGroupIngress"] == []
    assert [(rule["FromPort"], rule["ToPort"]) for rule in group["SecurityGroupEgress"]] == [(443, 443)]
    assert not of_type(translated(), "AWS::EC2::NatGateway")


def kinds(**parameters: str) -> list[str]:
    resources = read(TEMPLATE, parameters).resources()
    return [str(resource["Type"]) for resource in resources.values()]


def test_a_network_is_made_only_where_none_is_given() -> None:
    assert "AWS::EC2::VPC" in kinds()
    given = kinds(VpcId="vpc-0123", SubnetIds="subnet-1,subnet-2")
    assert [kind for kind in given if kind.startswith("AWS::EC2::")] == ["AWS::EC2::SecurityGroup"]
    made = resolved(written()["Resources"]["GatewayService"]["Properties"], VpcId="vpc-0123", SubnetIds="subnet-1")
    assert made["NetworkConfiguration"]["AwsvpcConfiguration"]["Subnets"] == {"Fn::Split": [",", {"Ref": "SubnetIds"}]}


def test_a_network_is_given_whole_or_not_at_all() -> None:
    (assertion,) = written()["Rules"]["NetworkIsWhole"]["Assertions"]
    used = set(re.findall(r"'(Fn::\w+)'", str(assertion["Assert"])))
    assert used <= ALLOWED_IN_RULES
    given = {name for name in ("VpcId", "SubnetIds") if name in str(assertion["Assert"])}
    assert given == {"VpcId", "SubnetIds"}


def test_without_a_gateway_there_is_nothing_of_it() -> None:
    without = read(TEMPLATE, {"Gateway": "off"}).resources()
    assert not [kind for kind in kinds(Gateway="off") if kind.startswith(NETWORKED)]
    assert [name for name in without if name.startswith("Gateway")] == ["GatewayLayer"]


def test_no_task_starts_before_there_is_a_way_out() -> None:
    written_service = written()["Resources"]["GatewayService"]["Properties"]
    tagged = {tag["Value"]["Ref"] for tag in resolved(written_service["Tags"])}
    assert tagged == set(of_type(written(), "AWS::EC2::SubnetRouteTableAssociation"))
    associations = [written()["Resources"][name] for name in tagged]
    assert {association["DependsOn"] for association in associations} == {"GatewayRoute"}
