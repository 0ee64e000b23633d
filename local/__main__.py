"""`python -m local`: the whole system on this machine, until Ctrl-C."""

import argparse
import os
import sys
from pathlib import Path

NEEDED = (3, 13)


def parse(arguments: list[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="make local ARGS=...", description=__doc__)
    parser.add_argument("--port", type=int, default=8000, help="loopback port of the API; 0 takes any free one")
    parser.add_argument(
        "--state", type=Path, default=Path(".local"), help="directory of endpoints.json, logs and faults"
    )
    parser.add_argument("--aws", metavar="URL", help="another AWS endpoint instead of the emulated one")
    parser.add_argument("--discord", choices=("simulated", "real"), default="simulated")
    parser.add_argument("--template", type=Path, help="another template than this project's")
    parser.add_argument("--no-reload", dest="reload", action="store_false", help="keep serving the code of the start")
    level = parser.add_mutually_exclusive_group()
    level.add_argument("--quiet", dest="level", action="store_const", const="quiet", default="normal")
    level.add_argument("--verbose", dest="level", action="store_const", const="verbose")
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> int:
    """Run until stopped; returns the exit code."""
    chosen = parse(arguments)
    if sys.version_info < NEEDED:
        sys.stderr.write(
            f"error: this is Python {sys.version.split()[0]}; the run needs 3.13, which `make setup` finds\n"
        )
        return 1
    try:
        from rich.console import Console

        from local.discord_choice import read_env
        from local.run import ROOT, Options, run
    except ModuleNotFoundError as missing:
        sys.stderr.write(f"error: {missing.name} is not installed; `make setup` installs everything\n")
        return 1
    options = Options(
        port=chosen.port,
        state=chosen.state,
        aws=chosen.aws,
        discord=chosen.discord,
        level=chosen.level,
        reload=chosen.reload,
        template=chosen.template or ROOT / "template.yaml",
        environment={**read_env(ROOT / ".env"), **os.environ},
    )
    return run(options, Console())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
