"""EventBridge's expressions, as its page has them."""

import zoneinfo

import pytest

from guildhall.automations.schedule import checked, is_known, zone


@pytest.mark.parametrize(
    "expression",
    [
        "cron(0 9 ? * MON-FRI *)",
        "cron(0/15 * * * ? *)",
        "cron(15 10 ? * 6L 2026-2030)",
        "cron(0 0 L * ? *)",
        "cron(0 0 LW * ? *)",
        "cron(0 8 15W JAN,jul ? *)",
        "cron(0 18 ? * FRI#2 *)",
        "cron(0 18 ? * L *)",
        "cron(0,30 8-17/2 1 1-12 ? 1970)",
        "cron(*/5 * ? * * 2199)",
        "rate(1 day)",
        "rate(5 minutes)",
        "rate(365 days)",
    ],
)
def test_what_eventbridge_takes_is_taken_as_it_is(expression: str) -> None:
    assert checked(expression) == expression


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("rate(1 hours)", "rate(1 hour)"),
        ("rate(2 hour)", "rate(2 hours)"),
        ("  cron( 0  9 ?  * MON-FRI * ) ", "cron(0 9 ? * MON-FRI *)"),
    ],
)
def test_one_space_and_the_right_number_are_put_in(given: str, kept: str) -> None:
    assert checked(given) == kept


@pytest.mark.parametrize(
    ("expression", "says"),
    [
        ("every monday", r"give cron\("),
        ("cron(0 9 * * MON-FRI)", "six fields"),
        ("cron(0 9 * * MON-FRI *)", r"exactly one is \?"),
        ("cron(0 9 ? * ? *)", r"exactly one is \?"),
        ("cron(? 9 ? * MON *)", "minute is 0 to 59"),
        ("cron(60 9 ? * MON *)", "minute is 0 to 59"),
        ("cron(0 24 ? * MON *)", "hour is 0 to 23"),
        ("cron(0 17-9 ? * MON *)", "hour"),
        ("cron(0 9-x ? * MON *)", "hour"),
        ("cron(0 */0 ? * MON *)", "hour"),
        ("cron(0 */x ? * MON *)", "hour"),
        ("cron(0 9 32 * ? *)", "day of the month is 1 to 31"),
        ("cron(0 9 32W * ? *)", "day of the month"),
        ("cron(0 9 1 FOO ? *)", "month is 1 to 12, or JAN to DEC"),
        ("cron(0 9 ? * 8 *)", "day of the week is 1 to 7, or SUN to SAT"),
        ("cron(0 9 ? * MON#6 *)", "day of the week"),
        ("cron(0 9 ? * MON 1969)", "year is 1970 to 2199"),
        ("cron(0 9 ? * MON ²)", "year"),
        ("rate(0 minutes)", "a rate is a number"),
        ("rate(2 weeks)", "a rate is a number"),
        ("rate(366 days)", "at most a year"),
    ],
)
def test_what_eventbridge_would_refuse_is_refused_by_the_field(expression: str, says: str) -> None:
    with pytest.raises(ValueError, match=says) as refused:
        checked(expression)
    assert expression not in str(refused.value)


@pytest.mark.parametrize("name", ["UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires"])
def test_a_zone_is_one_by_its_iana_name(name: str) -> None:
    assert zone(name) == name
    assert is_known(name)


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "CET+1 now"])
def test_what_is_no_zone_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="time zone"):
        zone(name)


def test_where_no_list_of_zones_is_kept_the_form_has_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not is_known("Europe/Atlantis")
    monkeypatch.setattr(zoneinfo, "available_timezones", set)
    assert is_known("Europe/Atlantis")
    with pytest.raises(ValueError, match="IANA"):
        zone("somewhere in Europe")
