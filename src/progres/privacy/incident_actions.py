"""Breaches are noted, changed, told to customers, and closed."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from progres.accounts.membership import Membership
from progres.audit.actions import record, record_about
from progres.audit.rules import Target
from progres.database.scope import scoped
from progres.kit.datamap import Kind
from progres.kit.refusal import Refusal
from progres.outbox.actions import queue_mails
from progres.privacy.incident_mails import letters_to_customer
from progres.privacy.incident_queries import get_incident
from progres.privacy.incident_rules import IncidentRole
from progres.privacy.models import Incident
from progres.tenants.models import Tenant

MOST_CHARACTERS = 10_000
TEXTS = ("what", "consequences", "measures", "authority_reason", "persons_reason")


class BadIncident(Refusal):
    """An incident cannot be kept like this; the message says why."""


class IncidentClosed(Refusal):
    """Nothing can be changed of an incident that was closed."""


@dataclass(frozen=True, kw_only=True)
class IncidentFields:
    """What people say of a breach; `concerned` are ids of instances."""

    role: str
    title: str
    concerned: tuple[int, ...]
    kinds: tuple[str, ...]
    noticed_at: datetime
    began_at: datetime | None = None
    ended_at: datetime | None = None
    what: str = ""
    consequences: str = ""
    measures: str = ""
    assessed_at: datetime | None = None
    authority_at: datetime | None = None
    authority_reason: str = ""
    persons_at: datetime | None = None
    persons_reason: str = ""


@transaction.atomic
def note_incident(
    fields: IncidentFields, *, tenant: Tenant, by: Membership, at: datetime
) -> Incident:
    """Note a breach; as a processor, tell each customer concerned at once.

    Raises BadIncident.
    """
    _check(fields, by, at)
    incident = Incident(tenant=tenant, created_at=at, **_columns(fields))
    incident.save(force_insert=True)
    record_about("incident.noted", incident, by=by.actor, at=at)
    if incident.role == IncidentRole.PROCESSOR:
        _tell_customers(incident, incident.concerned, by=by, at=at)
    return incident


@transaction.atomic
def change_incident(
    incident_id: int, fields: IncidentFields, *, by: Membership, at: datetime
) -> Incident:
    """Change what is known; customers that are concerned only now are told at once.

    Raises Incident.DoesNotExist, BadIncident and IncidentClosed.
    """
    incident = get_incident(by.scope, incident_id, to_change=True)
    _check_open(incident)
    _check(fields, by, at)
    told = set(incident.concerned) if incident.customers_at else set()
    columns = _columns(fields)
    changed = {
        name: [_plain(getattr(incident, name)), _plain(value)]
        for name, value in columns.items()
        if getattr(incident, name) != value
    }
    if not changed:
        return incident
    for name, value in columns.items():
        setattr(incident, name, value)
    incident.save()
    record_about("incident.changed", incident, by=by.actor, at=at, details=changed)
    if incident.role == IncidentRole.PROCESSOR:
        _tell_customers(
            incident, [i for i in incident.concerned if i not in told], by=by, at=at
        )
    return incident


@transaction.atomic
def close_incident(incident_id: int, *, by: Membership, at: datetime) -> Incident:
    """Close an incident of which all is said that Art. 33(5) asks for.

    Raises Incident.DoesNotExist, and BadIncident for what is still missing.
    """
    incident = get_incident(by.scope, incident_id, to_change=True)
    if incident.closed_at is not None:
        return incident
    if incident.assessed_at is None:
        raise BadIncident("Say first when the risk for the persons was assessed.")
    if incident.role == IncidentRole.CONTROLLER:
        if incident.authority_at is None and not incident.authority_reason:
            raise BadIncident("Say when the authority was notified, or why it was not.")
        if incident.persons_at is None and not incident.persons_reason:
            raise BadIncident("Say when the persons were told, or why they were not.")
    incident.closed_at = at
    incident.save(update_fields=["closed_at"])
    record_about("incident.closed", incident, by=by.actor, at=at)
    return incident


def _tell_customers(
    incident: Incident, tenant_ids: Iterable[int], *, by: Membership, at: datetime
) -> None:
    """Write to each customer, and into its own log that it was told (Art. 33(2))."""
    scope = by.scope.with_named()
    others = [i for i in tenant_ids if i != incident.tenant_id]
    if not others:
        return
    with scoped(scope):
        for tenant in Tenant.objects.of(scope).filter(id__in=others).order_by("id"):
            letters = letters_to_customer(incident, tenant, scope)
            queue_mails(letters, at=at)
            record(
                "incident.customer_told",
                tenant_id=tenant.id,
                target=Target("incident", str(incident.id), incident.title),
                by=by.actor,
                at=at,
                details={"recipients": ", ".join(one.recipient for one in letters)},
            )
    incident.customers_at = incident.customers_at or at
    incident.save(update_fields=["customers_at"])


def _columns(fields: IncidentFields) -> dict[str, object]:
    said = asdict(fields)
    texts = {name: said[name].strip() for name in (*TEXTS, "title")}
    lists = {name: sorted(set(said[name])) for name in ("concerned", "kinds")}
    return {**said, **texts, **lists}


def _check_open(incident: Incident) -> None:
    if incident.closed_at is not None:
        raise IncidentClosed("This incident is closed; note a new one.")


def _check(fields: IncidentFields, by: Membership, at: datetime) -> None:
    if not fields.title.strip() or len(fields.title) > 200:
        raise BadIncident("A title needs 1 to 200 characters.")
    if fields.role not in set(IncidentRole):
        raise BadIncident("Say whether the instance is controller or processor.")
    if not set(fields.concerned) or not by.scope.with_named().tenant_ids.issuperset(
        fields.concerned
    ):
        raise BadIncident("Choose at least one instance that is concerned.")
    if not set(fields.kinds).issubset(Kind.__members__):
        raise BadIncident("This is not a kind of data.")
    for name in TEXTS:
        size = len(getattr(fields, name))
        if size > MOST_CHARACTERS:
            raise BadIncident(
                "The text has %(size)s characters; it can have %(most)s.",
                size=size,
                most=MOST_CHARACTERS,
            )
    _check_times(asdict(fields), at)


def _check_times(said: Mapping[str, object], at: datetime) -> None:
    times = [value for value in said.values() if isinstance(value, datetime)]
    if any(moment > at for moment in times):
        raise BadIncident("A time lies in the future; say what has happened.")
    began, ended = said["began_at"], said["ended_at"]
    if isinstance(began, datetime) and isinstance(ended, datetime) and ended < began:
        raise BadIncident("The end lies before the beginning.")


def _plain(value: object) -> object:
    """A value as the audit log keeps it."""
    if isinstance(value, datetime):
        return value.isoformat()
    return ", ".join(map(str, value)) if isinstance(value, list) else value
