"""Run by a bare interpreter whose PYTHONPATH is the artefact: import a function as Lambda would, tell what was loaded.

Reads from standard input: an event to answer or null, and the modules that are sought.
"""

import importlib
import importlib.util
import json
import sys
from types import SimpleNamespace


def main() -> None:
    """Import the handler, answer the event, print the modules and the answer as the last line."""
    given = json.load(sys.stdin)
    handler = importlib.import_module("handler").handler
    loaded = {name: getattr(module, "__file__", None) for name, module in list(sys.modules.items())}
    context = SimpleNamespace(
        function_name="test", memory_limit_in_mb="512", invoked_function_arn="arn", aws_request_id="1"
    )
    answer = handler(given["event"], context) if given["event"] else None
    findable = [name for name in given["sought"] if importlib.util.find_spec(name)]
    sys.stdout.write("\n" + json.dumps({"loaded": loaded, "answer": answer, "findable": findable}) + "\n")


main()
