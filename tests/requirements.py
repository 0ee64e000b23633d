"""The rows that this product must show, one sentence each, and which of them no test proves yet.

A test claims a row with `@pytest.mark.requirement("C3")`, and only a test that sees the effect from outside may claim:
one under `e2e/` or `integration/`. A row is either claimed or owed; the owed list may only shrink. `make requirements`
prints it.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.table import Table

TESTS = Path(__file__).resolve().parent
CLAIMING = ("e2e", "integration")

ROWS: dict[str, str] = {
    "C1": "The tree is that of a serverless interactions-endpoint deployment on AWS SAM.",
    "C2": "The named packages are used, each for what it is best at.",
    "C3": "A function answers Discord's signed interactions: commands, buttons, modals, autocomplete.",
    "C4": "MCP is served over HTTP behind API Gateway.",
    "C5": "Agent turns run through SQS.",
    "C6": "DynamoDB keeps policies, history and audit.",
    "C7": "A small Fargate task keeps the gateway connection for mentions.",
    "C8": "Teams deploy with `sam build && sam deploy`.",
    "C9": "Slash commands, mentions and MCP clients at the API's address all reach the one pipeline.",
    "A1": "People connect their Discord identity by OAuth2.",
    "A2": "They install the bot by a least-permission link, and the installation is recorded.",
    "A3": "They work through MCP clients or by mentioning the bot.",
    "A4": "The five natural-language jobs end in the right reply or state.",
    "A5": "Only bot accounts and the official API: no user tokens, no way around permissions or rate limits.",
    "A6": "The MCP tools by domain are there.",
    "A7": "The agent's further tools are there.",
    "A8": "Every write can be previewed, and is by default for MCP clients.",
    "A9": "Risky operations are confirmed by a human, never by an argument.",
    "A10": "Every write is audited, with personal data redacted.",
    "A11": "Every call passes the eight authorization steps.",
    "A12": "Resources and prompts are served.",
    "A13": "The agent answers mentions under the same policy as MCP.",
    "A14": "Administrators allow and disallow chat per channel.",
    "A15": "The platform's data model is kept.",
    "A16": "Platform roles, scopes and allowlists decide.",
    "A17": "The gateway reconnects by itself; the REST client tracks rate limits and retries.",
    "A18": "Automations run on their triggers.",
    "A19": "Health and readiness answer; stdio mode works; settings are listed.",
    "A20": "Hosted bot, bring your own bot and self-host all run.",
    "B1": "API keys are created, listed, rotated, revoked and expire; only a hash is stored.",
    "B2": "Permission levels stand for scope sets.",
    "B3": "A key has guild and channel restrictions, an expiry and a rate limit of its own.",
    "B4": "The five compatibility tools work under their own names.",
    "B5": "The REST index, health, tools and status answer.",
    "B6": "An interactive set-up writes the configuration.",
    "B7": "Structured logs tell what happened; CORS and input validation hold.",
    "D1": "Signed bearer tokens are issued from the command line.",
    "D2": "A token can stand for a bot without showing the bot's token.",
    "D3": "`POST /mcp/v1/tools/invoke` serves the five tools.",
    "D4": "Every call is audited with user, redacted parameters and outcome.",
    "D5": "An external OAuth 2.1 provider can be used.",
    "D6": "Each failure says what is wrong and what to do.",
    "S1": "A bot token per request serves the stateless routes where the operator allows it.",
    "S2": "Many bot identities at once never mix.",
    "S3": "Stdio takes a token and a guild; a container does the same.",
    "S4": "Files, attachments, several reactions, categories, unread messages, waiting and presence work.",
    "E1": "Member interests and activity are kept only after a guild opted in.",
    "E2": "Tool usage is logged.",
    "E3": "Tools are discovered, documented, and enabled or disabled per guild.",
    "E4": "Prompt templates have versions and per-guild variants.",
    "E5": "Limits per person and per guild back off by degrees.",
    "E6": "Statistics come with a picture.",
    "E7": "Administrators see system state, errors and permission checks.",
    "E8": "Storage migrates, degrades gracefully and fails in friendly words.",
    "F1": "Effective rights are the caller's, the bot's and the policy's together, on every tool.",
    "F2": "A human approves by a card: live rights in the target channel, exact payload, once, in time.",
    "F3": "A dry run reads the target, proves the permission, shows the diff; a drifted plan is refused.",
    "F4": "Writes are undone with stated fidelity.",
    "F5": "The audit trail is tamper-evident and correlated with Discord's own.",
    "F6": "Policy explains any call and simulates changes.",
    "F7": "Names, mentions and links become typed ids; ids are strings everywhere.",
    "F8": "OAuth 2.1 sign-in works from the known clients.",
    "F9": "Both MCP eras on one URL, legal names, hints and schemas on every tool, at most 20 shown.",
    "F10": "Agent turns are durable: ordered, crash-safe, cancellable, resumable.",
    "F11": "The gateway session survives restarts with no lost mention.",
    "F12": "At least 205 operations of Discord's API are carried.",
    "F13": "One rate governor is shared by all functions, with a breaker for invalid requests.",
    "F14": "Discord's text reaches a model fenced, attributed and untrusted.",
    "F15": "Sends ping nobody unless granted and are never doubled; secrets never show.",
    "F16": "The whole system runs on a laptop with one command and no account.",
}

OWED: frozenset[str] = frozenset(
    {
        "C8",
        *("A1", "A2", "A4", "A12", "A15", "A18", "A19", "A20"),
        *("B1", "B2", "B3", "B4", "B5", "B6", "B7"),
        *("D1", "D2", "D3", "D5", "D6"),
        *("S1", "S2", "S3", "S4"),
        *("E1", "E2", "E3", "E4", "E6", "E7", "E8"),
        *("F8", "F13"),
    }
)
"""Rows that no test claims yet; it may only shrink.

Half shown and still owed: C8 (the build, not a deployment), A4 (an automation is drafted, and nothing runs it), A19
(all but stdio), S4 (all but presence), E7 (validating permissions, by policy.explain).
"""


def claims() -> dict[str, list[str]]:
    """Return which tests claim which rows: id → `file::test`, read from the sources."""
    found: dict[str, list[str]] = {}
    for folder in CLAIMING:
        for path in sorted((TESTS / folder).rglob("test_*.py")):
            for test, row in _claimed_in(path):
                found.setdefault(row, []).append(f"{path.relative_to(TESTS)}::{test}")
    return found


def _claimed_in(path: Path) -> Iterator[tuple[str, str]]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            for decorator in node.decorator_list:
                yield from ((node.name, row) for row in _rows_of(decorator))


def _rows_of(decorator: ast.expr) -> Iterator[str]:
    if isinstance(decorator, ast.Call) and ast.unparse(decorator.func).endswith("mark.requirement"):
        for argument in decorator.args:
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                yield argument.value


def main() -> int:
    """Print the rows with what claims them; returns 1 when a row is neither claimed nor owed."""
    claimed, table = claims(), Table("id", "requirement", "proved by", show_lines=False)
    for row, sentence in ROWS.items():
        tests = claimed.get(row, [])
        state = f"[green]{len(tests)}: {tests[0]}[/]" if tests else "[yellow]owed[/]" if row in OWED else "[red]lost[/]"
        table.add_row(row, sentence, state)
    Console().print(table, f"{len(claimed)} of {len(ROWS)} rows are claimed, {len(OWED - set(claimed))} owed.")
    return int(bool(set(ROWS) - set(claimed) - OWED))


if __name__ == "__main__":
    sys.exit(main())
