"""The ground below the devices on maps: a file that the operator provides.

PROGRES_MAP names it: GeoJSON as <device-map> reads it, or PMTiles, of which browsers
ask for the parts that they show.
"""

import os
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from progres.kit.byte_ranges import NoRange, bytes_asked
from progres.kit.pmtiles import PMTILES

LONGEST_PART = 4 * 1024 * 1024  # bytes of one answer; what is longer is cut


def is_tiled() -> bool:
    """Say whether the ground is a PMTiles file."""
    return settings.MAP is not None and settings.MAP.suffix == PMTILES


@require_safe
@login_required
@cache_control(private=True, max_age=3600)
def show_base_map(_request: HttpRequest) -> HttpResponse:
    """Answer the GeoJSON file."""
    if settings.MAP is None or is_tiled():
        raise Http404
    try:
        content = settings.MAP.read_bytes()
    except FileNotFoundError as error:
        raise Http404 from error
    return HttpResponse(content, content_type="application/geo+json")


@require_safe
@login_required
@cache_control(private=True, max_age=3600)
def show_tiles(request: HttpRequest) -> HttpResponse:
    """Answer a part of the PMTiles file; the whole of it, many GB, is never given.

    A changed file has another ETag, which every part tells.
    """
    if settings.MAP is None or not is_tiled():
        raise Http404
    try:
        return _part(settings.MAP, request.headers.get("Range", ""))
    except FileNotFoundError as error:
        raise Http404 from error


def _part(path: Path, asked: str) -> HttpResponse:
    with path.open("rb") as file:
        facts = os.fstat(file.fileno())
        try:
            places = bytes_asked(asked, facts.st_size)[:LONGEST_PART]
        except NoRange:
            return HttpResponse(
                "This file is given in parts: ask for one range of bytes.",
                status=400,
                content_type="text/plain",
            )
        content = b""
        if places:
            file.seek(places.start)
            content = file.read(len(places))
    answer = HttpResponse(content, content_type="application/vnd.pmtiles")
    answer["Accept-Ranges"] = "bytes"
    answer["ETag"] = f'"{facts.st_mtime_ns:x}-{facts.st_size:x}"'
    if content:
        answer.status_code = 206
        end = places.start + len(content) - 1
        answer["Content-Range"] = f"bytes {places.start}-{end}/{facts.st_size}"
    else:
        answer.status_code = 416
        answer["Content-Range"] = f"bytes */{facts.st_size}"
    return answer
