import pytest


@pytest.fixture
def find(agent):
    """Search as Ana does: the cases found, in their order."""
    from tests.factories import MADRID
    from tickets.models import Ticket
    from tickets.search import find, read_query

    def found(text, **kwargs):
        ids = find(read_query(text), by=kwargs.pop("by", agent), zone=MADRID, **kwargs).ids
        known = Ticket.objects.in_bulk(ids)
        return [known[pk] for pk in ids]

    return found


@pytest.fixture
def common(monkeypatch):
    """Make a search believe that these words are common: PostgreSQL counts nothing in a test's transaction."""
    from tickets.search import words

    def believe(cases=1_000_000.0, **parts):
        monkeypatch.setattr(words, "statistics", lambda: words.Statistics(cases, parts))

    return believe
