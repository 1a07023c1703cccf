"""`manage.py import_answers FILE.csv`: survey answers of an earlier system."""

from core.management.import_command import ImportCommand
from followups.actions.import_answers import import_answers
from followups.columns import COLUMNS, REQUIRED


class Command(ImportCommand):
    help = "Import survey answers from a CSV. Importing the same file again changes nothing."
    columns, required = COLUMNS, REQUIRED
    action = staticmethod(import_answers)
