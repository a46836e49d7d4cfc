"""Whom data are about: the persons of instances by the kinds that the data map knows."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from progres.accounts.models import User
from progres.alarms.models import Recipient
from progres.assets.models import Asset
from progres.database.scope import Scope
from progres.devices.models import Device
from progres.gateways.models import Gateway
from progres.kit.datamap import Subject
from progres.metering.models import MeasuringPoint
from progres.tenants.models import Tenant


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody concerned, by a key that finds the same person again.

    Of residents nobody knows the names here: `name` is that of the measuring point or
    device, `reached_by` what is known of the place.
    """

    key: str
    subject: Subject
    tenant_name: str
    name: str
    reached_by: str
    language: str


def concerned(scope: Scope, subjects: Iterable[Subject]) -> Iterator[Person]:
    """Persons of the instances in scope of whom there are data, kind after kind."""
    for subject in (one for one in Subject if one in set(subjects)):
        if subject in _FINDERS:
            yield from _FINDERS[subject](scope)


def find_concerned(
    scope: Scope, subjects: Iterable[Subject], key: str
) -> Person | None:
    return next((one for one in concerned(scope, subjects) if one.key == key), None)


def _account_holders(scope: Scope) -> Iterator[Person]:
    users = User.objects.of(scope).select_related("tenant")
    for user in users.order_by("tenant_id", "id").iterator():
        yield Person(
            key=f"account-{user.id}",
            subject=Subject.ACCOUNT_HOLDER,
            tenant_name=user.tenant.name,
            name=user.full_name,
            reached_by=user.email,
            language=user.language,
        )


def _recipients(scope: Scope) -> Iterator[Person]:
    found = Recipient.objects.of(scope).filter(user=None).select_related("tenant")
    for one in found.order_by("tenant_id", "email", "id").distinct(
        "tenant_id", "email"
    ):
        yield Person(
            key=f"recipient-{one.id}",
            subject=Subject.RECIPIENT,
            tenant_name=one.tenant.name,
            name=one.email,
            reached_by=one.email,
            language=one.language,
        )


def _contacts(scope: Scope) -> Iterator[Person]:
    tenants = Tenant.objects.of(scope).exclude(contact_last_name="", contact_email="")
    for tenant in tenants.order_by("id"):
        name = f"{tenant.contact_first_name} {tenant.contact_last_name}".strip()
        reached_by = ", ".join(
            filter(None, (tenant.contact_email, tenant.contact_phone))
        )
        yield _contact(f"contact-{tenant.id}", tenant, name, reached_by)
    assets = Asset.objects.of(scope).exclude(contacts="").select_related("tenant")
    for asset in assets.order_by("id").iterator():
        yield _contact(f"asset-{asset.id}", asset.tenant, asset.contacts, asset.name)
    gateways = Gateway.objects.of(scope).exclude(contacts="").select_related("tenant")
    for gateway in gateways.filter(tenant_id__in=scope.tenant_ids).order_by("id"):
        name = gateway.name
        yield _contact(f"gateway-{gateway.id}", gateway.tenant, gateway.contacts, name)


def _contact(key: str, tenant: Tenant, name: str, reached_by: str) -> Person:
    return Person(
        key=key,
        subject=Subject.CONTACT,
        tenant_name=tenant.name,
        name=name,
        reached_by=reached_by,
        language=tenant.language,
    )


def _residents(scope: Scope) -> Iterator[Person]:
    points = MeasuringPoint.objects.of(scope).select_related("tenant", "asset")
    for point in points.order_by("tenant_id", "id").iterator():
        place = point.asset.name if point.asset else ""
        parts = (point.number, point.market_location, place)
        yield _resident(f"point-{point.id}", point.tenant, point.name, parts)
    devices = Device.objects.of(scope).filter(deleted_at=None).select_related("tenant")
    for device in devices.order_by("tenant_id", "id").iterator():
        parts = (device.meter_number, device.site, device.installation_place)
        yield _resident(f"device-{device.id}", device.tenant, device.name, parts)


def _resident(key: str, tenant: Tenant, name: str, place: Iterable[str]) -> Person:
    return Person(
        key=key,
        subject=Subject.RESIDENT,
        tenant_name=tenant.name,
        name=name,
        reached_by=", ".join(filter(None, place)),
        language=tenant.language,
    )


_FINDERS: dict[Subject, Callable[[Scope], Iterator[Person]]] = {
    Subject.ACCOUNT_HOLDER: _account_holders,
    Subject.RECIPIENT: _recipients,
    Subject.CONTACT: _contacts,
    Subject.RESIDENT: _residents,
}
