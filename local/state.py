"""The state directory of a run: one run at a time, its endpoints, its logs, the faults that a test asks for.

endpoints.json     where everything is, while the run is ready
logs/<Name>.log    what each function, service and helper prints
faults/<name>      kills the next function or task that passes that checkpoint; made by a test, removed by the death
clock              seconds by which the clocks are ahead; a test makes it before the run starts (`local.shifted`)
<container>.pid    the processes of a service's tasks, `gateway.pid` those of the gateway
gateway-health     what the gateway task touches while it is well
"""

import contextlib
import fcntl
import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from local.errors import LaptopError

ENDPOINTS = "endpoints.json"


class State:
    """The directory, held by a lock that the kernel lets go when the run ends in whatever way."""

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()
        self.logs = self.path / "logs"
        self.faults = self.path / "faults"
        self._lock: int | None = None

    def __enter__(self) -> Self:
        """Take the directory.

        Raises:
            LaptopError: another run holds it, or it cannot be made.
        """
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._lock = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT, 0o600)
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as held:
            raise LaptopError(
                f"{self.path} is in use by another run{_whose(self.path / ENDPOINTS)}; "
                "stop that one or give another directory with --state"
            ) from held
        except OSError as refused:
            raise LaptopError(f"{self.path} cannot be used as the state directory: {refused.strerror}") from refused
        self.forget_endpoints()
        (self.path / "gateway-health").unlink(missing_ok=True)
        for folder in (self.logs, self.faults):
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(mode=0o700)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Remove the endpoints and let the directory go."""
        self.forget_endpoints()
        if self._lock is not None:
            os.close(self._lock)

    def publish(self, endpoints: Mapping[str, Any]) -> None:
        """Write the endpoints, readable by their owner alone, whole or not at all."""
        unfinished = self.path / f".{ENDPOINTS}.new"
        unfinished.unlink(missing_ok=True)
        fd = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(fd, "w", encoding="utf-8") as file:
            json.dump(endpoints, file, indent=2)
            file.write("\n")
        unfinished.replace(self.path / ENDPOINTS)

    def forget_endpoints(self) -> None:
        """Remove the endpoints, as of a run that was killed."""
        (self.path / ENDPOINTS).unlink(missing_ok=True)


def _whose(endpoints: Path) -> str:
    with contextlib.suppress(OSError, ValueError, KeyError):
        return f" (process {json.loads(endpoints.read_text(encoding='utf-8'))['pid']})"
    return ""
