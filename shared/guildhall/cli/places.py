"""Where the tables are: of a stack in AWS, of a running `make local`, or as the environment names them."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from guildhall.errors import ConfigurationError

RESOURCES = {
    "POLICY_TABLE": "PolicyTable",
    "AUDIT_TABLE": "AuditTable",
    "SEAL_KEY_ARN": "SealKey",
    "SEAL_BUCKET": "SealBucket",
}
"""Settings that the command line needs, and the template's resources that they name."""
_LAPTOP, _LAPTOP_REGION = "guildhall", "us-east-1"

type Client = Callable[[str], Any]
"""Returns boto3's client of a service."""


def of_stack(name: str, client: Client) -> dict[str, str]:
    """Return the settings of a deployed stack.

    Raises:
        ConfigurationError: There is none, or it may not be read.
    """
    from botocore.exceptions import BotoCoreError, ClientError

    found: dict[str, str] = {}
    try:
        pages = client("cloudformation").get_paginator("list_stack_resources").paginate(StackName=name)
        for page in pages:
            found |= {each["LogicalResourceId"]: each["PhysicalResourceId"] for each in page["StackResourceSummaries"]}
    except (BotoCoreError, ClientError) as error:
        hint = (
            "Look at --stack, the region (AWS_REGION) and the credentials; it takes cloudformation:ListStackResources."
        )
        raise ConfigurationError(f"The stack {name} cannot be read.", hint) from error
    missing = [logical for logical in ("PolicyTable", "AuditTable") if logical not in found]
    if missing:
        hint = "Give the name that `sam deploy` was given; see samconfig.toml."
        raise ConfigurationError(f"The stack {name} has no {missing[0]}.", hint)
    return {setting: found[logical] for setting, logical in RESOURCES.items() if logical in found}


def of_laptop(state: Path) -> dict[str, str]:
    """Return the settings of a running `make local`, from its state directory.

    Raises:
        ConfigurationError: Nothing runs there.
    """
    try:
        endpoints: Mapping[str, Any] = json.loads((state / "endpoints.json").read_text(encoding="utf-8"))
        endpoint_url = str(endpoints["aws_endpoint_url"])
    except (OSError, ValueError, KeyError) as error:
        hint = f"Start it with make local ARGS='--state {state}', and wait for its line `ready`."
        raise ConfigurationError(f"No run of make local is ready in {state}.", hint) from error
    return {
        **{setting: f"{_LAPTOP}-{logical}" for setting, logical in RESOURCES.items()},
        "SEAL_KEY_ARN": f"alias/{_LAPTOP}-SealKey",
        "SEAL_BUCKET": f"{_LAPTOP}-SealBucket".lower(),
        "AWS_ENDPOINT_URL": endpoint_url,
        "AWS_DEFAULT_REGION": _LAPTOP_REGION,
        "AWS_REGION": _LAPTOP_REGION,
        "AWS_ACCESS_KEY_ID": "laptop",
        "AWS_SECRET_ACCESS_KEY": "laptop",
    }
