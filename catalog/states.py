"""Words of the catalogue: what a line looks like, what kind of paper a document is, what readers say of an article."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LineIcon(models.TextChoices):
    """The picture of a product line where a product has none of its own; each is the name of an icon."""

    PACKAGE = "package", _("Package")
    WASHING_MACHINE = "washing-machine", _("Washing machine")
    REFRIGERATOR = "refrigerator", _("Refrigerator")
    MICROWAVE = "microwave", _("Oven or microwave")
    COOKING_POT = "cooking-pot", _("Kitchen")
    COFFEE = "coffee", _("Coffee machine")
    AIR_VENT = "air-vent", _("Air conditioning")
    HEATER = "heater", _("Heating")
    TV = "tv", _("Television")
    SMARTPHONE = "smartphone", _("Phone")
    LAPTOP = "laptop", _("Computer")
    HEADPHONES = "headphones", _("Sound")
    PRINTER = "printer", _("Printer")
    SOFA = "sofa", _("Furniture")
    BED = "bed", _("Bed")
    LAMP = "lamp", _("Lamp")
    HAMMER = "hammer", _("Tools")
    BIKE = "bike", _("Bicycle")
    SHIRT = "shirt", _("Clothes")
    WATCH = "watch", _("Watch")


class DocumentKind(models.TextChoices):
    MANUAL = "manual", _("Manual")
    QUICK_START = "quick_start", _("Quick start")
    SAFETY = "safety", _("Safety instructions")
    ENERGY = "energy", _("Energy label")
    DECLARATION = "declaration", _("Declaration of conformity")
    TERMS = "terms", _("Terms")
    OTHER = "other", _("Other document")


class Vote(models.TextChoices):
    """What a reader says of an article. `SOLVED` and `NOT_SOLVED` are said on the way to a complaint."""

    HELPED = "helped", _("It helped")
    NOT_HELPED = "not_helped", _("It did not help")
    SOLVED = "solved", _("This solved it")
    NOT_SOLVED = "not_solved", _("It did not solve it")
