"""Ties every child to the life of the run: when the run dies, however it dies, its children die.

The run holds the write end of one pipe and gives each child the read end. No one ever writes to it. The kernel closes
the write end when the run exits, is killed or crashes; each child's watching thread then reads end-of-file and kills
its own process group, grandchildren included. (Linux's parent-death signal is not used: it fires when the *thread* that
started the child ends, and it exists on Linux alone.)

As a program: `python -m local.leash <fd> <module> [argument ...]` runs a module on the leash.
"""

import os
import runpy
import signal
import sys
import threading


class Leash:
    """The run's end of the pipe; `fd` goes to each child."""

    def __init__(self) -> None:
        self.fd, self._write_end = os.pipe()

    def close(self) -> None:
        """Let go: every child that is still alive ends at once."""
        os.close(self._write_end)
        os.close(self.fd)


def hold(fd: int) -> None:
    """Start watching, in a child: end this process group when the pipe's other end is gone."""
    threading.Thread(target=_watch, args=(fd,), name="leash", daemon=True).start()


def _watch(fd: int) -> None:
    while os.read(fd, 1):
        pass
    if os.getpgrp() == os.getpid():
        os.killpg(os.getpid(), signal.SIGKILL)
    os._exit(1)


def main(argv: list[str]) -> None:
    """Run `argv[2]` as `__main__` with the remaining arguments, on the leash `argv[1]`."""
    hold(int(argv[1]))
    sys.argv = argv[2:]
    runpy.run_module(argv[2], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main(sys.argv)
