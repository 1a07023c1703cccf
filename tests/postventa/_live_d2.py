import datetime as dt
from pathlib import Path
import pytest
from django.urls import reverse
from django.test import Client
from tests.factories import *
from tests.warranties.sold import sold
OUT = Path("/tmp/shots-d2")
@pytest.mark.django_db(transaction=True)
def test_live(live_server):
    from playwright.sync_api import sync_playwright
    marta = CustomerFactory(name="Marta Gil", language="en")
    line = LineFactory()
    GuaranteeFactory(name="Garantía total", product_line=line, guarantor="Hogarix", procedure="")
    unit = sold(dt.date(2026, 5, 4), customer=marta, unit={"product": ProductFactory(name="Lavadora Serie 6", line=line)})
    stay = CustodyFactory(unit=unit, handed_in_on=dt.date(2026, 6, 1), returned_on=dt.date(2026, 6, 9))
    CustodyFactory(unit=unit, handed_in_on=dt.date(2026, 11, 15))
    new = UnitFactory(purchase__customer=marta, delivery__delivered_at=None)
    users = {"desk": AgentFactory(language="en"), "portal": CustomerUserFactory(email=marta.email, language="en")}
    cookies = {}
    for door, user in users.items():
        c = Client(); c.force_login(user); cookies[door] = c.cookies["sessionid"].value
    import os
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as p:
        for headless_args in (["--no-sandbox", "--disable-gpu", "--headless=new"],):
            b = p.chromium.launch(executable_path="/usr/bin/chromium", args=headless_args, ignore_default_args=["--headless", "--headless=old"], headless=True)
            for door in users:
                ctx = b.new_context(locale="en-GB", viewport={"width": 1280 if door == "desk" else 360, "height": 900})
                ctx.add_cookies([{"name": "sessionid", "value": cookies[door], "url": live_server.url}])
                page = ctx.new_page()
                page.on("console", lambda m: print("CONSOLE", m.text))
                page.goto(live_server.url + reverse({"desk": "desk:unit", "portal": "portal:product"}[door], args=[unit.pk]))
                page.locator("#h-documents").scroll_into_view_if_needed()
                page.screenshot(path=str(OUT / f"page-{door}.png"))
                page.goto(live_server.url + reverse(f"{door}:certificate", args=[new.pk]))
                page.screenshot(path=str(OUT / f"refused-{door}.png"))
                try:
                    page.goto(live_server.url + reverse(f"{door}:certificate", args=[unit.pk]))
                    page.wait_for_timeout(2500)
                    page.screenshot(path=str(OUT / f"viewer-{door}.png"))
                    print(page.content()[:500])
                except Exception as e:
                    print("PDF", e)
            b.close()
