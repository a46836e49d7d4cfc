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
    PersonRequestQuerySet,
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
    "AnswerPackage",
    "Details",
    "DetailsQuerySet",
    "Disclosure",
    "DisclosureQuerySet",
    "DocumentVersion",
    "DocumentVersionQuerySet",
    "ErasureProof",
    "ErasureProofQuerySet",
    "Incident",
    "IncidentQuerySet",
    "LegalHold",
    "LegalHoldQuerySet",
    "PersonRequest",
    "PersonRequestQuerySet",
    "RequestSpan",
    "RetentionNotice",
    "RetentionNoticeQuerySet",
    "RetentionPolicy",
    "RetentionPolicyQuerySet",
    "RetentionRun",
    "RetentionRunQuerySet",
    "StoredDay",
    "StoredDayQuerySet",
    "Tombstone",
]
