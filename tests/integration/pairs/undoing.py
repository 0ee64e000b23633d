"""Take the last call of an operation back, as somebody does who looks it up in the trail."""

from tests.integration.pairs.pairing import House


def undo(house: House, operation: str) -> None:
    """Undo the newest call of an operation."""
    records = house.read("audit.list", operation=operation)["records"]
    house.write("audit.undo", audit_id=records[0]["audit_id"])
