"""Where the command line finds the tables."""

from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from guildhall.cli.places import of_laptop, of_stack
from guildhall.errors import ConfigurationError

FOUND = {"PolicyTable": "p-1", "AuditTable": "a-1", "SealKey": "k-1", "SealBucket": "b-1", "HttpApi": "h-1"}


class FakeFormation:
    """Lists a stack's resources, one on each page."""

    def __init__(self, resources: dict[str, str]) -> None:
        self.resources = resources

    def get_paginator(self, name: str) -> "FakeFormation":
        assert name == "list_stack_resources"
        return self

    def paginate(self, **asked: str) -> Any:
        if asked["StackName"] != "mine":
            raise ClientError({"Error": {"Code": "ValidationError", "Message": "no such stack"}}, "ListStackResources")
        for logical, physical in self.resources.items():
            yield {"StackResourceSummaries": [{"LogicalResourceId": logical, "PhysicalResourceId": physical}]}


def test_a_stack_names_its_tables_its_key_and_its_bucket() -> None:
    settings = of_stack("mine", lambda _: FakeFormation(FOUND))
    assert settings == {
        "POLICY_TABLE": "p-1",
        "AUDIT_TABLE": "a-1",
        "SEAL_KEY_ARN": "k-1",
        "SEAL_BUCKET": "b-1",
    }


@pytest.mark.parametrize(
    ("name", "resources", "told"),
    [("other", FOUND, "cannot be read"), ("mine", {"PolicyTable": "p-1"}, "has no AuditTable")],
)
def test_a_stack_that_is_none_of_ours_is_told_with_what_to_do(name: str, resources: dict[str, str], told: str) -> None:
    with pytest.raises(ConfigurationError, match=told) as failed:
        of_stack(name, lambda _: FakeFormation(resources))
    assert failed.value.hint


def test_a_run_on_the_laptop_is_found_by_its_state(tmp_path: Path) -> None:
    (tmp_path / "endpoints.json").write_text('{"aws_endpoint_url": "http://127.0.0.1:7"}', "utf-8")
    settings = of_laptop(tmp_path)
    assert settings["AWS_ENDPOINT_URL"] == "http://127.0.0.1:7"
    assert (settings["AUDIT_TABLE"], settings["POLICY_TABLE"]) == ("guildhall-AuditTable", "guildhall-PolicyTable")


@pytest.mark.parametrize("text", [None, "", "{}", "[]"[:1]])
def test_a_state_in_which_nothing_runs_is_told_with_what_to_do(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / "endpoints.json").write_text(text, "utf-8")
    with pytest.raises(ConfigurationError, match="No run of make local is ready") as failed:
        of_laptop(tmp_path)
    assert "make local" in failed.value.hint
