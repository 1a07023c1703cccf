"""The manager's story in a real browser: the figures, how they are computed, and a file with faults."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone

from catalog.models import ProductLine
from core.models import ImportJob
from customers.models import Unit
from postventa.celery import app as celery
from postventa.demo.seed import seed
from tests.factories import PASSWORD, ManagerFactory
from tests.followups.makers import the_plans
from tests.imports import csv_bytes, purchase

LOOKS = [pytest.param("es", {}, id="es-laptop"), pytest.param("en", {"dark": True}, id="en-dark")]


@pytest.fixture
def house(transactional_db):
    """Fourteen months of a shop, with the plans that it begins with."""
    the_plans()
    seed(now=timezone.now())


def faulty_file(folder):
    """Thirty lines as a shop in Galicia exports them, and three with a fault each."""
    rows = [purchase(order_ref=f"X-{n}", customer_ref=f"X-{n}", serial=f"X-{n}", city="A Coruña") for n in range(30)]
    rows += [purchase(order_ref="X-31", sku=""), purchase(order_ref="X-32", purchased_at="31/02/2026")]
    rows += [purchase(order_ref="X-33", unit_price="gratis")]
    file = folder / "ventas.csv"
    file.write_bytes(csv_bytes(*rows, delimiter=";", encoding="latin-1"))
    return file


@pytest.mark.parametrize(("language", "look"), LOOKS)
def test_manager(open_page, words, shot, sound, house, processes, settings, tmp_path, language, look):
    celery.conf.broker_url = settings.REDIS_URL
    say, line = words(language), ProductLine.objects.order_by("name").first()
    luis = ManagerFactory(name="Luis Vega")
    page = open_page("/account/login/?next=/dashboards/", language=language, **look)

    def seen(name):
        sound(page, language)
        shot(page, name)

    page.locator("input[name=login]").fill(luis.email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.locator(".headlines").wait_for()
    assert page.locator(".headlines li").count() == 3
    seen("overview")

    # What is filtered stands in the address, which may be sent to somebody.
    page.get_by_role("link", name=say("30 days"), exact=True).click()
    page.wait_for_url("**/dashboards/?period=30d")
    page.locator("select[name=line]").select_option(label=line.name)
    page.get_by_role("button", name=say("Show"), exact=True).click()
    page.wait_for_url(re.compile(rf"\?line={line.pk}&period=custom&from=[\d-]+&to=[\d-]+$"))
    address = page.url
    seen("overview-filtered")
    figures = page.locator(".figures").first.inner_text()
    page.goto("/dashboards/")
    page.goto(address)
    assert page.locator(".figures").first.inner_text() == figures

    page.locator(".stat .name a").first.click()
    page.wait_for_url(re.compile(r"/dashboards/formulas/#\w+"))
    page.locator(".formula:target .equation").wait_for()
    seen("formulas")

    # A file with faults: nothing is written before she says so.
    page.get_by_role("link", name=say("Imports"), exact=True).click()
    page.locator("input[type=file]").wait_for()
    seen("imports")
    before = Unit.objects.count()
    page.locator("input[type=file]").set_input_files(faulty_file(tmp_path))
    page.get_by_role("button", name=say("Upload and look")).click()
    page.get_by_role("heading", name=say("What would happen")).wait_for()
    page.get_by_text("A Coruña").first.wait_for()
    assert Unit.objects.count() == before
    seen("preview")
    page.get_by_role("button", name=say("Import the file")).click()
    page.locator("#import-progress").wait_for()
    seen("progress")

    # A worker comes to it, and the page that waits turns into the result by itself.
    processes.worker()
    page.get_by_role("heading", name=say("Imported, with rows to mend")).wait_for(timeout=40_000)
    seen("result")
    job = ImportJob.objects.get()
    assert (job.created, job.rejected, Unit.objects.count() - before) == (30, 3, 30)
    with page.expect_download() as download:
        page.get_by_role("link", name=say("Download the rows to mend")).click()
    mended = download.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert (len(mended), mended[0].startswith("line_number;error;")) == (4, True)
    page.get_by_role("link", name=say("Import another file")).click()
    page.get_by_role("link", name="ventas.csv").wait_for()
    seen("imports-after")
