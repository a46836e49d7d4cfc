"""A breach in an instance of the world."""

from datetime import timedelta

from progres.privacy.incident_actions import IncidentFields, note_incident
from progres.privacy.models import Incident
from tests.world import NOON, World


def make_incident(world: World) -> Incident:
    """A breach of Musterstadt's own, noticed an hour before noon."""
    fields = IncidentFields(
        role="controller",
        title="Notebook verloren",
        concerned=(world.musterstadt.id,),
        kinds=("ACCOUNT",),
        noticed_at=NOON - timedelta(hours=1),
        what="Ein Notebook blieb im Zug liegen.",
    )
    return note_incident(fields, tenant=world.musterstadt, by=world.olga, at=NOON)
