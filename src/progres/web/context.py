"""What the frame of every page inside an instance shows."""

from collections.abc import Mapping

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from progres.accounts.access import Permission
from progres.accounts.membership import Membership
from progres.accounts.models import SupportAccess
from progres.accounts.places import has_places
from progres.accounts.support import open_support
from progres.alarms.queries import open_alarm_count
from progres.privacy.request_queries import open_request_count
from progres.tenants.branding import branding_of


def layout(request: HttpRequest) -> Mapping[str, object]:
    """Supply what base.html lists at its top; little for pages without instance.

    What costs a query is looked up only by pages that show it.
    """
    by: Membership | None = getattr(request, "by", None)
    everywhere = {"privacy_contact": settings.PRIVACY_CONTACT}
    if by is None:
        return everywhere
    return everywhere | {
        "instance": by.tenant,
        "branding": SimpleLazyObject(lambda: branding_of(by.tenant.id)),
        "has_places": SimpleLazyObject(
            lambda: has_places(by.user, by.scope, at=timezone.now())
        ),
        "support": SimpleLazyObject(lambda: _support(by)),
        "person": {"name": by.user.full_name, "email": by.user.email},
        "may": by.permissions,
        "open_alarm_count": SimpleLazyObject(
            lambda: open_alarm_count(by.scope.without_named())
        ),
        "open_request_count": SimpleLazyObject(
            lambda: open_request_count(by.scope.without_named())
        ),
        "demo": settings.DEMO,
    }


def _support(by: Membership) -> list[SupportAccess]:
    """What is told to those who may know it, and to whom it lets in."""
    if not by.may(Permission.SUPPORT_VIEW) or by.tenant.parent_id is None:
        return []
    return open_support(by.scope, by.tenant, at=timezone.now())
