"""What authorities were told about persons, and on what ground."""

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from progres.accounts.membership import Membership
from progres.accounts.models import User
from progres.audit.actions import record_about
from progres.database.scope import Scope
from progres.devices.models import Device
from progres.kit.refusal import Refusal
from progres.metering.models import MeasuringPoint
from progres.privacy.models import Disclosure, DisclosureQuerySet
from progres.tenants.models import Tenant

LONGEST = {"receiver": 200, "legal_ground": 200, "file_number": 100, "decided_by": 200}
MOST_CHARACTERS = 10_000


class BadDisclosure(Refusal):
    """A disclosure cannot be kept like this; the message says why."""


@dataclass(frozen=True, kw_only=True)
class DisclosureFields:
    """What was disclosed to whom, about which accounts, measuring points and devices.

    `emails`, `points` (numbers or names) and `dev_euis` name them; `from_day` and
    `to_day` are the period of the data, both included.
    """

    receiver: str
    legal_ground: str
    disclosed_at: datetime
    decided_by: str
    data: str
    file_number: str = ""
    emails: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    dev_euis: tuple[str, ...] = ()
    from_day: date | None = None
    to_day: date | None = None
    secret_until: date | None = None


@transaction.atomic
def note_disclosure(
    fields: DisclosureFields, *, tenant: Tenant, by: Membership, at: datetime
) -> Disclosure:
    """Note in an instance in scope what was disclosed. Raises BadDisclosure."""
    _check(fields, at)
    scope = by.scope
    named = {"emails", "points", "dev_euis"}
    said = {name: v for name, v in asdict(fields).items() if name not in named}
    disclosure = Disclosure(
        tenant=tenant,
        created_at=at,
        user_ids=_accounts(scope, fields.emails),
        point_ids=_points(scope, fields.points),
        device_ids=_devices(scope, fields.dev_euis),
        **said,
    )
    disclosure.save(force_insert=True)
    record_about(
        "disclosure.noted",
        disclosure,
        by=by.actor,
        at=at,
        details={"file_number": disclosure.file_number},
    )
    return disclosure


def search_disclosures(scope: Scope) -> DisclosureQuerySet:
    """Disclosures noted in the instances in scope, the latest first."""
    found = Disclosure.objects.of(scope).select_related("tenant")
    return found.order_by("-disclosed_at", "-id")


def disclosures_about(
    scope: Scope,
    *,
    user_ids: Collection[int] = (),
    point_ids: Collection[int] = (),
    device_ids: Collection[int] = (),
    on: date | None,
) -> list[Disclosure]:
    """Disclosures in scope about any of these, the earliest first.

    Those that must be kept secret on the day `on` are left out; None leaves nothing out,
    which only who deals with the register may see.
    """
    about = (
        Q(user_ids__overlap=list(user_ids))
        | Q(point_ids__overlap=list(point_ids))
        | Q(device_ids__overlap=list(device_ids))
    )
    found = Disclosure.objects.of(scope).filter(about)
    if on is not None:
        found = found.filter(Q(secret_until=None) | Q(secret_until__lt=on))
    return list(found.order_by("disclosed_at", "id"))


def _accounts(scope: Scope, emails: Iterable[str]) -> list[int]:
    ids = []
    for email in emails:
        user = User.objects.of(scope).filter(email__iexact=email).first()
        if user is None:
            raise BadDisclosure("There is no account with '%(email)s'.", email=email)
        ids.append(user.id)
    return sorted(set(ids))


def _points(scope: Scope, names: Iterable[str]) -> list[int]:
    ids: set[int] = set()
    for name in names:
        same = Q(number=name) | Q(name=name) | Q(market_location=name)
        found = (
            MeasuringPoint.objects.of(scope).filter(same).values_list("id", flat=True)
        )
        if not found:
            raise BadDisclosure(
                "There is no measuring point with the number or name '%(name)s'.",
                name=name,
            )
        ids.update(found)
    return sorted(ids)


def _devices(scope: Scope, dev_euis: Iterable[str]) -> list[int]:
    ids: set[int] = set()
    for dev_eui in dev_euis:
        devices = Device.objects.of(scope).filter(dev_eui=dev_eui.lower())
        found = devices.values_list("id", flat=True)
        if not found:
            raise BadDisclosure(
                "There is no device with the DevEUI '%(dev_eui)s'.", dev_eui=dev_eui
            )
        ids.update(found)
    return sorted(ids)


def _check(fields: DisclosureFields, at: datetime) -> None:
    for name, most in {**LONGEST, "data": MOST_CHARACTERS}.items():
        size = len(getattr(fields, name))
        if size > most:
            raise BadDisclosure(
                "The text has %(size)s characters; it can have %(most)s.",
                size=size,
                most=most,
            )
    if not all((fields.receiver, fields.legal_ground, fields.decided_by, fields.data)):
        raise BadDisclosure("Say to whom, on what ground, what, and who decided it.")
    if fields.disclosed_at > at:
        raise BadDisclosure("A time lies in the future; say what has happened.")
    if fields.from_day and fields.to_day and fields.to_day < fields.from_day:
        raise BadDisclosure("The end lies before the beginning.")
