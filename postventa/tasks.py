"""Celery's door to the imports. A task is safe to run twice: only one worker claims an import."""

from celery import shared_task
from django.utils import timezone, translation

from core.actions.imports import claim_import, revive_imports, run_claimed_import
from followups.tasks import plan_everything
from postventa.imports import KINDS
from postventa.sessions import forget_sessions


@shared_task
def run_import(job_id: int, **kwargs: object) -> None:
    """Run a confirmed import, in the language of whoever uploaded it."""
    job = claim_import(job_id=job_id, now=timezone.now())
    if job is not None:
        with translation.override(job.created_by.language):
            run_claimed_import(job=job, kind=KINDS[job.kind], clock=timezone.now)
        plan_everything.delay()  # what it brought is followed now, and not within the hour


@shared_task
def revive_stopped_imports(**kwargs: object) -> int:
    """Run again what a lost message or a dead worker left; how many."""
    ids = revive_imports(now=timezone.now())
    for job_id in ids:
        run_import.delay(job_id)
    return len(ids)


@shared_task
def forget_old_sessions(**kwargs: object) -> int:
    """Forget where people were signed in, once they are not any more; how many rows went."""
    return forget_sessions(timezone.now())
