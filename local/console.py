"""What the person at the terminal reads when everything is up."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape

LABELS = {
    "playground_url": "playground",
    "mcp_url": "MCP",
    "interactions_url": "interactions",
    "aws_endpoint_url": "AWS",
    "model_url": "model",
}


def announce(console: Console, endpoints: Mapping[str, Any], state: Path, notes: Iterable[str]) -> None:
    """Say that the run is ready, where everything is, how to connect and how to stop; print no key."""
    console.print(f"[bold green]ready:[/] {endpoints['api_url']}", soft_wrap=True, highlight=False)
    for name, label in LABELS.items():
        console.print(f"  {label:<13} [cyan]{escape(endpoints[name])}[/]", soft_wrap=True, highlight=False)
    connect = (
        f"MCP clients: {endpoints['mcp_url']} with the header Authorization: Bearer <key>; "
        f"the keys are in {state / 'endpoints.json'} (api_keys)"
    )
    for note in (connect, *notes, f"logs: {state / 'logs'}", "Ctrl-C stops everything"):
        console.print(f"  [dim]{escape(note)}[/]", soft_wrap=True, highlight=False)
