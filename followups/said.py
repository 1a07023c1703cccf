"""How an hour to call is said to whoever dials. Pure."""

from __future__ import annotations

import datetime as dt

from babel.dates import format_date
from django.conf import settings
from django.utils.translation import get_language, to_locale


def hour_said(local: dt.datetime) -> str:
    """«Mon 23 Nov, 9:30», by the clock of that moment."""
    day = format_date(local, "EEE d MMM", locale=to_locale(get_language() or settings.LANGUAGE_CODE))
    return f"{day}, {local.hour}:{local:%M}"
