"""The ground below the devices on maps: a file that the operator provides."""

from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe


@require_safe
@login_required
@cache_control(private=True, max_age=3600)
def show_base_map(_request: HttpRequest) -> HttpResponse:
    """Answer the file named by PROGRES_MAP (GeoJSON, as <device-map> reads it)."""
    if settings.MAP is None:
        raise Http404
    try:
        content = Path(settings.MAP).read_bytes()
    except FileNotFoundError as error:
        raise Http404 from error
    return HttpResponse(content, content_type="application/geo+json")
