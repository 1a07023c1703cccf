"""Time zones by their IANA name. A name that is none, typed or brought by somebody, must not take a page down."""

from __future__ import annotations

from functools import lru_cache
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


def zone_of(name: str) -> ZoneInfo:
    """The zone of that name; the shop's own when there is none."""
    return _known(name) or ZoneInfo(settings.TIME_ZONE)


def check_zone(name: str) -> None:
    """ValidationError when there is no zone of that name."""
    if _known(name) is None:
        raise ValidationError(_("There is no such time zone. An example of one: Europe/Madrid."), code="zone")


@lru_cache(maxsize=1024)
def _known(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None
