"""The settings of the house, as a trial that goes by a clock of its own."""

from postventa.settings import *  # noqa: F403

DEBUG = True
