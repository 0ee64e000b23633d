"""Discord's document and the page about it: whatever the document gains is carried or left out with a reason."""

from tools import coverage

ROWS = list(coverage.rows())
LEAST_CARRIED = 205


def test_the_page_names_every_operation_of_discords_document() -> None:
    silent = [row.told.route for row in ROWS if not row.carried and not row.reasons]
    assert silent == [], "carried by no operation, and left out without a reason (tools/coverage.py)"


def test_what_is_left_out_is_carried_by_nothing_and_has_one_reason() -> None:
    for row in ROWS:
        assert not (row.carried and row.reasons), f"{row.told.route} is carried by {row.carried_by}"
        assert len(row.reasons) <= 1, row.told.route
    assert coverage.idle() == []


def test_at_least_205_operations_are_carried() -> None:
    assert len(ROWS) == 242
    assert sum(row.carried for row in ROWS) >= LEAST_CARRIED


def test_a_route_that_the_page_does_not_know_is_found() -> None:
    known = {coverage._shape(row.told.route) for row in ROWS}
    for name, routes in (("taken", coverage._routes()[0]), ("same", coverage._routes()[1])):
        assert routes.keys() <= known, f"{name}: not in Discord's document: {routes.keys() - known}"
