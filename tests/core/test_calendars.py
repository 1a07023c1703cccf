"""Keeping work calendars: what is refused writes nothing, what changes is told, what is read follows the rows."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from core.actions.calendars import OwnDay, remove_calendar, save_calendar
from core.actors import actor_of
from core.errors import Refused
from core.hours import read_blocks
from core.models import AuditEntry, CalendarDay, WorkCalendar, WorkHours
from core.places import RestDays, region_code, regions
from core.queries import calendar_of, calendars
from core.spans import read_span, span_text
from tests.factories import NOW, ManagerFactory

NINE_TO_SIX = ((540, 1080),)
WEEK = [NINE_TO_SIX] * 5 + [(), ()]
EVE = OwnDay(dt.date(2026, 12, 24), ((540, 840),), "Nochebuena")


@pytest.fixture
def boss(db):
    return actor_of(ManagerFactory())


@pytest.fixture
def save(boss):
    def saving(calendar=None, **given):
        about = {"name": "Oficina", "zone": "Europe/Madrid", "country": "ES", "region": "Madrid", "hours": WEEK}
        about |= {"is_default": bool(calendar and calendar.is_default)}
        return save_calendar(calendar=calendar, by=boss, now=NOW, **about | given)

    return saving


def written():
    rows = (WorkCalendar, WorkHours, CalendarDay, AuditEntry)
    return [list(model.objects.order_by("pk").values()) for model in rows]


def test_save_calendar_writes_its_rows_and_its_trace(save, boss):
    row, is_counted = save(days=[EVE, OwnDay(dt.date(2026, 12, 31))])
    assert (row.name, row.zone, row.country, row.region, row.is_default) == (
        "Oficina",
        "Europe/Madrid",
        "ES",
        "MD",
        True,
    )
    assert is_counted
    assert [(one.weekday, one.starts, one.ends) for one in row.hours.all()] == [(day, 540, 1080) for day in range(5)]
    assert [(one.day.day, one.name, one.hours) for one in row.days.all()] == [
        (24, "Nochebuena", [540, 840]),
        (31, "", []),
    ]
    (entry,) = AuditEntry.objects.about("core.workcalendar", row.pk)
    assert (entry.what, entry.before, entry.actor_id) == ("added", {}, boss.user_id)
    assert {name: entry.after[name] for name in ("region", "weekday 0", "day 2026-12-24", "day 2026-12-31")} == {
        "region": "MD", "weekday 0": "9:00–18:00", "day 2026-12-24": "9:00–14:00", "day 2026-12-31": "closed",
    }  # fmt: skip


def test_save_calendar_changes_only_what_differs(save):
    row, _counted = save(days=[EVE])
    hours, days = list(row.hours.values_list("pk", flat=True)), list(row.days.values_list("pk", flat=True))
    assert save(row, days=[EVE])[1] is False
    assert AuditEntry.objects.count() == 1
    assert save(row, name="Tienda", days=[EVE])[1] is False  # a name is not counted
    _row, is_counted = save(row, name="Tienda", hours=[*WEEK[:5], ((600, 840),), ()], days=[])
    assert is_counted
    assert list(row.hours.values_list("pk", flat=True))[:5] == hours
    assert not CalendarDay.objects.filter(pk__in=days).exists()
    last = AuditEntry.objects.order_by("pk").last()
    assert (last.before, last.after) == (
        {"day 2026-12-24": "9:00–14:00", "weekday 5": None},
        {"day 2026-12-24": None, "weekday 5": "10:00–14:00"},
    )


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"hours": [()] * 7}, "hours_none"),
        ({"hours": [()] * 7, "days": [EVE]}, "hours_none"),
        ({"hours": [((840, 540),)] + [()] * 6}, "hours_backwards"),
        ({"hours": [((540, 540),)] + [()] * 6}, "hours_backwards"),
        ({"hours": [((540, 840), (839, 1200))] + [()] * 6}, "hours_overlap"),
        ({"hours": [((540, 1500),)] + [()] * 6}, "hours_outside"),
        ({"hours": [tuple((n, n + 1) for n in range(0, 18, 2))] + [()] * 6}, "hours_many"),
        ({"days": [OwnDay(EVE.day, ((840, 540),))]}, "hours_backwards"),
        ({"days": [EVE, EVE]}, "day_twice"),
        ({"days": [OwnDay(EVE.day, (), "x" * 81)]}, "name_long"),
        ({"days": [OwnDay(EVE.day + dt.timedelta(days=n)) for n in range(401)]}, "days_many"),
        ({"zone": "Europe/Nowhere"}, "zone"),
        ({"zone": "Madrid"}, "zone"),
        ({"country": "ZZ"}, "country"),
        ({"region": "Bavaria"}, "region"),
        ({"country": "", "region": "Madrid"}, "region"),
        ({"name": "  "}, "name_missing"),
        ({"name": "\u200b\u2800"}, "name_missing"),
        ({"name": "x" * 81}, "name_long"),
        ({"name": "General"}, "name_taken"),
    ],
)
def test_impossible_calendar_is_refused_and_nothing_written(save, given, code):
    save(name="General")
    before = written()
    with pytest.raises(Refused) as refused:
        save(**given)
    assert refused.value.code == code
    assert str(refused.value)
    assert written() == before


def test_another_usual_calendar_takes_the_place_of_the_first(save):
    first, _counted = save(name="General")
    assert first.is_default  # the only one there is
    second, _counted = save(name="Canarias", zone="Atlantic/Canary", region="CN", is_default=True)
    assert list(WorkCalendar.objects.filter(is_default=True)) == [second]
    before = written()
    for change in (lambda: save(second, name="Canarias", is_default=False), lambda: remove(second)):
        with pytest.raises(Refused) as refused:
            change()
        assert refused.value.code == "usual"
    assert written() == before
    remove(first)
    assert list(WorkCalendar.objects.all()) == [second]
    assert AuditEntry.objects.about("core.workcalendar", first.pk).last().what == "deleted"


def remove(row):
    remove_calendar(calendar=row, by=actor_of(ManagerFactory()), now=NOW)


def test_calendar_is_read_as_its_rows_are(save):
    row, _counted = save(days=[EVE])
    found = calendar_of(row)
    assert (found.zone.key, found.week, found.holidays) == ("Europe/Madrid", tuple(WEEK), RestDays("ES", "MD"))
    assert found.days == {EVE.day: EVE.blocks}
    with CaptureQueriesContext(connection) as captured:
        assert calendar_of(row) is found
    assert len(captured) == 1
    save(row, hours=[*WEEK[:5], ((600, 840),), ()])
    assert calendar_of(row).week[5] == ((600, 840),)
    row.days.all().delete()
    assert calendar_of(row).days == {}
    assert set(calendars()) == {row.pk}


def test_rows_of_another_making_do_not_take_a_calendar_down(save):
    row, _counted = save(hours=[NINE_TO_SIX] + [()] * 6)
    WorkHours.objects.create(calendar=row, weekday=0, starts=600, ends=1200)
    CalendarDay.objects.create(calendar=row, day=EVE.day, hours=[600, 540, 700])
    WorkCalendar.objects.update(zone="Nowhere", country="ZZ", region="?")
    found = calendar_of(row)
    assert (found.week[0], found.days[EVE.day], found.zone.key) == (((540, 1200),), (), "Europe/Madrid")
    assert found.add(NOW, 60) > NOW


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("", ()),
        ("9:00–14:00, 16:00–20:00", ((540, 840), (960, 1200))),
        ("16-20;9-14", ((540, 840), (960, 1200))),
        ("9.30 - 14", ((570, 840),)),
        ("9h-14h", ((540, 840),)),
        ("22:00–24:00\n0:00–6:00", ((0, 360), (1320, 1440))),
        ("22:00–0:00", ((1320, 1440),)),
    ],
)
def test_hours_are_read_as_people_write_them(text, blocks):
    assert read_blocks(text) == blocks


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("nine to five", "hours_unreadable"),
        ("9:75–14:00", "hours_unreadable"),
        ("9–14–16", "hours_unreadable"),
        ("9:00", "hours_unreadable"),
        ("22:00–6:00", "hours_backwards"),
        ("9:00–25:00", "hours_outside"),
        ("9–14, 13–20", "hours_overlap"),
        ("٩–١٤", "hours_unreadable"),
    ],
)
def test_hours_that_are_none_are_refused_in_words(text, code):
    with pytest.raises(Refused) as refused:
        read_blocks(text)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("30 min", 30),
        ("8 h", 480),
        ("8h", 480),
        ("2 d", 1080),
        ("1 h 30 min", 90),
        ("1,5 h", 90),
        ("0.25 h", 15),
        ("45m", 45),
    ],
)
def test_length_is_read_as_people_write_it(text, minutes):
    assert read_span(text, day=540) == minutes


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("0 h", "span_none"), ("", "span_none"), ("8", "span_unreadable"), ("-8 h", "span_unreadable"),
        ("8 weeks", "span_unreadable"), ("h", "span_unreadable"), ("400 d", "span_long"), ("999999 h", "span_long"),
    ],
)  # fmt: skip
def test_length_that_is_none_is_refused_in_words(text, code):
    with pytest.raises(Refused) as refused:
        read_span(text)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("minutes", "day", "text"),
    [(2700, 0, "45 h"), (2700, 540, "5 d"), (90, 540, "1 h 30 min"), (570, 540, "1 d 30 min"), (0, 0, "0 min")],
)
def test_length_is_told_by_its_units(minutes, day, text):
    assert span_text(minutes, day=day) == text


def test_holidays_have_names_in_the_language_of_the_reader():
    andalusia = RestDays("ES", "Comunidad Autónoma de Andalucía")
    assert dt.date(2025, 2, 28) in andalusia
    assert dt.date(2025, 2, 28) not in RestDays("ES", "Madrid")
    assert andalusia.names(2025, "es")[dt.date(2025, 2, 28)] == "Día de Andalucía"
    assert andalusia.names(2025, "en")[dt.date(2025, 2, 28)] == "Andalusia Day"
    assert (RestDays("ZZ").names(2025), RestDays().names(2025)) == ({}, {})
    assert "2025-02-28" not in andalusia


@pytest.mark.parametrize(("region", "code"), [("Sevilla", "AN"), ("barcelona", "CT"), ("Barcelona", "Barcelona")])
def test_save_calendar_keeps_a_province_as_its_community_and_a_city_that_was_chosen(save, region, code):
    assert save(region=region)[0].region == code


def test_regions_have_names_and_one_code():
    assert regions("ES")["AN"] == "Andalucía"
    assert (regions("ZZ"), regions("")) == ({}, {})
    assert [region_code("ES", name) for name in ("MD", "Comunidad de Madrid", "madrid", "Bavaria", "")] == [
        "MD"
    ] * 3 + [""] * 2
    assert region_code("ZZ", "Madrid") == ""
    with override("es"):
        assert list(RestDays("ES", "CT").names(2026, "es").values())[-1] == "San Esteban"
