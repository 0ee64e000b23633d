"""Start the gateway task in a public Python image: fetch its code, become nobody in particular, run it.

    fetch_layers <code folder> <run folder> <user id> <layer version's ARN> ...

The code is what was deployed with the functions: layer versions, each checked against the digest that Lambda tells. Who
starts as root leaves the code root's and gets one folder to write to; the task then runs without any right of root's.
Its text stands in template.yaml as the container's command; a test compares them.
"""

import base64
import hashlib
import io
import os
import sys
import urllib.request
import zipfile
from pathlib import Path

import boto3

FETCHED_WITHIN_S = 60


def fetch(arn: str, code: Path) -> None:
    """Unpack one layer version into a folder."""
    layer = boto3.client("lambda").get_layer_version_by_arn(Arn=arn)["Content"]
    with urllib.request.urlopen(layer["Location"], timeout=FETCHED_WITHIN_S) as answer:  # noqa: S310 - Lambda's own address
        archive = answer.read()
    if base64.b64encode(hashlib.sha256(archive).digest()).decode() != layer["CodeSha256"]:
        raise SystemExit(f"{arn}: what was fetched is not what was deployed; the next task fetches it again.")
    zipfile.ZipFile(io.BytesIO(archive)).extractall(code)


def become(user: int, run: Path) -> None:
    """Give up root's rights, if they are there, and keep one folder to write to."""
    run.mkdir(parents=True, exist_ok=True)
    if os.geteuid() == 0:
        os.chown(run, user, user)
        os.setgroups([])
        os.setgid(user)
        os.setuid(user)


if __name__ == "__main__":
    code, run, user, *arns = sys.argv[1:]
    for arn in arns:
        fetch(arn, Path(code))
    become(int(user), Path(run))
    os.execv(sys.executable, [sys.executable, "-m", "gateway_task"])  # noqa: S606 - the same interpreter, without a shell
