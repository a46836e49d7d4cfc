"""The mail by which a customer hears that the operator's staff looks in."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from progres.accounts.access import Permission
from progres.accounts.membership import Membership
from progres.accounts.models import SupportAccess, User
from progres.accounts.roles import rights_of_roles
from progres.accounts.support_actions import open_support_access
from progres.notifications.actions import compose
from progres.notifications.notices import Addressee
from progres.outbox.actions import Letter, queue_mails

OPENED = "support.opened"


@transaction.atomic
def open_support(
    reason: str, *, hours: int, by: Membership, at: datetime
) -> SupportAccess:
    """Open support access and tell those who administer the instance.

    Raises as `open_support_access` does.
    """
    access = open_support_access(reason, hours=hours, by=by, at=at)
    people = User.objects.of(by.scope).filter(tenant=by.tenant, is_active=True)
    rights = rights_of_roles(by.scope, {person.role for person in people})
    queue_mails(
        [
            _letter(access, person, by)
            for person in people.order_by("id")
            if Permission.USERS_EDIT in rights[person.role]
        ],
        at=at,
    )
    return access


def _letter(access: SupportAccess, person: User, by: Membership) -> Letter:
    to = Addressee(
        email=person.email,
        language=person.language,
        insider=True,
        tenant_id=by.tenant.id,
        sender_name=by.tenant.sender_name,
    )
    ends_at = access.ends_at.astimezone(ZoneInfo(by.tenant.time_zone))
    with override(person.language):
        return compose(
            "support_opened",
            {
                "subject": _("Support access to %(name)s") % {"name": by.tenant.name},
                "link": f"{settings.BASE_URL}/i/{by.tenant.id}/support/",
                "to": to,
                "who": by.user.full_name,
                "reason": access.reason,
                "until": date_format(ends_at, "SHORT_DATETIME_FORMAT"),
                "tenant_name": by.tenant.name,
            },
            kind=OPENED,
            key=f"support-{access.id}-{person.id}",
            to=to,
        )
