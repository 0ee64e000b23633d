"""The gateway task: `python -m gateway_task` hears mentions until it is stopped; `--check` says whether it lives."""

import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] = ()) -> int:
    """Run the task, or with `--check` look at its health file; return the exit code."""
    if "--check" in arguments:
        from guildhall.config import optional
        from guildhall.discord.gateway.health import Health

        return 0 if Health(optional("GATEWAY_HEALTH_FILE")).is_fresh() else 1
    from guildhall.bootstrap.gateway_task import run

    return run()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
