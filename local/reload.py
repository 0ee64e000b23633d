"""Watches the template and the code, so that an edit is served without a restart."""

import threading
from collections.abc import Callable, Iterable
from pathlib import Path

LOOK_EVERY_S = 1.0
WATCHED = ("*.py", "*.json")


class Watch:
    """Calls `template_changed` or `code_changed` soon after a file changed, was added or removed."""

    def __init__(
        self,
        template: Path,
        folders: Iterable[Path],
        template_changed: Callable[[], None],
        code_changed: Callable[[], None],
    ) -> None:
        self._template = template
        self._folders = tuple(folders)
        self._changed = {True: template_changed, False: code_changed}
        self._seen = self._look()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="watch", daemon=True)

    def start(self) -> None:
        """Begin to watch."""
        self._thread.start()

    def stop(self) -> None:
        """Watch no more."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while not self._stop.wait(LOOK_EVERY_S):
            self.look()

    def look(self) -> None:
        """Compare with the last look, once."""
        before, self._seen = self._seen, self._look()
        changed = {path for path, _ in before.items() ^ self._seen.items()}
        for is_template in sorted({path == self._template for path in changed}):
            self._changed[is_template]()

    def _look(self) -> dict[Path, int]:
        files = [path for folder in self._folders for pattern in WATCHED for path in folder.rglob(pattern)]
        return {path: moment for path in (self._template, *files) if (moment := _moment(path)) is not None}


def _moment(path: Path) -> int | None:
    try:
        return path.stat().st_mtime_ns
    except FileNotFoundError:
        return None
