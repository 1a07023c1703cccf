"""/healthz, which a balancer asks every few seconds."""

from dev.bench import Figures, bench
from dev.bench.stage import Stage


@bench("healthz")
def healthz(stage: Stage) -> Figures:
    """Everything up: worker and beat are only signs of life here, because the page reads nothing else of them."""
    import redis
    from django.conf import settings

    from postventa.celery import BEAT_PULSE, WORKER_PULSE

    with redis.Redis.from_url(settings.REDIS_URL) as client:
        client.mset({WORKER_PULSE: "1", BEAT_PULSE: "1"})
    return [stage.measure_http("/healthz")]
