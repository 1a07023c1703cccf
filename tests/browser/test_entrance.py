"""The doors of those without a code, in a real browser: as a guest, and in a frame of another site."""

import datetime as dt
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from django.utils import timezone

from tests.factories import CustomerFactory, UnitFactory
from tickets.models import Ticket

pytestmark = pytest.mark.django_db(transaction=True)
DAY = dt.timedelta(days=1)


@pytest.fixture
def unit(transactional_db):
    marta, now = CustomerFactory(name="Marta Gil", email="marta@correo.example"), timezone.now()
    return UnitFactory(
        purchase__customer=marta, purchase__order_ref="P-100", product__name="Lavadora Hogarix L9 1400 Inverter",
        purchase__purchased_at=now - 10 * DAY, delivery__delivered_at=now - 3 * DAY,
    )  # fmt: skip


@pytest.mark.parametrize(
    "look", [{"phone": True, "scripts": False}, {"dark": True}], ids=["phone without scripts", "laptop in the dark"]
)
def test_come_in_as_a_guest_and_leave(open_page, sound, unit, shot, look):
    page = open_page("/", language="en", **look)
    page.get_by_role("link", name="With the number of my order").click()
    page.get_by_label("Order number").fill("p-101")
    page.get_by_label("E-mail").fill("marta@correo.example")
    page.get_by_role("button", name="See my order").click()
    page.get_by_text("We find no order with this number and this e-mail").wait_for()
    shot(page, "order-refused")
    sound(page, "en", scripts=look.get("scripts", True))
    page.get_by_label("Order number").fill("p-100")
    page.get_by_role("button", name="See my order").click()

    page.get_by_role("heading", name="Order P-100").wait_for()
    shot(page, "guest-home")
    sound(page, "en", scripts=look.get("scripts", True))
    page.get_by_role("button", name="Leave now").click()
    page.get_by_text("You have left.").wait_for()
    page.goto("/portal/order/products/")
    assert page.url.endswith("/portal/order/")


@pytest.fixture
def shop(live):
    """The address of another site, with a page that frames our form."""
    page = f'<!doctype html><title>Shop</title><iframe src="{live.url}/embed/case/" width="340" height="1400"></iframe>'

    class Page(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(page.encode())

        def log_message(self, *_said):
            """Nothing of it is worth a line."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_complain_in_a_frame_of_another_site_without_cookies(open_page, live, shop, unit, settings, shot, scripts):
    settings.EMBED_ORIGINS = [shop]
    page = open_page(f"{shop}/help", language="en", phone=True, scripts=scripts)
    inside = page.frame_locator("iframe")
    inside.get_by_label("Order number").fill("P-100")
    inside.get_by_label("E-mail").fill("marta@correo.example")
    inside.get_by_label("What happens?").fill("Pierde agua por debajo.")
    page.wait_for_timeout(2_100)  # nobody fills it in faster
    shot(page, f"embedded-{scripts}")
    inside.get_by_role("button", name="Send").click()

    inside.get_by_role("heading", name="Look at your mail").wait_for()
    shot(page, f"embedded-sent-{scripts}")
    assert (Ticket.objects.get().unit, page.context.cookies()) == (unit, [])


def test_frame_of_a_site_that_is_not_named_stays_empty(chromium, shop, settings):
    settings.EMBED_ORIGINS = ["https://shop.example"]
    context = chromium.new_context()  # of its own: here the browser has something to say against the page
    page = context.new_page()
    with page.expect_event("console", lambda line: "frame-ancestors" in line.text):
        page.goto(f"{shop}/help")
    assert page.frame_locator("iframe").get_by_label("Order number").count() == 0
    context.close()
