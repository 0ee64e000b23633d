import subprocess
import sys

import pytest

CHEAP = ["ids", "permissions", "routes", "signature", "limits", "rights", "losses", "mending", "reasons"]


@pytest.mark.parametrize("name", CHEAP)
def test_the_cheap_modules_load_neither_pydantic_nor_httpx(name: str) -> None:
    code = (
        f"import sys, guildhall.discord.{name}\n"
        "loaded = {module.split('.')[0] for module in sys.modules}\n"
        "print(sorted(loaded & {'pydantic', 'httpx', 'boto3', 'mcp', 'anthropic'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=30)
    assert done.stdout.strip() == "[]"
