"""The public texts: privacy notice, legal notice, accessibility statement."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from progres.kit.languages import LANGUAGES
from progres.legal.models import LegalText
from progres.legal.queries import versions_of
from progres.legal.rules import Kind, to_html
from progres.privacy.document_actions import public_notice
from progres.web.words import Words

TITLES: Words = {
    Kind.PRIVACY: _("Privacy notice"),
    Kind.IMPRINT: _("Legal notice"),
    Kind.ACCESSIBILITY: _("Accessibility statement"),
}


@require_safe
def show_text(request: HttpRequest, kind: Kind) -> HttpResponse:
    """Show the newest version in the reader's language, or an older one if asked for.

    A text that stands in the other language alone is shown in that.
    """
    versions = _versions(kind)
    text = versions[0] if versions else None
    asked = request.GET.get("version")
    if asked is not None:
        text = next((each for each in versions if str(each.version) == asked), None)
        if text is None:
            raise Http404
    context = {
        "title": TITLES[kind],
        "text": text,
        "body": mark_safe(to_html(text.body)) if text else "",  # noqa: S308 made safe
        "is_old": text is not None and text != versions[0],
        "versions": versions,
        "is_privacy": kind == Kind.PRIVACY,
    }
    return render(request, "public/text.html", context)


@require_safe
def show_privacy(request: HttpRequest) -> HttpResponse:
    """Show the operator's own notice, or else the one that is computed."""
    if _versions(Kind.PRIVACY):
        return show_text(request, Kind.PRIVACY)
    return show_computed(request)


@require_safe
def show_computed(request: HttpRequest) -> HttpResponse:
    """Show the notice that is computed from the data map and the settings."""
    language = _language()
    versions = public_notice(language, at=timezone.now())
    shown = versions[0] if versions else None
    asked = request.GET.get("version")
    if asked is not None:
        shown = next((each for each in versions if str(each.version) == asked), None)
        if shown is None:
            raise Http404
    context = {
        "title": TITLES[Kind.PRIVACY],
        "version": shown,
        "language": language,
        "body": mark_safe(to_html(shown.content)) if shown else "",  # noqa: S308 made safe
        "is_old": shown is not None and shown != versions[0],
        "versions": versions,
        "has_own": bool(_versions(Kind.PRIVACY)),
    }
    return render(request, "public/computed.html", context)


def _language() -> str:
    own = (get_language() or "de")[:2]
    return own if own in LANGUAGES else "de"


def _versions(kind: Kind) -> list[LegalText]:
    own = _language()
    for language in (own, *(other for other in LANGUAGES if other != own)):
        if versions := versions_of(kind, language):
            return versions
    return []
