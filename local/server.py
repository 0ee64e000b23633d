"""The HTTP server of the run: uvicorn on a loopback socket, in a thread."""

import asyncio
import errno
import socket
import threading
import time
from typing import Any

import uvicorn

from local.errors import LaptopError

HOST = "127.0.0.1"
START_WITHIN_S = 10.0


def bind(port: int) -> socket.socket:
    """Take a loopback port; 0 takes any free one.

    Raises:
        LaptopError: the port is taken or not allowed.
    """
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
        listener.listen(128)
    except (OSError, OverflowError) as refused:
        listener.close()
        taken = getattr(refused, "errno", None) == errno.EADDRINUSE
        reason = "is taken by another program" if taken else f"cannot be used ({refused})"
        raise LaptopError(f"port {port} {reason}; give another with --port (0 = any free one)") from refused
    return listener


class Server:
    """Serves one ASGI application until closed."""

    def __init__(self, application: Any, listener: socket.socket) -> None:
        config = uvicorn.Config(
            application,
            log_level="error",
            access_log=False,
            lifespan="off",
            ws="none",
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=1,
        )
        self._server = uvicorn.Server(config)
        self._listener = listener
        self._thread = threading.Thread(target=self._run, name="http-server", daemon=True)

    def _run(self) -> None:
        asyncio.run(self._server.serve(sockets=[self._listener]))

    def start(self) -> None:
        """Begin to serve.

        Raises:
            LaptopError: it did not come up.
        """
        self._thread.start()
        deadline = time.monotonic() + START_WITHIN_S
        while not self._server.started:
            if time.monotonic() > deadline or not self._thread.is_alive():
                raise LaptopError("the HTTP server did not start")
            time.sleep(0.005)

    def close(self) -> None:
        """Serve no more."""
        self._server.should_exit = True
        if self._thread.is_alive():
            self._thread.join(5)
