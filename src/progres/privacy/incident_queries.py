"""Breaches as their pages show them."""

from django.db.models import F

from progres.database.scope import Scope
from progres.privacy.models import Incident, IncidentQuerySet


def search_incidents(scope: Scope) -> IncidentQuerySet:
    """Incidents noted in the instances in scope, open ones first, the latest first."""
    incidents = Incident.objects.of(scope).select_related("tenant")
    return incidents.order_by(
        F("closed_at").desc(nulls_first=True), "-noticed_at", "-id"
    )


def get_incident(
    scope: Scope, incident_id: int, *, to_change: bool = False
) -> Incident:
    """Raise Incident.DoesNotExist for an incident that is not in scope."""
    incidents = Incident.objects.of(scope).select_related("tenant")
    if to_change:
        incidents = incidents.select_for_update(of=("self",))
    return incidents.get(id=incident_id)
