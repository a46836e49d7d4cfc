"""What surrounds every view of the API: one transaction, and an answer in any case."""

from collections.abc import Callable
from contextlib import ExitStack
from functools import wraps
from http import HTTPStatus

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from progres.accounts.membership import Membership
from progres.api.problems import problem


class ApiRequest(HttpRequest):
    """A request inside its transaction, of somebody whose key or session is valid."""

    by: Membership
    within: ExitStack  # what ends with the transaction


def answering(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Run a view in one transaction, which any answer from 400 on takes back."""

    @wraps(view)
    def answer(request: ApiRequest, *args: object, **ids: object) -> HttpResponse:
        with transaction.atomic(), ExitStack() as request.within:
            response = view(request, *args, **ids)
            if response.status_code >= HTTPStatus.BAD_REQUEST:
                transaction.set_rollback(True)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            return _not_allowed(request, response)
        return response

    return answer


def _not_allowed(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    refusal = problem(
        HTTPStatus.METHOD_NOT_ALLOWED,
        f"{request.method} is not possible here; use {response['Allow']}.",
    )
    refusal["Allow"] = response["Allow"]
    return refusal
