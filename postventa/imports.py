"""The kinds of file that managers may upload, from whichever floor takes them in."""

from core.importing import FileKind
from core.states import ImportKind
from customers.actions.import_purchases import import_purchases
from customers.columns import COLUMNS as PURCHASE_COLUMNS
from customers.columns import REQUIRED as PURCHASE_REQUIRED
from followups.actions.import_answers import import_answers
from followups.columns import COLUMNS as ANSWER_COLUMNS
from followups.columns import REQUIRED as ANSWER_REQUIRED

KINDS: dict[str, FileKind] = {
    ImportKind.PURCHASES: FileKind(PURCHASE_COLUMNS, PURCHASE_REQUIRED, import_purchases),
    ImportKind.ANSWERS: FileKind(ANSWER_COLUMNS, ANSWER_REQUIRED, import_answers),
}
