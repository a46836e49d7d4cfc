"""Answers that last: they leave the connection to the database to others."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from progres.database.pool import give_back


def let_connections_go(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Give back what a stream's request has used, once all of it is done.

    Django does so at the end of an answer, which for an open page is hours later.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.streaming:
            give_back()
        return response

    return middleware
