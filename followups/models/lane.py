from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.places import Place
from core.zones import zone_of


class Lane(models.Model):
    """Calls that share a clock, days of rest, hours and a team: whether one may ring now, all may.

    There are as many as the company has customers' regions, so whoever looks for the next call asks each of them.
    """

    team = models.ForeignKey("core.Team", models.PROTECT, related_name="+", null=True, blank=True, db_index=False)
    zone = models.CharField(_("time zone"), max_length=60)
    country = models.CharField(_("country"), max_length=2, blank=True)
    region = models.CharField(_("region"), max_length=80, blank=True)
    call_from = models.TimeField(_("calls from"))
    call_until = models.TimeField(_("calls until"))

    class Meta:
        verbose_name = _("lane of calls")
        verbose_name_plural = _("lanes of calls")
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "country", "region", "call_from", "call_until", "team"],
                name="lane_once",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"{self.zone} {self.region}"

    @property
    def place(self) -> Place:
        return Place(zone=zone_of(self.zone), country=self.country, region=self.region)
