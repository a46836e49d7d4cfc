"""What is known while an import is checked and taken in, whatever its kind."""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Protocol

from progres.accounts.membership import Membership
from progres.assets.checks import said_of_asset
from progres.assets.models import Asset
from progres.imports.models import Import
from progres.imports.places import Places
from progres.imports.rows import Rows
from progres.kit.digests import digest_of
from progres.tenants.models import Tenant

Progress = Callable[[int, int], None]  # so many of so many
AT_ONCE = 1000
ASSET = "asset"


@dataclass(frozen=True, kw_only=True)
class Task:
    """An import at work: for whom, when, and whom to tell how far it is."""

    job: Import
    by: Membership
    at: datetime
    places: Places
    progress: Progress

    @property
    def tenant(self) -> Tenant:
        return self.job.tenant


@dataclass(frozen=True, kw_only=True, slots=True)
class Made:
    """A thing that was made, or changed from what it was `before`."""

    row: int
    thing: str
    thing_id: int
    digest: bytes
    before: dict[str, object] | None


class Plan(Protocol):
    """What an import would do with its rows; their problems grow while it is made."""

    rows: Rows

    @property
    def counts(self) -> dict[str, int]: ...

    def make(self) -> None: ...

    def write(self) -> list[Made]: ...


def assets_made(assets: Iterable[Asset]) -> list[Made]:
    """Say of assets that they were made."""
    return [
        Made(
            row=0,
            thing=ASSET,
            thing_id=asset.id,
            digest=digest_of(asdict(said_of_asset(asset))),
            before=None,
        )
        for asset in assets
    ]
