"""Pages of finding: which readings a request is about, and where a person stands."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from progres.accounts.access import Permission
from progres.metering.queries import search_points
from progres.privacy.person_search import find_persons, occupancies_of, points_near
from progres.privacy.request_queries import get_request, spans_of
from progres.privacy.spans import add_occupancy, add_span, remove_span
from progres.web.fields import MomentField, offer
from progres.web.guards import TenantRequest, reads_and_sends, requires
from progres.web.noted import note_view
from progres.web.numbers import number_in
from progres.web.person_request_words import described
from progres.web.privacy_words import FOUND_AS
from progres.web.refusals import done, told

MOST_FOUND = 50


class SpanForm(forms.Form):
    """A measuring point, and from when to when."""

    point = forms.TypedChoiceField(label=gettext_lazy("Measuring point"), coerce=int)
    since = MomentField(label=gettext_lazy("From"))
    until = MomentField(
        label=gettext_lazy("Until"),
        required=False,
        help_text=gettext_lazy("Empty if it goes on."),
    )


@reads_and_sends
@requires(Permission.PRIVACY_EDIT)
def edit_spans(request: TenantRequest, request_id: int) -> HttpResponse:
    """Show the periods of a request, look for more with `q`, and add one."""
    scope = request.by.scope
    asked = get_request(scope, request_id)
    text = request.GET.get("q", "").strip()[:200] or asked.name
    form = SpanForm(request.POST or None)
    points = points_near(scope, text)[:MOST_FOUND]
    chosen = number_in(request.POST.get("point", ""))
    if chosen:  # what was found before the form was sent
        points = search_points(scope).filter(id=chosen)
    offer(form, "point", [(point.id, str(point)) for point in points])
    if done(form, lambda: _add(request, request_id, form)):
        messages.success(request, _("Saved."))
        return redirect("web:request_spans", request.tenant.id, request_id)
    context = {
        "tab": "requests",
        "asked": asked,
        "row": described(asked),
        "spans": spans_of(scope, asked),
        "text": text,
        "points": points,
        "occupancies": occupancies_of(scope, text)[:MOST_FOUND] if text else (),
        "form": form,
    }
    return render(request, "privacy/request_spans.html", context)


@require_POST
@requires(Permission.PRIVACY_EDIT)
def add_of_occupancy(
    request: TenantRequest, request_id: int, occupancy_id: int
) -> HttpResponse:
    """Let the request be about all that was measured while somebody was there."""
    told(
        request,
        lambda: add_occupancy(
            request_id, occupancy_id, by=request.by, at=timezone.now()
        ),
        _("Saved."),
    )
    return redirect("web:request_spans", request.tenant.id, request_id)


@require_POST
@requires(Permission.PRIVACY_EDIT)
def take_out(request: TenantRequest, request_id: int, span_id: int) -> HttpResponse:
    told(
        request,
        lambda: remove_span(request_id, span_id, by=request.by, at=timezone.now()),
        _("Taken out of the request."),
    )
    return redirect("web:request_spans", request.tenant.id, request_id)


@require_safe
@requires(Permission.PRIVACY_VIEW)
def search_persons(request: TenantRequest) -> HttpResponse:
    """Find a person wherever one can stand, to enter a request."""
    text = request.GET.get("q", "").strip()[:200]
    if text:
        note_view(request, "persons.viewed", request.tenant.target)
    context = {
        "tab": "persons",
        "text": text,
        "found": find_persons(request.by.scope, text),
        "words": FOUND_AS,
    }
    return render(request, "privacy/persons.html", context)


def _add(request: TenantRequest, request_id: int, form: SpanForm) -> Any:
    said = form.cleaned_data
    return add_span(
        request_id,
        said["point"],
        since=said["since"],
        until=said["until"],
        by=request.by,
        at=timezone.now(),
    )
