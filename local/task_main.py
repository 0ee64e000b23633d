"""Inside one task: a module runs as `python -m` would run it, on the leash, with the fault hooks of the sandboxes.

`python -m local.task_main <leash fd> <faults folder> <module>`
"""

import runpy
import sys
from pathlib import Path

from local import leash, shifted
from local.sandbox_main import Faults


def main(argv: list[str]) -> None:
    """Run `argv[3]` as `__main__`, killed at the checkpoints for which `argv[2]` holds a file."""
    leash.hold(int(argv[1]))
    shifted.shift(Path(argv[2]).with_name(shifted.FILE))
    Faults(argv[2]).register()
    sys.argv = argv[3:]
    runpy.run_module(argv[3], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main(sys.argv)
