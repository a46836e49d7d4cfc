"""Pages that fail: what is said to people, and what is kept for us.

The other error pages are templates alone (400.html, 403.html, 403_csrf.html, 404.html).
"""

import logging
import sys
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.views import defaults

logger = logging.getLogger(__name__)


def no_null_characters(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Refuse addresses with a character that no text in the database can hold.

    The API names the field that holds it, and answers with a problem.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        is_page = not request.path.startswith("/api/")
        if is_page and "%00" in request.META.get("QUERY_STRING", ""):
            return defaults.bad_request(request, ValueError())
        return get_response(request)

    return middleware


def server_error(request: HttpRequest) -> HttpResponse:
    """Note where it failed, without address and query, and say that it did."""
    match = request.resolver_match
    place = match.view_name if match else "before any page"
    logger.error("a request failed in %s", place, exc_info=sys.exc_info())
    return defaults.server_error(request)
