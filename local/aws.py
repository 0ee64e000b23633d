"""Creates what the template declares beside functions: tables, queues, keys, buckets, secrets; through plain AWS calls.

Creating is idempotent, so that the same code serves moto, which begins empty, and another endpoint given by `--aws`.
"""

import contextlib
import json
import secrets
from collections.abc import Callable, Mapping
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from local.errors import LaptopError, TemplateError
from local.template import REGION, STACK_NAME, Physical, Template, as_text
from local.wiring import FUNCTION, HTTP_API, SKIPPED

QUEUE_ATTRIBUTES = (
    "ContentBasedDeduplication",
    "DeduplicationScope",
    "DelaySeconds",
    "FifoQueue",
    "FifoThroughputLimit",
    "MaximumMessageSize",
    "MessageRetentionPeriod",
    "ReceiveMessageWaitTimeSeconds",
    "SqsManagedSseEnabled",
    "VisibilityTimeout",
)
"""What passes from the template to SQS; a customer key has no meaning on a laptop."""

TABLE_PROPERTIES = ("AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes", "LocalSecondaryIndexes")


class Aws:
    """One AWS endpoint, with the credentials that the functions get too."""

    def __init__(self, endpoint_url: str, credentials: Mapping[str, str] | None = None) -> None:
        self.endpoint_url = endpoint_url
        self._clients: dict[str, Any] = {}
        self.credentials = dict(
            credentials or {"AWS_ACCESS_KEY_ID": "laptop", "AWS_SECRET_ACCESS_KEY": secrets.token_hex(16)}
        )

    def client(self, service: str) -> Any:
        """The client of one service; a refused connection is an error at once."""
        if service not in self._clients:
            self._clients[service] = self._new_client(service)
        return self._clients[service]

    def _new_client(self, service: str) -> Any:
        config = Config(retries={"total_max_attempts": 1}, connect_timeout=5, read_timeout=30, max_pool_connections=32)
        return boto3.client(  # type: ignore[call-overload]  # the service's name is not a literal here
            service,
            endpoint_url=self.endpoint_url,
            region_name=REGION,
            aws_access_key_id=self.credentials["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=self.credentials["AWS_SECRET_ACCESS_KEY"],
            aws_session_token=self.credentials.get("AWS_SESSION_TOKEN"),
            config=config,
        )

    def environment(self) -> dict[str, str]:
        """The `AWS_*` variables that every function gets."""
        where = {"AWS_ENDPOINT_URL": self.endpoint_url, "AWS_REGION": REGION, "AWS_DEFAULT_REGION": REGION}
        return {**where, **self.credentials}

    def create(self, template: Template, secret_values: Mapping[str, str]) -> None:
        """Create the template's resources and note in `template.physical` what they became.

        `secret_values` are the contents of secrets by logical id, instead of the template's own.

        Raises:
            TemplateError: a resource that the laptop run does not know.
            LaptopError: the endpoint refused.
        """
        makers: dict[str, Callable[[Template, str], Physical]] = {
            "AWS::DynamoDB::Table": self._table,
            "AWS::Serverless::SimpleTable": self._simple_table,
            "AWS::SQS::Queue": self._queue,
            "AWS::KMS::Key": self._key,
            "AWS::S3::Bucket": self._bucket,
            "AWS::SecretsManager::Secret": lambda t, name: self._secret(t, name, secret_values.get(name)),
            "AWS::SSM::Parameter": self._parameter,
        }
        resources = template.resources()
        for logical_id, resource in resources.items():
            kind = resource["Type"]
            if kind in makers:
                template.physical[logical_id] = self._make(makers[kind], template, logical_id)
            elif kind not in {FUNCTION, HTTP_API} and not kind.startswith(SKIPPED):
                raise TemplateError(logical_id, f"{kind} does not run on the laptop")
        for logical_id, resource in resources.items():
            if resource["Type"] == "AWS::SQS::Queue":
                self._redrive(template, logical_id)

    def _make(self, maker: Callable[[Template, str], Physical], template: Template, logical_id: str) -> Physical:
        try:
            return maker(template, logical_id)
        except (ClientError, BotoCoreError) as refused:
            raise LaptopError(f"{self.endpoint_url} did not create {logical_id}: {refused}") from refused

    def _table(self, template: Template, logical_id: str) -> Physical:
        properties = template.properties(logical_id)
        wanted = {name: properties[name] for name in (*TABLE_PROPERTIES, "StreamSpecification") if name in properties}
        wanted = template.resolve(wanted, logical_id)
        stream = wanted.pop("StreamSpecification", None)
        if stream:
            wanted["StreamSpecification"] = {"StreamEnabled": True, **stream}
        name = _name(template, logical_id, "TableName")
        ttl = template.resolve(properties.get("TimeToLiveSpecification"), logical_id)
        return self._create_table(name, wanted, ttl)

    def _simple_table(self, template: Template, logical_id: str) -> Physical:
        properties = template.resolve(dict(template.properties(logical_id)), logical_id)
        key = properties.get("PrimaryKey") or {"Name": "id", "Type": "String"}
        definition = {"AttributeName": key["Name"], "AttributeType": key["Type"][0]}
        schema = {"AttributeName": key["Name"], "KeyType": "HASH"}
        wanted = {"AttributeDefinitions": [definition], "KeySchema": [schema]}
        return self._create_table(_name(template, logical_id, "TableName"), wanted, None)

    def _create_table(self, name: str, wanted: dict[str, Any], ttl: dict[str, Any] | None) -> Physical:
        dynamodb = self.client("dynamodb")
        try:
            dynamodb.create_table(TableName=name, BillingMode="PAY_PER_REQUEST", **wanted)
        except dynamodb.exceptions.ResourceInUseException:
            ttl = None
        dynamodb.get_waiter("table_exists").wait(TableName=name, WaiterConfig={"Delay": 1, "MaxAttempts": 20})
        if ttl and as_text(ttl.get("Enabled")) == "true":
            specification = {"Enabled": True, "AttributeName": ttl["AttributeName"]}
            dynamodb.update_time_to_live(TableName=name, TimeToLiveSpecification=specification)
        made = dynamodb.describe_table(TableName=name)["Table"]
        attributes = {"Arn": made["TableArn"], "StreamArn": made.get("LatestStreamArn")}
        return Physical(name, {key: value for key, value in attributes.items() if value})

    def _queue(self, template: Template, logical_id: str) -> Physical:
        properties = template.properties(logical_id)
        wanted = template.resolve({key: properties[key] for key in QUEUE_ATTRIBUTES if key in properties}, logical_id)
        attributes = {key: as_text(value) for key, value in wanted.items()}
        name = _name(template, logical_id, "QueueName")
        if attributes.get("FifoQueue") == "true":
            name = name if name.endswith(".fifo") else f"{name}.fifo"
        else:
            attributes.pop("FifoQueue", None)
        sqs = self.client("sqs")
        url = sqs.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]
        made = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn", "VisibilityTimeout"])["Attributes"]
        known = {"Arn": made["QueueArn"], "QueueName": name, "QueueUrl": url}
        return Physical(url, {**known, "VisibilityTimeout": made["VisibilityTimeout"]})

    def _redrive(self, template: Template, logical_id: str) -> None:
        policy = template.resolve(template.properties(logical_id).get("RedrivePolicy"), logical_id)
        if not policy:
            return
        text = json.dumps({**policy, "maxReceiveCount": int(policy["maxReceiveCount"])})
        url = template.physical[logical_id].ref
        self.client("sqs").set_queue_attributes(QueueUrl=url, Attributes={"RedrivePolicy": text})

    def _key(self, template: Template, logical_id: str) -> Physical:
        """A key is found again by its alias, which only the laptop has."""
        properties = template.properties(logical_id)
        wanted = {name: properties[name] for name in ("KeySpec", "KeyUsage", "Description") if name in properties}
        kms, alias = self.client("kms"), f"alias/{STACK_NAME}-{logical_id}"
        try:
            made = kms.describe_key(KeyId=alias)["KeyMetadata"]
        except kms.exceptions.NotFoundException:
            made = kms.create_key(**template.resolve(wanted, logical_id))["KeyMetadata"]
            kms.create_alias(AliasName=alias, TargetKeyId=made["KeyId"])
        return Physical(made["KeyId"], {"Arn": made["Arn"], "KeyId": made["KeyId"]})

    def _bucket(self, template: Template, logical_id: str) -> Physical:
        properties = template.properties(logical_id)
        s3, name = self.client("s3"), _name(template, logical_id, "BucketName").lower()
        with contextlib.suppress(s3.exceptions.BucketAlreadyOwnedByYou):
            s3.create_bucket(Bucket=name, ObjectLockEnabledForBucket=properties.get("ObjectLockEnabled") is True)
        if "VersioningConfiguration" in properties:
            s3.put_bucket_versioning(Bucket=name, VersioningConfiguration=properties["VersioningConfiguration"])
        return Physical(name, {"Arn": f"arn:aws:s3:::{name}"})

    def _secret(self, template: Template, logical_id: str, given: str | None) -> Physical:
        properties = template.resolve(dict(template.properties(logical_id)), logical_id)
        manager = self.client("secretsmanager")
        name = _name(template, logical_id, "Name")
        try:
            first = _secret_value(properties)
            arn = manager.create_secret(Name=name, **({"SecretString": first} if first else {}))["ARN"]
        except manager.exceptions.ResourceExistsException:
            arn = manager.describe_secret(SecretId=name)["ARN"]
        if given is not None:  # as an operator does after the first deploy, so that the secret has a previous version
            manager.put_secret_value(SecretId=arn, SecretString=given)
        return Physical(arn, {"Id": arn})

    def _parameter(self, template: Template, logical_id: str) -> Physical:
        properties = template.resolve(dict(template.properties(logical_id)), logical_id)
        name = _name(template, logical_id, "Name")
        kind = properties.get("Type", "String")
        self.client("ssm").put_parameter(Name=name, Value=as_text(properties["Value"]), Type=kind, Overwrite=True)
        return Physical(name, {"Value": as_text(properties["Value"]), "Type": kind})


def _name(template: Template, logical_id: str, key: str) -> str:
    given = template.properties(logical_id).get(key)
    return as_text(template.resolve(given, logical_id)) if given else f"{STACK_NAME}-{logical_id}"


def _secret_value(properties: Mapping[str, Any]) -> str:
    generate = properties.get("GenerateSecretString")
    if generate is None:
        return as_text(properties.get("SecretString", ""))
    password = secrets.token_urlsafe(int(generate.get("PasswordLength", 32)))
    if "GenerateStringKey" not in generate:
        return password
    return json.dumps({**json.loads(generate["SecretStringTemplate"]), generate["GenerateStringKey"]: password})
