"""Finding a person wherever one can stand: accounts, occupancies, recipients, contacts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from progres.accounts.queries import search_invitations, search_users
from progres.alarms.models import Recipient
from progres.assets.queries import search_assets
from progres.database.scope import Scope
from progres.database.words import has_words
from progres.gateways.models import Gateway
from progres.kit.words import MOST_TYPED, typed_words
from progres.metering.models import (
    MeasuringPointQuerySet,
    Occupancy,
    OccupancyQuerySet,
    OccupancyWord,
)
from progres.metering.queries import search_points
from progres.tenants.models import Tenant

MOST_OF_A_KIND = 20
MOST_PLACES = 200  # measuring points and assets that words may find


@dataclass(frozen=True, kw_only=True)
class FoundPerson:
    """Somebody who was found: what as, where, and since when.

    `kind` is "account", "invitation", "occupancy", "recipient", "gateway" or "instance";
    `thing_id` is the id of that. `text` is what names the person there.
    """

    kind: str
    thing_id: int
    name: str
    email: str
    tenant_id: int
    tenant_name: str
    text: str = ""
    since: datetime | None = None
    until: datetime | None = None


def find_persons(scope: Scope, text: str) -> list[FoundPerson]:
    """Find whom words name in scope: by name, address, number of a meter or place.

    At most MOST_OF_A_KIND of each kind; nobody without a word.
    """
    if not typed_words(text):
        return []
    return [
        *_accounts(scope, text),
        *_invited(scope, text),
        *_occupants(scope, text),
        *_recipients(scope, text),
        *_contacts(scope, text),
    ]


def get_occupancy(scope: Scope, occupancy_id: int) -> Occupancy:
    """Raise Occupancy.DoesNotExist for one that is not in scope."""
    return Occupancy.objects.of(scope).get(id=occupancy_id)


def points_near(scope: Scope, text: str) -> MeasuringPointQuerySet:
    """Measuring points named so, with a meter numbered so, or in an asset named so."""
    if not typed_words(text):
        return search_points(scope).none()
    named = search_points(scope, text=text).order_by().values_list("id", flat=True)
    found = Q(id__in=list(named[:MOST_PLACES]))
    if ids := _assets(scope, text):
        found |= Q(asset__lineage__overlap=ids)
    return search_points(scope).filter(found)


def occupancies_of(scope: Scope, text: str) -> OccupancyQuerySet:
    """Occupancies of people named so, or at places and meters named so, the newest first."""
    if not typed_words(text):
        return Occupancy.objects.of(scope).none()
    found = has_words(text, OccupancyWord.objects.of(scope), "occupancy_id")
    if "@" in text:
        found |= Q(email__iexact=text.strip())
    points = search_points(scope, text=text).order_by().values_list("id", flat=True)
    found |= Q(measuring_point__in=list(points[:MOST_PLACES]))
    if ids := _assets(scope, text):
        found |= Q(measuring_point__asset__lineage__overlap=ids)
    occupancies = Occupancy.objects.of(scope).filter(found)
    return occupancies.select_related("tenant", "measuring_point__asset").order_by(
        "-since", "id"
    )


def _assets(scope: Scope, text: str) -> list[int]:
    places = search_assets(scope, text=text).order_by().values_list("id", flat=True)
    return list(places[:MOST_PLACES])


def _accounts(scope: Scope, text: str) -> Iterator[FoundPerson]:
    for user in search_users(scope, text=text)[:MOST_OF_A_KIND]:
        yield FoundPerson(
            kind="account",
            thing_id=user.id,
            name=user.full_name,
            email=user.email,
            tenant_id=user.tenant_id,
            tenant_name=user.tenant.name,
        )


def _invited(scope: Scope, text: str) -> Iterator[FoundPerson]:
    found = search_invitations(scope)
    for word in text.split()[:MOST_TYPED]:
        found = found.filter(
            Q(first_name__istartswith=word)
            | Q(last_name__istartswith=word)
            | Q(email__istartswith=word)
        )
    for invited in found[:MOST_OF_A_KIND]:
        yield FoundPerson(
            kind="invitation",
            thing_id=invited.id,
            name=invited.full_name,
            email=invited.email,
            tenant_id=invited.tenant_id,
            tenant_name=invited.tenant.name,
        )


def _occupants(scope: Scope, text: str) -> Iterator[FoundPerson]:
    for occupancy in occupancies_of(scope, text)[:MOST_OF_A_KIND]:
        yield FoundPerson(
            kind="occupancy",
            thing_id=occupancy.id,
            name=occupancy.name,
            email=occupancy.email,
            tenant_id=occupancy.tenant_id,
            tenant_name=occupancy.tenant.name,
            text=occupancy.measuring_point.name,
            since=occupancy.since,
            until=occupancy.until,
        )


def _recipients(scope: Scope, text: str) -> Iterator[FoundPerson]:
    """Addresses that are told of alarms and are no account's; each once an instance."""
    found = Recipient.objects.of(scope).filter(user=None)
    for word in text.split()[:MOST_TYPED]:
        found = found.filter(email__icontains=word)
    rows = found.order_by("email", "tenant_id").distinct("email", "tenant_id")
    for recipient in rows.select_related("tenant")[:MOST_OF_A_KIND]:
        yield FoundPerson(
            kind="recipient",
            thing_id=recipient.id,
            name="",
            email=recipient.email,
            tenant_id=recipient.tenant_id,
            tenant_name=recipient.tenant.name,
        )


def _contacts(scope: Scope, text: str) -> Iterator[FoundPerson]:
    """Who is to be asked about a gateway or an instance."""
    gateways = Gateway.objects.of(scope).filter(tenant_id__in=scope.tenant_ids)
    tenants = Tenant.objects.of(scope)
    for word in text.split()[:MOST_TYPED]:
        gateways = gateways.filter(contacts__icontains=word)
        tenants = tenants.filter(
            Q(contact_first_name__icontains=word)
            | Q(contact_last_name__icontains=word)
            | Q(contact_email__icontains=word)
            | Q(contact_phone__icontains=word)
        )
    named = gateways.select_related("tenant").order_by("name", "id")
    for gateway in named[:MOST_OF_A_KIND]:
        yield FoundPerson(
            kind="gateway",
            thing_id=gateway.id,
            name="",
            email="",
            tenant_id=gateway.tenant_id,
            tenant_name=gateway.tenant.name,
            text=f"{gateway.name}: {gateway.contacts}",
        )
    for tenant in tenants.order_by("name", "id")[:MOST_OF_A_KIND]:
        name = f"{tenant.contact_first_name} {tenant.contact_last_name}".strip()
        yield FoundPerson(
            kind="instance",
            thing_id=tenant.id,
            name=name,
            email=tenant.contact_email,
            tenant_id=tenant.id,
            tenant_name=tenant.name,
        )
