"""What a contract means on a day, and when a quota is nearly used up."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

LEAST_GRACE_DAYS = 30
MOST_EXPORT_ACCOUNTS = 2
REMINDED_BEFORE = timedelta(days=60)
WARNED_FROM = 0.8  # of a quota


class ContractKind(StrEnum):
    """Who works in the instance daily: the operator's staff too, or the customer alone."""

    MANAGED = "managed"
    SELF_RUN = "self-run"


class Standing(StrEnum):
    """How far an instance is with its contract."""

    OPERATOR = "operator"  # needs none
    SETUP = "setup"
    ACTIVE = "active"
    ENDED = "ended"  # the days of grace run
    DUE = "due"  # for erasure


@dataclass(frozen=True, kw_only=True)
class Term:
    """The days of the contract that governs an instance; the last one is included.

    `today` is the day at the instance that has the contract.
    """

    contract_id: int
    holder_id: int
    kind: str
    starts_on: date
    ends_on: date | None
    grace_days: int
    today: date

    @property
    def standing(self) -> Standing:
        if self.today < self.starts_on:
            return Standing.SETUP
        if self.ends_on is None or self.today <= self.ends_on:
            return Standing.ACTIVE
        if self.erased_from is not None and self.today < self.erased_from:
            return Standing.ENDED
        return Standing.DUE

    @property
    def erased_from(self) -> date | None:
        """The first day on which the data may go."""
        if self.ends_on is None:
            return None
        return self.ends_on + timedelta(days=self.grace_days + 1)

    @property
    def is_near_its_end(self) -> bool:
        return (
            self.standing == Standing.ACTIVE
            and self.ends_on is not None
            and self.ends_on - self.today <= REMINDED_BEFORE
        )


def standing_of(term: Term | None, *, is_operator: bool) -> Standing:
    """Say how far an instance is whose governing contract, if any, has this term."""
    if is_operator:
        return Standing.OPERATOR
    return Standing.SETUP if term is None else term.standing


@dataclass(frozen=True, kw_only=True)
class Quota:
    """How much of something an instance and all below may have, and have."""

    most: int
    used: int

    @property
    def is_nearly_used(self) -> bool:
        return self.used >= self.most * WARNED_FROM

    @property
    def is_exceeded(self) -> bool:
        return self.used > self.most
