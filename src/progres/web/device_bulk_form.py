"""The forms of what can be done with many devices at once."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from progres.accounts.membership import Membership
from progres.devices.bulk import Change
from progres.devices.queries import get_device_type, type_names
from progres.devices.words import known_tags
from progres.tenants.queries import search_tenants
from progres.web.asset_choice import AssetField, offer_assets
from progres.web.description_fields import TagsField
from progres.web.fields import LineField, offer
from progres.web.words import STATUSES

STAYS = gettext_lazy("— stays as it is —")
TEXTS = ("site", "installation_place")


class EditForm(forms.Form):
    """What is to be the same for all; what is empty stays as it is."""

    device_type = forms.TypedChoiceField(
        label=gettext_lazy("Device type"), coerce=int, empty_value=None, required=False
    )
    status = forms.ChoiceField(
        label=gettext_lazy("Status"),
        choices=[("", STAYS), *STATUSES.items()],
        required=False,
    )
    asset_id = AssetField(label=gettext_lazy("Asset"))
    site = LineField(label=gettext_lazy("Site"), required=False, max_length=120)
    installation_place = LineField(
        label=gettext_lazy("Installation place"), required=False, max_length=120
    )
    empty = forms.MultipleChoiceField(
        label=gettext_lazy("Empty these"),
        choices=[
            ("asset_id", gettext_lazy("Asset")),
            ("site", gettext_lazy("Site")),
            ("installation_place", gettext_lazy("Installation place")),
        ],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    add_tags = TagsField(label=gettext_lazy("Add tags"))
    remove_tags = TagsField(label=gettext_lazy("Remove tags"))

    def __init__(self, *args: Any, by: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        self.known_tags = known_tags(by.scope)
        types = sorted(
            type_names(by.scope).items(), key=lambda item: item[1].casefold()
        )
        offer(self, "device_type", [("", str(STAYS)), *types])
        offer_assets(self, by.scope, chosen=None, nothing=str(STAYS))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not any(cleaned.values()):
            raise forms.ValidationError(_("Say what is to be changed."))
        return cleaned

    @property
    def change(self) -> Change:
        """What the valid form says, as the action takes it."""
        said, emptied = self.cleaned_data, self.cleaned_data["empty"]
        fields: dict[str, object] = {
            name: said[name]
            for name in ("status", "asset_id", *TEXTS)
            if said[name] not in {"", None}
        }
        fields |= {name: None if name == "asset_id" else "" for name in emptied}
        chosen = said["device_type"]
        return Change(
            fields=fields,
            device_type=get_device_type(self.by.scope, chosen) if chosen else None,
            add_tags=said["add_tags"],
            remove_tags=said["remove_tags"],
        )


class MoveForm(forms.Form):
    """The instance to which devices are moved."""

    tenant = forms.TypedChoiceField(label=gettext_lazy("To the instance"), coerce=int)

    def __init__(self, *args: Any, by: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = [(tenant.id, tenant.name) for tenant in search_tenants(by.scope)]
        offer(self, "tenant", [("", "—"), *places])


class DeleteForm(forms.Form):
    """Deleting many asks for their number."""

    def __init__(self, *args: Any, by: Membership, **kwargs: Any) -> None:  # noqa: ARG002 as the others
        super().__init__(*args, **kwargs)
