"""What the frame of every page inside an instance shows."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from progres.accounts.membership import Membership
from progres.accounts.queries import instances_of
from progres.alarms.queries import open_alarm_count


@dataclass(frozen=True, kw_only=True)
class Choice:
    """An instance in the switcher; `depth` counts from the person's own."""

    id: int
    name: str
    depth: int


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
        "instances": SimpleLazyObject(lambda: _choices(by)),
        "person": {"name": by.user.full_name, "email": by.user.email},
        "may": by.permissions,
        "open_alarm_count": SimpleLazyObject(lambda: open_alarm_count(by.scope)),
        "demo": settings.DEMO,
    }


def _choices(by: Membership) -> list[Choice]:
    instances = instances_of(by.user, at=timezone.now())
    top = min(len(instance.lineage) for instance in instances)
    return [Choice(id=i.id, name=i.name, depth=len(i.lineage) - top) for i in instances]
