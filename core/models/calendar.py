from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.zones import check_zone

DAY_MINUTES = 24 * 60


class WorkCalendar(models.Model):
    """When work is done: hours of the week in a zone, the holidays of a country and region, and days of its own."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    zone = models.CharField(_("time zone"), max_length=60, default=settings.TIME_ZONE, validators=[check_zone])
    country = models.CharField(_("holidays of the country"), max_length=2, blank=True)
    region = models.CharField(_("and of the region"), max_length=80, blank=True)
    # Clocks that are not about another's calendar go by this one.
    is_default = models.BooleanField(_("the usual one"), default=False)

    class Meta:
        ordering = ["name"]
        verbose_name = _("work calendar")
        verbose_name_plural = _("work calendars")
        constraints = [
            models.UniqueConstraint(fields=["is_default"], condition=Q(is_default=True), name="calendar_one_default"),
            models.CheckConstraint(condition=Q(country__regex=r"^([A-Z]{2})?$"), name="calendar_country_two_letters"),
        ]

    def __str__(self) -> str:
        return self.name


class WorkHours(models.Model):
    """A block of hours of one day of the week, in minutes after midnight; 1440 is the midnight that ends the day."""

    calendar = models.ForeignKey("core.WorkCalendar", models.CASCADE, related_name="hours", verbose_name=_("calendar"))
    weekday = models.PositiveSmallIntegerField(_("weekday"))  # Monday is 0
    starts = models.PositiveSmallIntegerField(_("from"))
    ends = models.PositiveSmallIntegerField(_("until"))

    class Meta:
        ordering = ["weekday", "starts"]
        verbose_name = _("work hours")
        verbose_name_plural = _("work hours")
        constraints = [
            models.CheckConstraint(condition=Q(weekday__lte=6), name="hours_weekday_known"),
            models.CheckConstraint(condition=Q(starts__lt=F("ends"), ends__lte=DAY_MINUTES), name="hours_in_order"),
            models.UniqueConstraint(fields=["calendar", "weekday", "starts"], name="hours_once"),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.starts}-{self.ends}"


class CalendarDay(models.Model):
    """A day that is not like its weekday: with blocks of its own, or closed when it has none."""

    calendar = models.ForeignKey("core.WorkCalendar", models.CASCADE, related_name="days", verbose_name=_("calendar"))
    day = models.DateField(_("day"))
    name = models.CharField(_("name"), max_length=80, blank=True)
    # Pairs of minutes after midnight, one after the other: [540, 840] is from 9 to 14.
    hours = ArrayField(models.PositiveSmallIntegerField(), verbose_name=_("hours"), default=list, blank=True)

    class Meta:
        ordering = ["day"]
        verbose_name = _("day of its own")
        verbose_name_plural = _("days of its own")
        constraints = [models.UniqueConstraint(fields=["calendar", "day"], name="calendar_day_once")]

    def __str__(self) -> str:
        return f"{self.day}"
