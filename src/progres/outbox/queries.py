from datetime import datetime

from django.db import connection
from django.db.models import Q

from progres.database.scope import Scope
from progres.outbox.models import Mail, MailQuerySet


def search_mails(scope: Scope, text: str = "") -> MailQuerySet:
    """Mails of the instances in scope, the newest first.

    Every word of `text` must stand in the subject or the recipient's address. Reads
    all mails in scope, which a job limits to those of 30 days.
    """
    mails = Mail.objects.of(scope).order_by("-created_at", "-id")
    for word in text.split():
        mails = mails.filter(Q(subject__icontains=word) | Q(recipient__icontains=word))
    return mails


def get_mail(scope: Scope, mail_id: int) -> Mail:
    """Raise Mail.DoesNotExist for a mail that is not in scope."""
    return Mail.objects.of(scope).get(id=mail_id)


def count_queued(scope: Scope, tenant_id: int, *, kind: str, since: datetime) -> int:
    """Say how many mails an instance in scope wrote for this reason after `since`."""
    mails = Mail.objects.of(scope).filter(tenant_id=tenant_id, kind=kind)
    return mails.filter(created_at__gt=since).count()


def was_queued(recipient: str, *, kind: str, since: datetime) -> bool:
    """Say whether any instance wrote to an address for this reason after `since`.

    Whoever asks first in a transaction is the only one to ask about this address until
    its end, so that two who want to write to it do not both hear no.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(hashtext('mail'), hashtext(%s))", [recipient]
        )
        cursor.execute("select mail_was_queued(%s, %s, %s)", [recipient, kind, since])
        return bool(cursor.fetchone()[0])
