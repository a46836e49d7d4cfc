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
]
