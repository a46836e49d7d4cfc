"""Files as they are sent in and given out, whatever they belong to."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from progres.audit.rules import Thing
from progres.files.actions import Upload, keep_file
from progres.files.downloads import download
from progres.files.queries import Owner
from progres.files.rules import (
    ENDINGS,
    LONGEST_CAPTION,
    ONLY_ONES,
    PICTURES,
    BadFile,
    Use,
)
from progres.web.fields import DayField, LineField
from progres.web.guards import TenantRequest
from progres.web.noted import note_view
from progres.web.refusals import done

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    from progres.files.models import StoredFile

# What browsers offer; a phone turns its own formats into JPEG for it.
PICTURE = {"accept": ",".join(PICTURES.values())}
FROM_CAMERA = {**PICTURE, "capture": "environment"}
ANY = {"accept": ",".join(f".{ending}" for ending in (*ENDINGS.values(), "jpeg"))}


class UploadForm(forms.Form):
    """A file of any kind that is kept."""

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "PDF, PNG, JPEG, WebP, DOCX, XLSX, ODT, TXT or CSV, at most 10 MB. Pictures"
            " are kept without what the camera noted, such as the place."
        ),
        widget=forms.FileInput(attrs=ANY),
    )


class PlanForm(forms.Form):
    """A picture of a floor."""

    file = forms.FileField(
        label=_("Floor plan"),
        help_text=_(
            "PNG, JPEG or WebP, at most 10 MB; a PDF has to be saved as a picture before."
        ),
        widget=forms.FileInput(attrs=PICTURE),
    )


class PictureForm(forms.Form):
    """The picture of a device type."""

    file = forms.FileField(
        label=_("Picture"),
        help_text=_(
            "PNG, JPEG or WebP, at most 10 MB. It is kept without what the camera noted,"
            " such as the place."
        ),
        widget=forms.FileInput(attrs=PICTURE),
    )


class DescriptionForm(forms.Form):
    """What is said of a photo."""

    caption = LineField(
        label=_("Caption"),
        required=False,
        max_length=LONGEST_CAPTION,
        help_text=_("Such as “Cabinet, open”."),
    )
    taken_on = DayField(label=_("Taken on"), required=False)


class PhotoForm(DescriptionForm):
    """A photo with what is said of it."""

    file = forms.FileField(
        label=_("Photo"),
        help_text=_(
            "At most 10 MB. It is kept without what the camera noted, such as the place."
        ),
        widget=forms.FileInput(attrs=FROM_CAMERA),
    )
    field_order = ("file", "caption", "taken_on")


def keep_sent(
    request: TenantRequest,
    form: forms.Form,
    *,
    use: Use,
    thing: Thing,
    owner: Owner,
    waits: bool = False,
) -> "StoredFile | None":
    """Keep the file that a valid form brings; the form says why it is not kept."""
    return done(
        form,
        lambda: keep_file(
            upload_of(**form.cleaned_data),
            use=use,
            thing=thing,
            owner=owner,
            waits=waits,
            by=request.by,
            at=timezone.now(),
        ),
        beside={BadFile: "file"},
    )


def upload_of(file: "UploadedFile[bytes]", **said: Any) -> Upload:
    """What a valid form brings, and what is `said` of it, as the actions take it."""
    return Upload(name=str(file.name or ""), content=file.read(), **said)


def given_out(request: TenantRequest, file: "StoredFile", thing: Thing) -> HttpResponse:
    """Answer with a file, or with `?small` its small picture; browsers run none of it.

    That a file was opened is noted, not that a page shows a picture.
    """
    small = "small" in request.GET and file.is_picture
    if not small and file.use not in ONLY_ONES:
        note_view(request, "file.viewed", thing.target, tenant_id=thing.tenant_id)
    return download(file, small=small)
