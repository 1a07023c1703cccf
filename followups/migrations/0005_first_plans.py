"""A company starts with two plans, switched on unless its follow-ups were off: one after delivery, one after a case.

What was asked so far was asked by the first version of their questionnaires; a new survey asks by the second, which
tells how somebody was treated from how it ended. Calls that wait get the lane of where their customer is.
"""

import datetime as dt

from django.db import migrations
from django.utils import timezone

from core.places import region_code

SCORE = {"required": True}
DELIVERY_1 = [{"ask": "delivery_csat"} | SCORE, {"ask": "complete"}, {"ask": "comment"}]
CASE_1 = [{"ask": "case_csat"} | SCORE, {"ask": "ces"}, {"ask": "resolved"}, {"ask": "comment"}]
CASE_2 = [
    {"ask": "case_csat"} | SCORE,
    {"ask": "resolved"},
    {"ask": "treatment"},
    {"ask": "outcome", "if": {"question": "resolved", "values": [0, 2]}},
    {"ask": "ces"},
    {"ask": "comment"},
]
CALL_1 = [{"ask": "on_time"}, {"ask": "all_there"}, {"ask": "working"}, {"ask": "doubts"}]
CALL_CASE_1 = [{"ask": "resolved"}, {"ask": "doubts"}]
NPS_1 = [{"ask": "nps"} | SCORE, {"ask": "comment"}]
IMPORTED_1 = [{"ask": "delivery_csat"} | SCORE, {"ask": "comment"}]
KNOWN = [
    ("imported", 1, "survey", "transaction", IMPORTED_1),
    ("delivery", 1, "survey", "transaction", DELIVERY_1),
    ("resolution", 1, "survey", "transaction", CASE_1),
    ("resolution", 2, "survey", "transaction", CASE_2),
    ("recommendation", 1, "survey", "relation", NPS_1),
    ("call", 1, "call", "transaction", CALL_1),
    ("case-call", 1, "call", "transaction", CALL_CASE_1),
]
FROM, UNTIL = dt.time(9, 30), dt.time(20)


def fill(apps, schema_editor):
    now = timezone.now()
    questionnaires = _questionnaires(apps, now)
    old = apps.get_model("followups", "OldPlan").objects.filter(active=True).first()
    _plans(apps, questionnaires, old, now)
    invitations = apps.get_model("followups", "Invitation").objects
    for name in set(invitations.order_by().values_list("asked", flat=True).distinct()):
        code, _dash, version = name.rpartition("-")
        known = questionnaires.get((code, int(version) if version.isdigit() else 0))
        invitations.filter(asked=name).update(questionnaire=known or questionnaires["imported", 1])
    schema_editor.execute(
        "UPDATE followups_invitation SET expires_at = sent_at + interval '60 days' WHERE sent_at IS NOT NULL"
    )
    _lanes(apps)


def _questionnaires(apps, now):
    model = apps.get_model("followups", "Questionnaire")
    return {
        (code, version): model.objects.create(
            code=code, version=version, use=use, scope=scope, items=items, created_at=now, published_at=now
        )
        for code, version, use, scope, items in KNOWN
    }


def _plans(apps, questionnaires, old, now):
    plan, version = (apps.get_model("followups", name) for name in ("Plan", "PlanVersion"))
    apps.get_model("followups", "Policy").objects.create(id=1, transaction_days=old.quarantine_days if old else 90)
    after_delivery = plan.objects.create(name="Después de la entrega", trigger="delivered", position=0, created_at=now)
    after_case = plan.objects.create(name="Después de un caso", trigger="resolved", position=1, created_at=now)
    first = version.objects.create(
        plan=after_delivery,
        number=1,
        created_at=now,
        means="both",
        call_delay=old.call_after_days if old else 2,
        attempts=old.call_attempts if old else 4,
        attempt_days=min(3, old.call_attempts if old else 4),
        call_window_days=old.call_window_days if old else 14,
        survey_delay=old.survey_after_days if old else 5,
        survey_window_days=old.survey_window_days if old else 30,
        questionnaire=questionnaires["delivery", 1],
        script=questionnaires["call", 1],
    )
    second = version.objects.create(
        plan=after_case,
        number=1,
        created_at=now,
        means="survey",
        survey_delay=old.case_survey_after_hours if old else 24,
        survey_unit="hours",
        survey_window_days=old.case_survey_window_days if old else 7,
        questionnaire=questionnaires["resolution", 2],
        loop_by="call",
    )
    if old:
        for one, live in ((after_delivery, first), (after_case, second)):
            one.live, one.live_since = live, now
            one.save(update_fields=["live", "live_since"])


def _lanes(apps):
    lane, call = apps.get_model("followups", "Lane"), apps.get_model("followups", "Call")
    known = {}
    for one in call.objects.filter(lane=None).select_related("customer").iterator():
        who = one.customer
        region = region_code(who.country, who.region, who.postal_code) or who.region
        key = (who.timezone, who.country, region)
        if key not in known:
            known[key], _new = lane.objects.get_or_create(
                zone=who.timezone, country=who.country, region=region, call_from=FROM, call_until=UNTIL, team=None
            )
        call.objects.filter(pk=one.pk).update(lane=known[key])


def forget(apps, schema_editor):
    invitations = apps.get_model("followups", "Invitation").objects
    for one in apps.get_model("followups", "Questionnaire").objects.all():
        invitations.filter(questionnaire=one).update(asked=f"{one.code}-{one.version}", questionnaire=None)


class Migration(migrations.Migration):
    dependencies = [("followups", "0004_schema")]

    operations = [migrations.RunPython(fill, forget)]
