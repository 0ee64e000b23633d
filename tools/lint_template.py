"""Lint template.yaml as it is written and as CloudFormation receives it; both have to be clean.

A lint of the SAM template alone misses much: a runtime that does not exist, a timeout out of range, a dangling
reference inside a policy or an event. All of that shows after the transform, so the transform runs here too (offline,
with a dummy address in place of every CodeUri) and its result is linted again.

    python tools/lint_template.py                   # sam validate --lint, then cfn-lint on the translated template
    python tools/lint_template.py --translated out  # write the translated template (JSON) to a file; no lint

Runs itself in `.venv-sam`, because aws-sam-cli pins versions that the project does not want; `tools/bootstrap.py` makes
that environment.
"""

import argparse
import importlib
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv-sam"
TOOLS = ROOT / ".venv-tools" / "bin"
REGION = "us-east-1"
DUMMY_CODE = "s3://bucket/key"
CODE_KEYS = ("CodeUri", "ContentUri")

IGNORED: dict[str, str] = {}
"""cfn-lint rules that are not applied to the translated template, each with its reason."""


def enter_environment() -> None:
    """Start again inside `.venv-sam`, made from the lock file's group `sam`, unless this process runs there."""
    if Path(sys.prefix).resolve() == ENVIRONMENT.resolve():
        return
    make_environment()
    again = [str(ENVIRONMENT / "bin" / "python"), __file__, *sys.argv[1:]]
    sys.exit(subprocess.run(again, check=False).returncode)


def make_environment() -> None:
    """Make `.venv-sam` what the lock file says; a second time takes a tenth of a second."""
    subprocess.run([sys.executable, str(ROOT / "tools" / "bootstrap.py"), "sam"], check=True)


def search_path() -> str:
    """Return PATH with the project's own `uv` first: another one may be missing, or only a shim that finds none."""
    return os.pathsep.join([str(TOOLS), os.environ.get("PATH", os.defpath)])


def translated(path: Path) -> dict[str, object]:
    """Return the template after SAM's transform, with every parameter at its default."""
    boto3 = importlib.import_module("boto3")
    sam_parser = importlib.import_module("samtranslator.parser.parser")
    sam_translator = importlib.import_module("samtranslator.translator.translator")
    yaml_parse = importlib.import_module("samtranslator.yaml_helper").yaml_parse

    template = yaml_parse(path.read_text("utf-8"))
    for resource in template["Resources"].values():
        for key in CODE_KEYS:
            if key in resource.get("Properties", {}):
                resource["Properties"][key] = DUMMY_CODE
    defaults = {name: str(parameter["Default"]) for name, parameter in template["Parameters"].items()}
    session = boto3.Session(region_name=REGION)
    translator = sam_translator.Translator({}, sam_parser.Parser(), boto_session=session)
    result: dict[str, object] = translator.translate(sam_template=template, parameter_values=defaults)
    return result


def start(*command: str) -> subprocess.Popen[bytes]:
    """Start one tool of the environment, without telemetry."""
    settings = {**os.environ, "SAM_CLI_TELEMETRY": "0", "AWS_DEFAULT_REGION": REGION}
    return subprocess.Popen([str(ENVIRONMENT / "bin" / command[0]), *command[1:]], env=settings)


def lint(path: Path) -> int:
    """Lint one SAM template in both forms at once (`--lint` is cfn-lint); return 0 only when both are clean."""
    written = start("sam", "validate", "--lint", "--region", REGION, "--template-file", str(path))
    with tempfile.TemporaryDirectory() as scratch:
        expanded = Path(scratch, "translated.json")
        expanded.write_text(json.dumps(translated(path), indent=2), encoding="utf-8")
        ignored = ["--ignore-checks", *IGNORED] if IGNORED else []
        received = start("cfn-lint", "--regions", REGION, *ignored, "--template", str(expanded))
        failures = [process.wait() for process in (written, received)]
    print("template.yaml: " + ("findings above" if any(failures) else "clean as written and as translated"))
    return int(any(failures))


def main() -> int:
    """Lint, or write the translated template to the file given with `--translated`."""
    parser = argparse.ArgumentParser(description="Lint template.yaml as written and as translated.")
    parser.add_argument("--template", type=Path, default=ROOT / "template.yaml")
    parser.add_argument("--environment-only", action="store_true", help="make .venv-sam and stop")
    parser.add_argument("--translated", type=Path, metavar="FILE", help="write the translated template and stop")
    arguments = parser.parse_args()
    if arguments.environment_only:
        return 0
    if arguments.translated:
        arguments.translated.write_text(json.dumps(translated(arguments.template), indent=2), encoding="utf-8")
        return 0
    return lint(arguments.template)


if __name__ == "__main__":
    enter_environment()
    sys.exit(main())
