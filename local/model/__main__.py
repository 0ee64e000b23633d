"""`python -m local.model`: serve the scripted model; the first line of standard output says where."""

import json
import sys

import uvicorn

from local.model.app import ScriptedModel
from local.server import bind


def main() -> None:
    """Serve on a free loopback port until stopped."""
    listener = bind(0)
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    config = uvicorn.Config(
        ScriptedModel().application(), log_level="critical", access_log=False, lifespan="off", ws="none"
    )
    sys.stdout.write(json.dumps({"url": address}) + "\n")
    sys.stdout.flush()
    uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    main()
