"""The template is clean in both forms, and the lint would say so if it were not."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.contract.deployment import LINT, TEMPLATE
from tests.e2e.system import unmeasured

LINTED_WITHIN_S = 100


def linted(template: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(LINT), "--template", str(template)]
    return subprocess.run(
        command, capture_output=True, text=True, timeout=LINTED_WITHIN_S, check=False, env=unmeasured()
    )


def test_the_template_is_clean_as_written_and_as_translated() -> None:
    done = linted(TEMPLATE)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "clean as written and as translated" in done.stdout


@pytest.mark.skipif(os.environ.get("LINTS") != "all", reason="as long as the other one; `make nightly` sets LINTS=all")
def test_a_fault_that_shows_only_after_the_transform_is_found(tmp_path: Path) -> None:
    text = TEMPLATE.read_text("utf-8")
    assert "Timeout: 29\n" in text
    faulty = tmp_path / "template.yaml"
    faulty.write_text(text.replace("Timeout: 29\n", "Timeout: 5000\n"), encoding="utf-8")
    done = linted(faulty)
    assert done.returncode == 1
    assert "is a valid SAM Template" in done.stdout + done.stderr
    assert "5000 is greater than the maximum of 900" in done.stdout
