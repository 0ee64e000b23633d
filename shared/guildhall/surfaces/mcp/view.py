"""Which tools an address shows and lets be called.

    /mcp                            the listed tools and the finders; through these every operation
    /mcp?toolsets=message,channel   exactly these toolsets, and confirmation_get to read what a human decided
    /mcp?toolsets=default,role      the first, and these toolsets beside it
    /mcp?toolsets=all               everything
    /mcp?mode=read-only             of all that, only what changes nothing

The header `X-Guildhall-Toolsets` does the same where an address cannot be changed; the address wins. What is not shown
to a narrowed client is not callable either, finders included. It narrows a client, not a caller: rights are the
executor's.
"""

from dataclasses import dataclass

from guildhall.errors import InvalidArguments
from guildhall.surfaces.mcp.http import Request
from guildhall.surfaces.tools.table import FINDERS, Entry, Table

HEADER = "x-guildhall-toolsets"
DEFAULT, ALL = "default", "all"
READ_ONLY = "read-only"
_ALWAYS = "confirmation.get"


@dataclass(frozen=True, slots=True)
class View:
    """A selection of tools.

    Attributes:
        toolsets: The toolsets by name, `default` and `all` among them.
        read_only: Whether only what changes nothing is there.
        from_header: Whether a header chose it, so that one address shows different lists.
    """

    toolsets: frozenset[str] = frozenset({DEFAULT})
    read_only: bool = False
    from_header: bool = False

    def lists(self, entry: Entry) -> bool:
        """Return whether the tool is shown."""
        if self.read_only and not entry.reads_only:
            return False
        chosen = entry.toolset in self.toolsets or entry.operation == _ALWAYS
        return ALL in self.toolsets or chosen or (DEFAULT in self.toolsets and entry.listed)

    def allows(self, entry: Entry) -> bool:
        """Return whether the tool may be called: what is shown, and what the finders lead to where they are shown."""
        if self.read_only and not entry.reads_only:
            return False
        return self.lists(entry) or bool(self.toolsets & {DEFAULT, FINDERS})


def chosen(request: Request, table: Table) -> View:
    """Return the view that a request's address or header asks for.

    Raises:
        InvalidArguments: It names a toolset or a mode that does not exist; guessing could show more than was meant.
    """
    mode = request.query.get("mode", "").strip().lower()
    if mode not in {"", READ_ONLY}:
        raise InvalidArguments(f"There is no mode {mode[:40]!r}.", f"Use ?mode={READ_ONLY}, or leave it out.")
    in_address = request.query.get("toolsets", "").strip()
    text = in_address or request.header(HEADER)
    names = frozenset(name.strip().lower() for name in text.split(",") if name.strip()) or frozenset({DEFAULT})
    if unknown := sorted(names - {DEFAULT, ALL, *table.toolsets}):
        known = ", ".join((DEFAULT, ALL, *table.toolsets))
        raise InvalidArguments(f"There is no toolset {', '.join(unknown)[:80]!r}.", f"Toolsets are: {known}.")
    return View(names, read_only=mode == READ_ONLY, from_header=bool(text) and not in_address)
