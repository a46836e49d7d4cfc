"""What is stored about data protection itself."""

from progres.privacy.models.documents import (
    Details,
    DetailsQuerySet,
    DocumentVersion,
    DocumentVersionQuerySet,
)
from progres.privacy.models.incidents import (
    Disclosure,
    DisclosureQuerySet,
    Incident,
    IncidentQuerySet,
)
from progres.privacy.models.requests import (
    AnswerPackage,
    PersonRequest,
    RequestSpan,
    Tombstone,
)
from progres.privacy.models.retention import (
    ErasureProof,
    ErasureProofQuerySet,
    LegalHold,
    LegalHoldQuerySet,
    RetentionNotice,
    RetentionNoticeQuerySet,
    RetentionPolicy,
    RetentionPolicyQuerySet,
    RetentionRun,
    RetentionRunQuerySet,
    StoredDay,
    StoredDayQuerySet,
)

__all__ = [
    "Details",
    "DetailsQuerySet",
    "Disclosure",
    "DisclosureQuerySet",
    "DocumentVersion",
    "DocumentVersionQuerySet",
    "AnswerPackage",
    "PersonRequest",
    "RequestSpan",
    "Tombstone",
    "ErasureProof",
    "ErasureProofQuerySet",
    "LegalHold",
    "LegalHoldQuerySet",
    "RetentionNotice",
    "RetentionNoticeQuerySet",
    "RetentionPolicy",
    "RetentionPolicyQuerySet",
    "RetentionRun",
    "RetentionRunQuerySet",
    "StoredDay",
    "StoredDayQuerySet",
    "Incident",
    "IncidentQuerySet",
]
