from progres.privacy.models.requests import (
    AnswerPackage,
    PersonRequest,
    RequestSpan,
    Tombstone,
)

__all__ = [
    "AnswerPackage",
    "PersonRequest",
    "RequestSpan",
    "Tombstone",
"""What is stored about data protection itself."""

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
]
