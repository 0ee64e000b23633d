"""The key and the bucket of copies, over AWS's interfaces."""

import base64
import json
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from guildhall.bootstrap.seals import SealBucket, SealKey, evidence
from guildhall.config import SealSettings
from guildhall.discord.ids import GuildId
from guildhall.errors import ConfigurationError, StoreError, StoreUnavailable
from guildhall.execution.seals.findings import Copy
from tests.fakes.table import MemoryTable

GUILD = GuildId("41771983423143937")
KEY = "arn:aws:kms:us-east-1:123456789012:key/k"
SIGNATURE = base64.b64encode(b"signed").decode()
FORBIDDEN = {"pydantic", "httpx", "httpcore", "mcp", "anthropic", "starlette", "nacl", "cryptography"}
ROOMS = ("guildhall.operations", "guildhall.policy", "guildhall.oauth", "guildhall.surfaces", "guildhall.discord.rest")


def refusal(code: str, status: int = 400) -> ClientError:
    return ClientError({"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status}}, "Any")  # type: ignore[typeddict-item]


class FakeClient:
    """Answers each call of a name with what it was given, or raises it; remembers what it was asked."""

    def __init__(self, **answers: Any) -> None:
        self.answers = answers
        self.asked: list[dict[str, Any]] = []

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def call(**asked: Any) -> Any:
            self.asked.append(asked)
            answer = self.answers[name]
            answer = answer.pop(0) if isinstance(answer, list) else answer
            if isinstance(answer, Exception):
                raise answer
            return answer

        return call


def key(**answers: Any) -> tuple[SealKey, FakeClient]:
    client = FakeClient(**answers)
    return SealKey(KEY, lambda: client), client


def bucket(**answers: Any) -> tuple[SealBucket, FakeClient]:
    client = FakeClient(**answers)
    return SealBucket("copies", lambda: client), client


def test_a_signature_is_the_key_s_over_the_very_message() -> None:
    seal, client = key(sign={"Signature": b"signed"})
    assert seal.sign(b"message") == SIGNATURE
    (asked,) = client.asked
    assert (asked["KeyId"], asked["Message"], asked["MessageType"]) == (KEY, b"message", "RAW")
    assert asked["SigningAlgorithm"] == "ECDSA_SHA_256"


def test_a_right_signature_holds() -> None:
    seal, client = key(verify={"SignatureValid": True})
    assert seal.signed(b"message", SIGNATURE)
    assert client.asked[0]["Signature"] == b"signed"


@pytest.mark.parametrize(
    "answer", [{"SignatureValid": False}, refusal("KMSInvalidSignatureException"), refusal("ValidationException")]
)
def test_a_wrong_signature_does_not_hold_however_the_service_says_so(answer: Any) -> None:
    assert not key(verify=answer)[0].signed(b"message", SIGNATURE)


@pytest.mark.parametrize("text", ["", "not base64!", "Zm9v YmFy", "é"])
def test_what_is_no_signature_is_not_even_asked_about(text: str) -> None:
    seal, client = key(verify={"SignatureValid": True})
    assert not seal.signed(b"message", text)
    assert client.asked == []


@pytest.mark.parametrize(
    ("failure", "kind"),
    [
        (refusal("AccessDeniedException"), StoreError),
        (refusal("DisabledException"), StoreError),
        (refusal("KMSInternalException", 500), StoreUnavailable),
        (EndpointConnectionError(endpoint_url="https://kms"), StoreUnavailable),
    ],
)
def test_a_service_that_fails_says_nothing_about_a_signature(failure: Exception, kind: type[StoreError]) -> None:
    with pytest.raises(kind) as raised:
        key(verify=failure)[0].signed(b"message", SIGNATURE)
    assert type(raised.value) is kind


def test_a_copy_is_put_once_under_guild_and_number() -> None:
    seals, client = bucket(put_object={})
    seals.keep(GUILD, 7, "{}")
    (asked,) = client.asked
    assert (asked["Key"], asked["Body"], asked["IfNoneMatch"]) == (f"heads/{GUILD}/000000000007.json", b"{}", "*")


def test_a_copy_that_is_there_already_is_left_as_it_is() -> None:
    bucket(put_object=refusal("PreconditionFailed", 412))[0].keep(None, 7, "{}")


def version(name: str, etag: str, *, latest: bool = True) -> dict[str, Any]:
    return {"Key": f"heads/{GUILD}/{name}", "ETag": f'"{etag}"', "IsLatest": latest}


def removal(name: str) -> dict[str, Any]:
    return {"Key": f"heads/{GUILD}/{name}", "IsLatest": True}


def test_copies_are_told_by_their_first_versions_over_pages() -> None:
    first = {
        "Versions": [version("000000000001.json", "a"), version("000000000002.json", "forged")],
        "IsTruncated": True,
        "NextKeyMarker": "here",
        "NextVersionIdMarker": "and there",
    }
    second = {
        "Versions": [
            version("000000000002.json", "b", latest=False),
            version("000000000003.json", "c", latest=False),
            version("readme.txt", "x"),
        ],
        "DeleteMarkers": [removal("000000000003.json"), removal("000000000004.json")],
        "IsTruncated": False,
    }
    seals, client = bucket(list_object_versions=[first, second])
    assert list(seals.every(GUILD)) == [Copy(1, "a", 1, False), Copy(2, "b", 2, False), Copy(3, "c", 1, True)]
    assert client.asked[0]["Prefix"] == f"heads/{GUILD}/"
    assert (client.asked[1]["KeyMarker"], client.asked[1]["VersionIdMarker"]) == ("here", "and there")


def test_without_settings_there_is_nothing_to_judge_by_and_half_of_them_is_a_mistake(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("SEAL_KEY_ARN", "SEAL_BUCKET"):
        monkeypatch.delenv(name, raising=False)
    assert SealSettings.load_if_set() is None
    monkeypatch.setenv("SEAL_BUCKET", "copies")
    with pytest.raises(ConfigurationError, match="SEAL_KEY_ARN"):
        SealSettings.load_if_set()
    monkeypatch.setenv("SEAL_KEY_ARN", KEY)
    settings = SealSettings.load_if_set()
    assert settings is not None
    assert evidence(MemoryTable(), settings).chain.head(GUILD) is None


def test_the_sealer_loads_no_large_library_and_no_room_above_the_table() -> None:
    code = "import audit_sealer.handler, json, sys; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    modules = set(json.loads(done.stdout))
    assert FORBIDDEN & {name.partition(".")[0] for name in modules} == set()
    assert not [name for name in modules if name.startswith(ROOMS)]
    assert not {"boto3", "botocore.session"} & modules, "the first batch loads them, not the start"
