"""Celery's app with what follow-ups and the outbox need, at the pace of a month that goes by in minutes."""

from postventa.celery import app, every

FOLLOW_UPS = {
    "plan_fresh": 0.5,
    "plan_everything": 4.0,
    "tidy_calls": 2.0,
    "send_due_surveys": 0.5,
    "withdraw_surveys": 0.4,
    "remind_of_surveys": 0.7,
    "call_who_did_not_answer": 0.7,
    "fit_calls": 2.0,
    "finish_surveys": 1.0,
    "close_loops": 1.0,
}
OUTBOX = {"send_outbox": 0.3, "reap_outbox": 1.0}

app.conf.beat_schedule = {
    **{name: every(seconds, f"followups.tasks.{name}") for name, seconds in FOLLOW_UPS.items()},
    **{name: every(seconds, f"core.tasks.{name}") for name, seconds in OUTBOX.items()},
}
