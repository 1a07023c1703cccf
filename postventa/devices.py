"""With what and from where somebody came, in words that its owner knows again. Pure."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# The first that is in what a browser says of itself; browsers call themselves by the names of earlier ones too.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("FxiOS", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Chromium/", "Chromium"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)
PHONES = ("iPhone", "Android", "iPad")
_UNKNOWN = gettext_lazy("Another device")
HIDDEN = "•••"


def device_words(user_agent: str) -> str:
    """«Firefox on Windows», from what a browser says of itself; «Another device» when it says nothing known."""
    browser, system = _first(_BROWSERS, user_agent), _first(_SYSTEMS, user_agent)
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or str(_UNKNOWN)


def device_icon(user_agent: str) -> str:
    """The Lucide icon of that kind of device."""
    return "smartphone" if _first(_SYSTEMS, user_agent) in PHONES else "monitor"


def masked_address(address: str) -> str:
    """«83.45.•••» of «83.45.12.7»: the network, which says about where, and not which home of it."""
    ip = ip_address(address)
    if isinstance(ip, IPv6Address):
        if ip.ipv4_mapped:
            return masked_address(str(ip.ipv4_mapped))
        first, second = ip.exploded.split(":")[:2]
        return f"{int(first, 16):x}:{int(second, 16):x}:{HIDDEN}"
    return ".".join([*address.split(".")[:2], HIDDEN])


def _first(names: tuple[tuple[str, str], ...], text: str) -> str:
    return next((name for sign, name in names if sign in text), "")
