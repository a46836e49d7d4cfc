"""What is stored about retention itself."""

from datetime import timedelta

from progres.kit.datamap import (
    Basis,
    Controller,
    Entry,
    Kind,
    Origin,
    Personal,
    Retention,
    Store,
    Subject,
)

_THREE_YEARS = timedelta(days=1095)
_WITH_INSTANCE = Retention(event="the instance is erased")

_WHO_HELD = Personal(
    kind=Kind.ACTION,
    subjects=(Subject.ACCOUNT_HOLDER,),
    purpose="Know who keeps data from being deleted.",
    basis=Basis.LEGAL_DUTY,
    controller=Controller.CUSTOMER,
    origins=(Origin.PLATFORM,),
)
_HELD = Personal(
    kind=Kind.PLACE,
    subjects=(Subject.ACCOUNT_HOLDER, Subject.RESIDENT),
    purpose="Keep data that are needed as evidence.",
    basis=Basis.LEGITIMATE_INTEREST,
    controller=Controller.CUSTOMER,
    origins=(Origin.CUSTOMER,),
)
_WHO_ERASED = Personal(
    kind=Kind.ACTION,
    subjects=(Subject.ACCOUNT_HOLDER,),
    purpose="Prove who had an instance erased.",
    basis=Basis.LEGAL_DUTY,
    controller=Controller.OPERATOR,
    origins=(Origin.PLATFORM,),
)

REGISTER = (
    Entry(
        store=Store.TABLE,
        place="retention_policy",
        purpose="Know how long an instance keeps a kind of data.",
        retention=_WITH_INSTANCE,
        plain=("tenant_id", "kind", "days", "least_days", "most_days"),
    ),
    Entry(
        store=Store.TABLE,
        place="retention_run",
        purpose="Prove what was deleted when.",
        retention=Retention(event="the run began", period=_THREE_YEARS),
        plain=(
            *("id", "kind", "tenant_id", "began_at", "ended_at", "until", "rows"),
            *("partitions", "error"),
        ),
    ),
    Entry(
        store=Store.TABLE,
        place="retention_notice",
        purpose="Tell an instance once before its readings begin to go.",
        retention=_WITH_INSTANCE,
        plain=("tenant_id", "kind", "told_at", "not_before"),
    ),
    Entry(
        store=Store.TABLE,
        place="stored_day",
        purpose="Find what is due, and foretell how much will be deleted.",
        retention=Retention(event="the day it counts is deleted"),
        plain=("tenant_id", "place", "kind", "day", "rows", "bytes"),
    ),
    Entry(
        store=Store.TABLE,
        place="legal_hold",
        purpose="Keep data that are needed as evidence from being deleted.",
        retention=Retention(event="the last day of the hold", period=_THREE_YEARS),
        plain=(
            *("id", "tenant_id", "covers", "thing_id", "began_at", "until"),
            "lifted_at",
        ),
        personal={_HELD: ("thing", "reason"), _WHO_HELD: ("set_by_id",)},
    ),
    Entry(
        store=Store.TABLE,
        place="erasure_proof",
        purpose="Prove that the data under a contract were erased.",
        retention=Retention(event="the erasure has ended", period=_THREE_YEARS),
        plain=(
            *("id", "tenant_id", "contract", "contract_id", "instance", "erased_ids"),
            *("confirmed_at", "began_at", "ended_at", "ids", "rows", "digest"),
            "problem",
        ),
        personal={_WHO_ERASED: ("confirmed_by_id",)},
    ),
)
