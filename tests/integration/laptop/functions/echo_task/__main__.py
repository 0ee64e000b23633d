"""A task for tests: says what it was given, then does what the files in its folder of orders ask for."""

import json
import os
import signal
import sys
import time
from pathlib import Path

from guildhall.checkpoints import checkpoint

ORDERS = Path(os.environ["ORDERS"])


def say(**what: object) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def stop(number: int, frame: object) -> None:
    del frame
    say(stopping=signal.Signals(number).name)
    while (ORDERS / "stay").exists():
        time.sleep(0.01)
    sys.exit(0)


signal.signal(signal.SIGTERM, stop)
say(pid=os.getpid(), environment=dict(os.environ), argv=sys.argv, name=__name__)
while True:
    if (ORDERS / "exit").exists():
        (ORDERS / "exit").unlink()
        sys.exit(3)
    checkpoint("echo.round")
    time.sleep(0.01)
