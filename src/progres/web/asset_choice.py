"""Choosing an asset in a form."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from progres.assets.queries import path_names, search_assets
from progres.database.scope import Scope

MOST = 1_000  # choices; beyond that an asset is chosen through the API
NARROWING = _(
    "Limits the role to this building or room and all in it. Rights that concern whole "
    "instances, such as seeing users, are left out then."
)


class AssetField(forms.TypedChoiceField):
    """An asset in reach by its way down, or None."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(coerce=int, empty_value=None, required=False, **kwargs)


def offer_assets(
    form: forms.Form, scope: Scope, *, chosen: int | None, nothing: str = "—"
) -> bool:
    """Let the form's `asset_id` be chosen from what is there; say whether anything is.

    `nothing` is what the empty choice is called. What is chosen stays possible, also if it is of an instance above.
    """
    assets = list(search_assets(scope)[:MOST])
    if chosen is not None and chosen not in {asset.id for asset in assets}:
        assets += search_assets(scope).filter(id=chosen)
    names = path_names(scope, assets)
    ways = sorted(names.items(), key=lambda item: item[1].casefold())
    kept = [(chosen, "…")] if chosen is not None and chosen not in names else []
    field = form.fields["asset_id"]
    assert isinstance(field, AssetField)  # noqa: S101 tells mypy
    field.choices = [("", nothing), *kept, *ways]
    return bool(kept or ways)
