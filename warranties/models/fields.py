"""Fields that several nouns share."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

country_code = RegexValidator(r"^[A-Z]{2}\Z", _("Write the two capital letters of the country, for example ES."))


def territory_field() -> ArrayField[Any, Any]:
    """The countries where a promise holds."""
    return ArrayField(
        models.CharField(max_length=2, validators=[country_code]),
        verbose_name=_("countries"),
        default=list,
        blank=True,
        help_text=_("Two letters each, separated by commas. Empty means everywhere."),
    )
