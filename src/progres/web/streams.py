"""Answers that last: they leave the connection to the database to others."""

from collections.abc import Callable

from django.db import connection
from django.http import HttpRequest, HttpResponse


def let_connections_go(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Give back what a stream's request has used, once all of it is done.

    Django does so at the end of an answer, which for an open page is hours later.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        in_test = connection.in_atomic_block  # that rolls everything back
        if response.streaming and not in_test:
            connection.close()
        return response

    return middleware
