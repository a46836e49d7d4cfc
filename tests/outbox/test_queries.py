from datetime import timedelta

import pytest

from progres.database.scope import Scope, scoped
from progres.outbox.actions import queue_mail
from progres.outbox.models import Mail
from progres.outbox.queries import get_mail, search_mails
from tests.outbox.letters import HOME, letter, only_mail, queue
from tests.world import NOON

AWAY = Scope(frozenset({8}))

pytestmark = pytest.mark.usefixtures("db")


def test_the_same_letter_is_queued_once() -> None:
    queue(letter(1))
    with scoped(HOME):
        queue_mail(letter(1), at=NOON + timedelta(minutes=1))
    assert only_mail().created_at == NOON


def test_mails_are_found_by_words_and_only_in_their_instance() -> None:
    queue(letter(1), letter(2, "rita@example.org"))
    with scoped(HOME):
        (found,) = search_mails(HOME, "warnung RITA")
        assert found.recipient == "rita@example.org"
        assert get_mail(HOME, found.id) == found
    with scoped(AWAY):
        assert not search_mails(HOME).exists()
        with pytest.raises(Mail.DoesNotExist):
            get_mail(AWAY, found.id)
