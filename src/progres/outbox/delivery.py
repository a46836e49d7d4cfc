"""Sending what is due: each mail in a transaction of its own.

A mail is marked sent after the server's final "250". If we end between the two, it is
sent again with the same Message-ID, by which the doubled one can be recognised.
"""

import logging
import smtplib
from collections.abc import Callable, Iterable
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction

from progres.database.scope import Scope, scoped
from progres.outbox.models import Mail, MailQuerySet
from progres.outbox.rules import LOGO, next_attempt
from progres.outbox.smtp import NotNow, Refused, hand_over, open_session

logger = logging.getLogger(__name__)

LogoOf = Callable[[int], bytes | None]  # the PNG of an instance in scope
BATCH = 100  # mails over one connection to the mail server


def no_logo(tenant_id: int) -> None:
    """Let mails go without a picture."""


def send_due_mails(*, at: datetime, logo_of: LogoOf = no_logo) -> int:
    """Hand at most BATCH mails that are due to the mail server; say how many were dealt with.

    Without a mail server they stay in the outbox; the demo, which has none, shows them
    as delivered there. Must run outside a transaction.
    """
    if settings.MAIL_SERVER is None and not settings.DEMO:
        return 0
    scope = _instances_with_due_mail(at)
    if not scope.tenant_ids:
        return 0
    if settings.MAIL_SERVER is None:
        return _deliver_on_the_spot(scope, at)
    try:
        with open_session(settings.MAIL_SERVER, name=_our_name()) as session:
            return _send(session, scope, logo_of, at)
    except NotNow as error:
        return _postpone_all(scope, str(error), at)


def _send(session: smtplib.SMTP, scope: Scope, logo_of: LogoOf, at: datetime) -> int:
    for count in range(BATCH):
        with transaction.atomic(), scoped(scope):
            mail = _due(scope, at).first()
            if mail is None:
                return count
            try:
                logo = logo_of(mail.tenant_id) if f"cid:{LOGO}" in mail.html else None
                hand_over(session, mail, sender=settings.MAIL_FROM, logo=logo)
            except Refused as error:
                _give_up(mail, str(error), at)
            except (KeyError, IndexError, TypeError, AttributeError) as error:
                # What the mail library stumbles over must not stop the mails behind it.
                logger.exception("a mail cannot be written: %s", mail.message_id)
                _postpone(mail, repr(error), at)
            except NotNow as error:
                _postpone(mail, str(error), at)
                if error.over:
                    return count + 1
            else:
                mail.attempts += 1
                mail.sent_at = at
                mail.save(update_fields=["attempts", "sent_at"])
    return BATCH


@transaction.atomic
def _postpone_all(scope: Scope, reason: str, at: datetime) -> int:
    """The server is away: all that is due waits, each as long as its age demands."""
    with scoped(scope):
        mails = list(_due(scope, at)[:BATCH])
        for mail in mails:
            _postpone(mail, reason, at)
        if mails:
            logger.warning("%s mails wait for the mail server: %s", len(mails), reason)
        return len(mails)


@transaction.atomic
def _deliver_on_the_spot(scope: Scope, at: datetime) -> int:
    with scoped(scope):
        return _waiting(scope, at).update(sent_at=at)


def _due(scope: Scope, at: datetime) -> MailQuerySet:
    """Mails that are due and that no other worker has in hand, in their order."""
    waiting = _waiting(scope, at).order_by("due_at", "id")
    return waiting.select_for_update(skip_locked=True)


def _waiting(scope: Scope, at: datetime) -> MailQuerySet:
    mails = Mail.objects.of(scope)
    return mails.filter(sent_at=None, given_up_at=None, due_at__lte=at)


def _postpone(mail: Mail, reason: str, at: datetime) -> None:
    mail.attempts += 1
    mail.last_error = reason[:500]
    due_at = next_attempt(attempts=mail.attempts, created_at=mail.created_at, at=at)
    if due_at is None:
        mail.given_up_at = at
    else:
        mail.due_at = due_at
    _save(mail)


def _give_up(mail: Mail, reason: str, at: datetime) -> None:
    mail.attempts += 1
    mail.last_error = reason[:500]
    mail.given_up_at = at
    _save(mail)


def _save(mail: Mail) -> None:
    if mail.given_up_at is not None:
        logger.error("gave a mail up: %s", mail.message_id)
    mail.save(update_fields=["attempts", "last_error", "given_up_at", "due_at"])


def _instances_with_due_mail(at: datetime) -> Scope:
    with connection.cursor() as cursor:
        cursor.execute("select tenants_with_due_mail(%s)", [at])
        ids: Iterable[int] = cursor.fetchone()[0]
    return Scope(frozenset(ids))


def _our_name() -> str:
    return str(settings.MAIL_FROM.rpartition("@")[2])
