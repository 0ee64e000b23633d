"""The gateway task with a death at named checkpoints: `FAULTS` is a folder, a file in it the checkpoint's name."""

import os
import signal
import sys
from pathlib import Path

from gateway_task.__main__ import main
from guildhall.checkpoints import on_checkpoint

FOLDER = Path(os.environ["FAULTS"])


def reach(name: str) -> None:
    """Die here if a file of that name is there; it is taken away, so that only one process does."""
    try:
        (FOLDER / name).unlink()
    except FileNotFoundError:
        return
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    on_checkpoint(reach)
    sys.exit(main())
