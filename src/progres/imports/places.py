"""Assets by the names on the way down to them: "School › Cellar"."""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from progres.accounts.membership import Membership
from progres.assets.models import Asset
from progres.assets.queries import BETWEEN, path_names, search_assets
from progres.assets.rules import AssetKind
from progres.assets.words import index_words
from progres.imports.cells import BadCell, nearest
from progres.kit.words import plain, sort_key
from progres.tenants.models import Tenant

_STEP = re.compile(r"\s*[›>]\s*")
LONGEST_NAME = 100
# What one file can make, so that no small file keeps a worker busy for hours.
MOST_LEVELS = 20
MOST_NEW = 20_000

Path = tuple[str, ...]


@dataclass
class Places:
    """The assets that things of an instance can be in, and those that are to be made."""

    by: Membership
    tenant: Tenant
    makes: bool
    found: dict[str, list[Asset]]
    names: dict[str, str]  # whole paths by their plain forms
    new: dict[str, Path] = field(default_factory=dict)  # by plain forms, top first
    _seen: dict[str, int | str] = field(default_factory=dict)

    @classmethod
    def of(cls, by: Membership, tenant: Tenant, *, makes: bool) -> "Places":
        assets = list(search_assets(by.scope).filter(tenant_id__in=tenant.lineage))
        paths = path_names(by.scope, assets)
        found = defaultdict(list)
        for asset in assets:
            found[plain(paths[asset.id])].append(asset)
        names = {plain(path): path for path in paths.values()}
        return cls(by=by, tenant=tenant, makes=makes, found=found, names=names)

    def find(self, text: str) -> int | str:
        """Return the id of the asset that a cell names, or the key of one to be made.

        Raises BadCell.
        """
        if text not in self._seen:
            path = tuple(filter(None, _STEP.split(text)))
            if not path:
                raise BadCell("This names no asset; write it as 'School › Cellar'.")
            self._seen[text] = self._found(path)
        return self._seen[text]

    def _found(self, path: Path) -> int | str:
        name = BETWEEN.join(path)
        assets = self.found.get(plain(name), [])
        if len(assets) == 1:
            return assets[0].id
        if assets:
            raise BadCell(
                "There are %(count)s assets '%(name)s'; rename one of them.",
                count=len(assets),
                name=name[:200],
            )
        if not self.makes:
            raise self._unknown(name)
        self._check_new(path)
        for length in range(1, len(path) + 1):
            key = _key(path[:length])
            if not self._own(key):
                self.new.setdefault(key, path[:length])
        return _key(path)

    def _check_new(self, path: Path) -> None:
        if len(path) > MOST_LEVELS:
            raise BadCell(
                "This names %(count)s assets in each other; a file can make %(most)s.",
                count=len(path),
                most=MOST_LEVELS,
            )
        if len(self.new) + len(path) > MOST_NEW:
            raise BadCell("A file can make %(most)s assets; divide it.", most=MOST_NEW)
        for step in path:
            if len(step) > LONGEST_NAME:
                raise BadCell(
                    "'%(text)s…' is too long: it has %(size)s characters and can have "
                    "%(most)s.",
                    text=step[:20],
                    size=len(step),
                    most=LONGEST_NAME,
                )

    def _unknown(self, name: str) -> BadCell:
        near = nearest(name, self.names)
        if near is None:
            return BadCell(
                "There is no asset '%(name)s'. Write it as 'School › Cellar', as it is "
                "called here, or let missing assets be made.",
                name=name[:200],
            )
        return BadCell(
            "There is no asset '%(name)s'; the nearest is '%(near)s'.",
            name=name[:200],
            near=near,
        )

    def make(self, *, at: datetime) -> dict[str, Asset]:
        """Make what is new; return it by the keys that `find` gave."""
        made: dict[str, Asset] = {}
        for key, path in self.new.items():
            above = _key(path[:-1])
            asset = Asset(
                tenant=self.tenant,
                parent=made.get(above) or self._own(above),
                name=path[-1],
                sort_key=sort_key(path[-1])[:200],
                kind=AssetKind.BUILDING if len(path) == 1 else AssetKind.ROOM,
                created_at=at,
            )
            asset.save(force_insert=True)
            index_words(self.by.scope, asset)
            made[key] = asset
        return made

    def _own(self, key: str) -> Asset | None:
        """Find an asset of the same instance, in which a new one can stand."""
        own = (a for a in self.found.get(key, ()) if a.tenant_id == self.tenant.id)
        return next(own, None)


def _key(path: Path) -> str:
    return plain(BETWEEN.join(path))
