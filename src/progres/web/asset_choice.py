"""Choosing an asset in a form."""

from typing import Any

from django import forms

from progres.assets.queries import path_names, search_assets
from progres.database.scope import Scope

MOST = 1_000  # choices; beyond that an asset is chosen through the API


class AssetField(forms.TypedChoiceField):
    """An asset in reach by its way down, or None."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(coerce=int, empty_value=None, required=False, **kwargs)

    def offer(self, scope: Scope, *, chosen: int | None = None) -> bool:
        """Let it be chosen from what is there now; say whether there is anything.

        What is chosen stays possible.
        """
        assets = list(search_assets(scope)[:MOST])
        if chosen is not None and chosen not in {asset.id for asset in assets}:
            assets += search_assets(scope).filter(id=chosen)
        names = path_names(scope, assets)
        ways = sorted(names.items(), key=lambda item: item[1].casefold())
        kept = [(chosen, "…")] if chosen is not None and chosen not in names else []
        self.choices = [("", "—"), *kept, *ways]
        return bool(kept or ways)
