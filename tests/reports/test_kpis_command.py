"""`manage.py kpis` prints what can be checked by hand; bad input gets a sentence."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from core.models import Team
from reports.kpis import BY_CODE, KPIS
from reports.models import Change
from tests.factories import LineFactory
from tests.reports.rows import ask, case, deliver

pytestmark = pytest.mark.django_db
MARCH = ("--from", "2026-03-01", "--to", "2026-03-31")


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("kpis", *arguments, stdout=out)
    return out.getvalue()


def told(*arguments: str) -> dict[str, dict]:
    return {row["code"]: row for row in json.loads(run(*MARCH, *arguments, "--format", "json"))}


def test_codes_are_told_apart():
    assert len(BY_CODE) == len(KPIS)


def test_kpis_say_what_they_are_of():
    line = LineFactory(name="Lavadoras")
    for number in range(12):
        delivery = deliver("03-10", "03-10" if number else "03-09", line)
        ask("03-12 10:00", answered="03-13 10:00", score=5 if number > 2 else 2, delivery=delivery)
    deliver("03-11", "03-01")
    deliver("04-01", "04-01", line)
    case("03-02 10:00", replied="03-02 12:00", story=(("resolved", "03-03 10:00"), ("reopened", "03-04 10:00")))
    found = told()
    assert (found["on_time"]["numerator"], found["on_time"]["denominator"]) == (11, 13)
    assert found["on_time"]["value"] == pytest.approx(11 / 13)
    # Wilson's interval of 11 of 13, by R: prop.test(11, 13, correct = FALSE)
    assert (round(found["on_time"]["low"], 4), round(found["on_time"]["high"], 4)) == (0.5777, 0.9567)
    assert (found["csat_delivery"]["numerator"], found["csat_delivery"]["denominator"]) == (9, 12)
    assert found["csat_promise"]["parts"] == {"late_hits": 0, "late_n": 1, "on_time_hits": 9, "on_time_n": 11}
    assert (found["reopened"]["numerator"], found["reopened"]["denominator"]) == (1, 1)
    assert found["first_response"]["value"] == pytest.approx(7200, rel=0.005)
    assert found["flow"]["parts"] == {"opened": 1.0, "resolved": 1.0, "reopened": 1.0}
    of_line = told("--filter", "line=lavadoras")
    assert (of_line["on_time"]["numerator"], of_line["on_time"]["denominator"]) == (11, 12)
    assert Change.objects.count() == 0


def test_table_shows_no_share_of_fewer_than_ten():
    deliver("03-10", "03-10")
    rows = {line.split()[0]: line.split()[1:] for line in run(*MARCH).splitlines()}
    assert rows["on_time"] == ["–", "1", "1", "1", "–", "–"]
    assert rows["code"] == ["value", "numerator", "denominator", "n", "low", "high"]


def test_period_without_data_has_no_number():
    assert {(row["value"], row["n"]) for row in told().values() if row["code"] != "flow"} == {(None, 0)}
    assert told()["flow"]["value"] == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--from", "2026-03-31", "--to", "2026-03-01"), "termina antes"),
        (("--from", "ayer", "--to", "2026-03-01"), "«ayer»"),
        ((*MARCH, "--filter", "colour=red"), "«colour=red»"),
        ((*MARCH, "--filter", "line"), "«line»"),
        ((*MARCH, "--filter", "line=Neveras"), "«Neveras»"),
        ((*MARCH, "--filter", "channel=fax"), "«fax»"),
        ((*MARCH, "--filter", "country=Spain"), "«Spain»"),
    ],
)
def test_kpis_refuse_what_is_not_there(arguments, words):
    with pytest.raises(CommandError, match=words):
        run(*arguments)


def test_kpis_of_a_team_are_its_cases_only():
    team = Team.objects.create(name="Cocinas")
    mine, _other = case("03-02 10:00"), case("03-02 11:00")
    mine.team = team
    mine.save()
    assert told("--filter", "team=Cocinas")["flow"]["value"] == 1
    assert told()["flow"]["value"] == 2


def test_rollups_are_rebuilt_and_checked_by_commands():
    deliver("03-10", "03-10")
    out = StringIO()
    call_command("rebuild_rollups", "--measure", "on_time", stdout=out)
    call_command("check_rollups", stdout=out)
    with pytest.raises(CommandError, match="«nada»"):
        call_command("rebuild_rollups", "--measure", "nada")
    with pytest.raises(CommandError, match="--from"):
        call_command("check_rollups", "--from", "2026-03-01")
