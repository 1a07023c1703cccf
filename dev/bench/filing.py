"""Customers who complain at once, each with a photo of a phone: on 2 cores no error, and p95 of each POST below 2 s."""

from __future__ import annotations

import http.client
import io
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from dev.bench import Figures, bench
from dev.bench.rows import make_deliveries
from dev.bench.stage import CSRF, Stage
from dev.servers import REPO

PEOPLE = 50
MEGABYTES = 2
PATIENCE = 300  # seconds until every photo has been drawn anew
BOUNDARY = "photo-of-a-phone"


@bench("filing")
def filing(stage: Stage) -> Figures:
    """`size` people press «Continue» with their photo in the same moment, and «Send my case» when that is answered.

    Each POST by itself: the median, the 95th of a hundred and the slowest. Then how long until every case has its photo
    drawn. An answer that is no redirect, a case that is missing, or a photo that cannot be opened ends the bench.
    """
    from core.models import StoredFile
    from core.states import FileState
    from tickets.models import Attachment, Ticket

    people = stage.size or PEOPLE
    photo, filings = make_photo(), make_filings(people)
    cookies = {uid: stage.sign_in(user) for uid, user in filings.items()}
    before = Ticket.objects.count()
    with worker():
        started = time.perf_counter()
        times = all_at_once(stage.port, cookies, photo)
        sent = time.perf_counter()
        until = time.monotonic() + PATIENCE
        while StoredFile.objects.filter(state=FileState.RAW).exists():
            if time.monotonic() > until:
                raise RuntimeError("Photos of the bench were not drawn.")
            time.sleep(0.1)
        ready = time.perf_counter()
    with_photo = Attachment.objects.filter(message__ticket__submission__in=filings, file__state=FileState.READY)
    if (Ticket.objects.count() - before, with_photo.count()) != (people, people):
        raise RuntimeError(f"{Ticket.objects.count() - before} cases, {with_photo.count()} photos of {people}")
    for what, each in times.items():
        yield {"size": people, "what": what, **spread(each)}
    yield {"size": people, "what": "photo, bytes", "bytes": len(photo)}
    yield {"size": people, "what": "all sent", "seconds": round(sent - started, 1)}
    yield {"size": people, "what": "all photos drawn", "seconds": round(ready - started, 1)}


def spread(times: list[float]) -> dict[str, float]:
    ordered = sorted(times)
    p95 = ordered[max(0, -(-95 * len(ordered) // 100) - 1)]  # nearest rank
    return {
        "median_ms": round(ordered[len(ordered) // 2] * 1000),
        "p95_ms": round(p95 * 1000),
        "max_ms": round(ordered[-1] * 1000),
    }


def make_photo() -> bytes:
    """A JPEG of 12 megapixels and about MEGABYTES, as grainy as those of phones are."""
    from PIL import Image

    grain = Image.effect_noise((1000, 750), 60).resize((4000, 3000), Image.Resampling.BICUBIC)
    image = Image.merge("RGB", (grain, grain.transpose(Image.Transpose.FLIP_LEFT_RIGHT), grain))
    for quality in range(95, 20, -3):
        out = io.BytesIO()
        image.save(out, "JPEG", quality=quality)
        if out.tell() <= MEGABYTES * 1_048_576:
            break
    return out.getvalue()


def make_filings(count: int) -> dict[uuid.UUID, object]:
    """Complaints in which all is told but the photo, each with the account of its customer."""
    from django.utils import timezone

    from core.actors import customer_by_link
    from core.models import User
    from core.states import Role
    from tickets.actions.filing import begin_filing
    from tickets.states import Topic

    found = {}
    for delivery in make_deliveries(count, days=200, name=f"filing{uuid.uuid4().hex[:6]}"):
        unit = delivery.units.select_related("purchase__customer").get()
        customer = unit.purchase.customer
        told = {
            "what": {"symptom": None, "text": "Pierde agua por debajo cada vez que centrifuga."},
            "since": {"on": "", "used_for": "home", "before": ""},
            "wish": {"wish": "repair"},
            "reach": {"by": "email", "phone": "", "when": ""},
        }
        one = begin_filing(
            customer=customer, unit=unit, topic=Topic.PRODUCT, language="es", uid=uuid.uuid4(), told=told,
            by=customer_by_link(customer.email), now=timezone.now(),
        )  # fmt: skip
        found[one.uid] = User.objects.create_user(customer.email, None, name=customer.name, role=Role.CUSTOMER)
    return found


def all_at_once(port: int, cookies: dict[uuid.UUID, str], photo: bytes) -> dict[str, list[float]]:
    """The seconds of every POST. Raises with the first answer that is no redirect."""
    times: dict[str, list[float]] = {"photo": [], "send": []}
    faults: list[str] = []
    together = threading.Barrier(len(cookies))

    def complain(uid: uuid.UUID, cookie: str) -> None:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
            together.wait()
            for what, step, kind, body in (
                ("photo", "files", f"multipart/form-data; boundary={BOUNDARY}", multipart(photo)),
                ("send", "check", "application/x-www-form-urlencoded", b""),
            ):
                headers = {"Cookie": f"{cookie}; csrftoken={CSRF}", "X-CSRFToken": CSRF, "Content-Type": kind}
                start = time.perf_counter()
                connection.request("POST", f"/portal/filings/{uid}/{step}/", body, headers)
                response = connection.getresponse()
                said = response.read()
                times[what].append(time.perf_counter() - start)
                if response.status != 302:
                    faults.append(f"{step} answered {response.status}: {said[:500]!r}")
        except Exception as error:
            faults.append(repr(error))

    threads = [threading.Thread(target=complain, args=one) for one in cookies.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise RuntimeError(f"{len(faults)} of the posts failed: {faults[0]}")
    return times


def multipart(photo: bytes) -> bytes:
    head = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="files"; filename="IMG_0001.jpg"\r\n'
        "Content-Type: image/jpeg\r\n\r\n"
    )
    return head.encode() + photo + f"\r\n--{BOUNDARY}--\r\n".encode()


@contextmanager
def worker() -> Iterator[None]:
    """A worker as `make run` starts it, ready to take tasks."""
    command = [sys.executable, "-m", "celery", "--quiet", "-A", "postventa", "worker", "--loglevel", "warning"]
    running = subprocess.Popen([*command, "--concurrency", "2"], cwd=REPO, stdout=sys.stderr, stderr=subprocess.DEVNULL)
    try:
        time.sleep(8)  # its processes are started; what is measured is not that
        yield
    finally:
        running.terminate()
        running.wait(30)
