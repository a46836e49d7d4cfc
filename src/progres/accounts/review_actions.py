from datetime import datetime, timedelta

from django.db import transaction

from progres.accounts.membership import Membership
from progres.accounts.models import AccessReview
from progres.accounts.people import BadAccount
from progres.audit.actions import record

LONGEST_NOTE = 500
SAME_REVIEW = timedelta(minutes=10)


@transaction.atomic
def confirm_review(*, note: str, by: Membership, at: datetime) -> AccessReview:
    """Note that `by` has looked at who has which rights in the instance and below.

    What is said again within minutes is the same review.
    Raises BadAccount for a note that is too long.
    """
    note = note.strip()
    if len(note) > LONGEST_NOTE:
        raise BadAccount(
            "The note has %(size)s characters; it can have %(most)s.",
            size=len(note),
            most=LONGEST_NOTE,
        )
    newest = AccessReview.objects.of(by.scope).filter(tenant=by.tenant).last()
    if (
        newest is not None
        and (newest.user_id, newest.note) == (by.user.id, note)
        and at - newest.reviewed_at < SAME_REVIEW
    ):
        return newest
    review = AccessReview(tenant=by.tenant, user=by.user, reviewed_at=at, note=note)
    review.save(force_insert=True)
    record(
        "access_review.confirmed",
        tenant_id=by.tenant.id,
        target=by.tenant.target,
        by=by.actor,
        at=at,
        details={"note": note},
    )
    return review
