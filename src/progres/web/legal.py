"""Pages of the operator on which the public texts are written."""

from collections.abc import Mapping

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from progres.accounts.access import Permission
from progres.kit.languages import LANGUAGES
from progres.legal.actions import BadText, publish
from progres.legal.models import LegalText
from progres.legal.queries import current_texts, versions_of
from progres.legal.rules import MOST_CHARACTERS, Kind, changed_lines, to_html
from progres.web.guards import TenantRequest, reads_and_sends, requires
from progres.web.public import TITLES
from progres.web.refusals import done


class TextForm(forms.Form):
    """A public text in one language."""

    body = forms.CharField(
        label=gettext_lazy("Text"),
        max_length=MOST_CHARACTERS,
        help_text=gettext_lazy(
            "Lines that begin with ## are headings, with - lists, with | rows of a table; "
            "[words](https://…) is a link."
        ),
        widget=forms.Textarea(attrs={"rows": 24}),
    )


@require_safe
@requires(Permission.LEGAL_EDIT)
def list_texts(request: TenantRequest) -> HttpResponse:
    current = current_texts()
    texts = [
        {"kind": kind, "title": TITLES[kind], "languages": _languages(kind, current)}
        for kind in Kind
    ]
    return render(request, "legal/list.html", {"texts": texts})


@reads_and_sends
@requires(Permission.LEGAL_EDIT)
def edit_text(request: TenantRequest, kind: str, language: str) -> HttpResponse:
    """Write a new version, with a look at it before it is published."""
    if kind not in list(Kind) or language not in LANGUAGES:
        raise Http404
    versions = versions_of(Kind(kind), language)
    form = TextForm(
        request.POST or None,
        initial={"body": versions[0].body if versions else ""},
    )
    preview = ""
    if request.method == "POST" and form.is_valid():
        body = form.cleaned_data["body"]
        if "preview" in request.POST:
            preview = to_html(body)
        elif _published(request, form, Kind(kind), language):
            messages.success(request, _("Published. Everybody reads this version now."))
            return redirect("web:legal", request.tenant.id)
    context = {
        "form": form,
        "title": TITLES[Kind(kind)],
        "language": language,
        "address": f"web:{kind}",
        "preview": mark_safe(preview),  # noqa: S308 made safe by to_html
        "versions": versions,
        "changes": changed_lines(versions[1].body, versions[0].body)
        if len(versions) > 1
        else [],
    }
    return render(request, "legal/edit.html", context)


def _published(
    request: TenantRequest, form: TextForm, kind: Kind, language: str
) -> bool:
    body = form.cleaned_data["body"]
    version = done(
        form,
        lambda: publish(kind, language, body, by=request.by, at=timezone.now()),
        beside={BadText: "body"},
    )
    return version is not None


def _languages(
    kind: Kind, current: Mapping[tuple[str, str], LegalText]
) -> list[tuple[str, LegalText | None]]:
    return [(language, current.get((kind, language))) for language in LANGUAGES]
