import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    "module", ["local.discord.__main__", "local.model.__main__", "local.aws_server", "local.sandbox_main"]
)
def test_what_stands_for_the_outside_world_loads_nothing_of_the_product(module: str) -> None:
    loaded = f"import sys, {module}; print(*[name for name in sys.modules if name.split('.')[0] == 'guildhall'])"
    done = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
