"""Forms of imports: the file, and which of its headings means what."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from progres.accounts.access import Permission
from progres.accounts.membership import Membership
from progres.devices.queries import search_device_types
from progres.imports.actions import Choice
from progres.imports.columns import COLUMNS, Column
from progres.imports.rules import MOST_BYTES, Existing, Kind
from progres.tenants.queries import search_tenants
from progres.web.fields import LineField, offer
from progres.web.import_words import EXISTING, KINDS
from progres.web.metering_words import MEDIA
from progres.web.refusals import in_words

if TYPE_CHECKING:
    from progres.imports.models import Import

RIGHTS = {
    Kind.DEVICES: Permission.DEVICES_EDIT,
    Kind.POINTS: Permission.MEASURING_POINTS_EDIT,
}
# What can hold for all rows in which its cell is empty.
DEFAULTS = {
    Kind.DEVICES: ("device_type", "asset", "site"),
    Kind.POINTS: ("medium", "asset", "first_reading"),
}

_PATH = _(
    "What it stands in comes first, as in “School › Cellar” or “School > Cellar”."
)


class UploadForm(forms.Form):
    """A file, what its rows are, and where they go."""

    kind = forms.ChoiceField(label=_("What is in the file?"))
    tenant = forms.TypedChoiceField(label=_("Instance"), coerce=int)
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV or XLSX with headings in the first row, at most 20 MB."),
        widget=forms.FileInput({"accept": ".csv,.txt,.tsv,.xlsx"}),
    )
    sheet = LineField(
        label=_("Sheet"),
        required=False,
        max_length=100,
        help_text=_("Of a workbook; if empty, the first one."),
    )

    def __init__(self, *args: Any, by: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(kind, str(KINDS[kind])) for kind in Kind if by.may(RIGHTS[kind])]
        offer(self, "kind", kinds)
        offer(self, "tenant", [(i.id, i.name) for i in search_tenants(by.scope)])

    def clean_file(self) -> UploadedFile:  # type: ignore[type-arg] # of any file
        """Refuse what is too large before it is read."""
        upload: UploadedFile = self.cleaned_data["file"]  # type: ignore[type-arg]
        if (upload.size or 0) > MOST_BYTES:
            raise forms.ValidationError(
                _("The file has more than 20 MB; divide it."), code="size"
            )
        return upload


class ColumnsForm(forms.Form):
    """Under which heading each column is found, and what happens with the rows."""

    existing = forms.ChoiceField(
        label=_("If it is there already"),
        choices=list(EXISTING.items()),
        widget=forms.RadioSelect,
    )
    makes_assets = forms.BooleanField(
        label=_("Make assets that are missing"), required=False
    )
    remember = LineField(
        label=_("Remember these columns as"),
        required=False,
        max_length=100,
        help_text=_("A name. The next file with the same headings is read like this."),
    )

    def __init__(
        self, *args: Any, job: "Import", by: Membership, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.job = job
        headings = [("", "—"), *((heading, heading) for heading in job.headings)]
        for name, column in COLUMNS[job.kind].items():
            self.fields[f"column-{name}"] = forms.ChoiceField(
                label=in_words(column.label),
                choices=headings,
                required=False,
                initial=job.mapping.get(name, ""),
            )
        for name in DEFAULTS[Kind(job.kind)]:
            self.fields[f"default-{name}"] = _default_field(
                name, COLUMNS[job.kind][name], by, job.defaults.get(name, "")
            )
        self.initial["existing"] = job.existing or Existing.SKIP
        self.initial["makes_assets"] = job.makes_assets
        if not by.may(Permission.ASSETS_EDIT):
            del self.fields["makes_assets"]

    @property
    def choice(self) -> Choice:
        """What the valid form says, as the action takes it."""
        said = self.cleaned_data
        return Choice(
            mapping=self._named("column-"),
            defaults=self._named("default-"),
            existing=said["existing"],
            makes_assets=said.get("makes_assets", False),
            template_name=said["remember"],
        )

    def columns(self) -> list[forms.BoundField]:
        """The fields that choose headings."""
        return [self[name] for name in self.fields if name.startswith("column-")]

    def defaults(self) -> list[forms.BoundField]:
        """The fields that say what holds where a cell is empty."""
        return [self[name] for name in self.fields if name.startswith("default-")]

    def _named(self, beginning: str) -> dict[str, str]:
        return {
            name.removeprefix(beginning): str(text)
            for name, text in self.cleaned_data.items()
            if name.startswith(beginning)
        }


def _default_field(
    name: str, column: Column, by: Membership, chosen: str
) -> forms.Field:
    label = in_words(column.label)
    if name not in {"device_type", "medium"}:
        return LineField(
            label=label,
            required=False,
            max_length=200,
            initial=chosen,
            help_text=_PATH if name == "asset" else "",
        )
    if name == "medium":
        words = [(medium, str(word)) for medium, word in MEDIA.items()]
    else:
        types = search_device_types(by.scope).defer("codec_source")
        words = [(str(t), str(t)) for t in types]
    if chosen and chosen not in dict(words):
        words.append((chosen, chosen))
    return forms.ChoiceField(
        label=label, choices=[("", "—"), *words], required=False, initial=chosen
    )
