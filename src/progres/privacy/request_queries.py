"""Finding requests of persons: the queue, one of them, and its answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q

from progres.accounts.gate import reach_of
from progres.accounts.models import User
from progres.database.scope import Scope, scoped
from progres.kit.words import MOST_TYPED
from progres.privacy.models import (
    AnswerPackage,
    PersonRequest,
    PersonRequestQuerySet,
    RequestSpan,
)
from progres.privacy.rules import OPEN, Kind, State

STATES = ("open", "closed", "all")
LARGEST_ID = 2**31 - 1
MOST_OWN = 100


@dataclass(frozen=True)
class OwnRequest:
    """A request about the own account; `has_answer` says that it can be fetched."""

    asked: PersonRequest
    has_answer: bool


def search_requests(
    scope: Scope, *, text: str = "", state: str = "open", kind: str = ""
) -> PersonRequestQuerySet:
    """Requests in scope with their instances; what is due first stands first.

    Every word of `text` stands in name or address, or is the number of the request.
    `state` is one of STATES; of those that are closed the newest stand first.
    """
    requests = PersonRequest.objects.of(scope).select_related("tenant")
    for word in text.split()[:MOST_TYPED]:
        found = Q(name__icontains=word) | Q(email__icontains=word)
        number = word.lstrip("#")
        if number.isdecimal() and int(number) <= LARGEST_ID:
            found |= Q(id=int(number))
        requests = requests.filter(found)
    if state == "open":
        requests = requests.filter(state__in=OPEN)
    elif state == "closed":
        requests = requests.exclude(state__in=OPEN)
    if kind in set(Kind):
        requests = requests.filter(kind=kind)
    if state == "open":
        return requests.order_by("due_on", "id")
    return requests.order_by("-due_on", "-id")


def get_request(
    scope: Scope, request_id: int, *, to_change: bool = False
) -> PersonRequest:
    """Raise PersonRequest.DoesNotExist for a request that is not in scope.

    Whoever changes it says so: nobody else can before the transaction ends.
    """
    requests = PersonRequest.objects.of(scope).select_related("tenant", "user")
    if to_change:
        requests = requests.select_for_update(of=("self",))
    return requests.get(id=request_id)


def open_request_count(scope: Scope) -> int:
    """How many requests in scope wait for somebody or for the platform."""
    return PersonRequest.objects.of(scope).filter(state__in=OPEN).count()


@transaction.atomic
def own_requests(user: User) -> list[OwnRequest]:
    """What somebody asked about the own account, the newest first."""
    scope = reach_of(user)
    with scoped(scope):
        mine = PersonRequest.objects.of(scope).filter(user=user)
        mine = mine.select_related("tenant").order_by("-id")
        packages = AnswerPackage.objects.of(scope).filter(request__in=mine)
        kept = set(packages.values_list("request_id", flat=True))
        return [
            OwnRequest(asked, asked.state == State.DONE and asked.id in kept)
            for asked in mine[:MOST_OWN]
        ]


def spans_of(scope: Scope, request: PersonRequest) -> Sequence[RequestSpan]:
    """The measuring points and periods that a request is about."""
    spans = RequestSpan.objects.of(scope).filter(request=request)
    spans = spans.select_related("measuring_point__asset", "occupancy")
    return list(spans.order_by("measuring_point__sort_key", "since", "id"))


def find_package(scope: Scope, request: PersonRequest) -> AnswerPackage | None:
    """Find the answer while it is kept; its content is read only when it is used."""
    packages = AnswerPackage.objects.of(scope).filter(request=request)
    return packages.defer("content").first()


def days_left(request: PersonRequest, today: date) -> int:
    """How many days are left to answer, less than 0 once it is overdue."""
    return (request.due_on - today).days
