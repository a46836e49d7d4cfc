"""Mails of an instance, number 7, that need nothing else to exist."""

from datetime import datetime

from django.db import transaction

from progres.database.scope import Scope, scoped
from progres.outbox.actions import Letter, queue_mails
from progres.outbox.models import Mail
from progres.outbox.queries import search_mails
from tests.world import NOON

HOME = Scope(frozenset({7}))


def letter(number: int, recipient: str = "olga@example.org") -> Letter:
    return Letter(
        key=f"alarm-{number}",
        kind="alarm.raised",
        tenant_id=7,
        recipient=recipient,
        sender_name='Stadtwerke "Müster", Bad',
        subject=f"Warnung {number}: größer als 30 °C",
        text="Größer.\n.\nEnde\n",
        html="<p>Größer.</p>",
        language="de",
    )


@transaction.atomic
def queue(*letters: Letter, at: datetime = NOON) -> None:
    with scoped(HOME):
        queue_mails(letters, at=at)


@transaction.atomic
def mails() -> list[Mail]:
    with scoped(HOME):
        return list(search_mails(HOME).order_by("id"))


@transaction.atomic
def only_mail() -> Mail:
    with scoped(HOME):
        return search_mails(HOME).get()
