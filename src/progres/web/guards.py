"""The gate between an address and a view: who may see a page, and which rows."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import partial, wraps
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar, cast

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django.utils import timezone
from django.utils.timezone import override
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRefresh
from django_htmx.middleware import HtmxDetails

from progres.accounts.access import PLATFORM, Permission
from progres.accounts.gate import NotAMember, acting
from progres.accounts.membership import Membership
from progres.accounts.models import User
from progres.accounts.origin import origin_of
from progres.database.pool import give_back
from progres.database.turns import take_turn
from progres.tenants.models import Tenant

P = ParamSpec("P")
T = TypeVar("T")

# The methods of a page that shows a form and takes it.
reads_and_sends = require_http_methods(["GET", "HEAD", "POST"])


class TenantRequest(HttpRequest):
    """A request of a signed-in person inside an instance."""

    user: User
    by: Membership
    tenant: Tenant
    htmx: HtmxDetails


@dataclass(frozen=True)
class Outside(Generic[T]):
    """Work that takes seconds, and the page that a view makes of its result.

    Neither a transaction nor a connection waits for the work. The page is made as the
    view's own is, with the right asked for anew.
    """

    work: Callable[[], T]
    page: Callable[[T], HttpResponseBase]

    def done(self) -> Callable[[], HttpResponseBase]:
        """Do the work; what is returned makes the page."""
        give_back()
        return partial(self.page, self.work())


Answer = HttpResponseBase | Outside[Any]


def requires(
    *permissions: Permission,
) -> Callable[
    [Callable[Concatenate[TenantRequest, P], Answer]], Callable[..., HttpResponseBase]
]:
    """Let a view run only for members of the address's instance with these rights.

    The view runs in one transaction that sees the member's scope and nothing else, and
    is given `request.by` and `request.tenant` instead of the address's `tenant_id`;
    what one person sends is done one after the other, so that a form sent twice at once
    finds what the first has done;
    times are shown in the instance's zone. Who is not signed in is sent to sign in;
    strangers, and whatever is not in scope, get 404; members without the right get 403.
    Pages of the platform as a whole are in the operator's own instance alone.
    What takes long a view returns as `Outside`. Without any right every member gets in,
    and the view itself looks at the rights.
    """

    def decorate(
        view: Callable[Concatenate[TenantRequest, P], Answer],
    ) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def guarded(
            request: HttpRequest, tenant_id: int, *args: P.args, **ids: P.kwargs
        ) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return _sign_in_first(request)
            inside = cast("TenantRequest", request)
            gate = partial(_pass, inside, tenant_id, permissions)
            answer = gate(partial(view, inside, *args, **ids))
            while isinstance(answer, Outside):
                answer = gate(answer.done())
            return answer

        return guarded

    return decorate


def _pass(
    inside: TenantRequest,
    tenant_id: int,
    permissions: Collection[Permission],
    view: Callable[[], Answer],
) -> Answer:
    """Make a page, or say what has to be done for it, in one transaction."""
    try:
        with (
            transaction.atomic(),
            acting(
                inside.user,
                tenant_id,
                origin=origin_of(inside),
                at=timezone.now(),
                about=permissions,
            ) as inside.by,
        ):
            inside.tenant = inside.by.tenant
            if not inside.by.permissions.issuperset(permissions):
                raise PermissionDenied
            if (
                PLATFORM.intersection(permissions)
                and inside.tenant.parent_id is not None
            ):
                raise Http404
            if inside.method == "POST":
                take_turn(inside.user.id)
            with override(inside.tenant.time_zone):
                return view()
    except Exception as error:
        # Error pages are made in another thread: a frame that looks things up there
        # would need a second connection, while this one is still held.
        vars(inside).pop("by", None)
        if isinstance(error, NotAMember | ObjectDoesNotExist):
            raise Http404 from error
        raise


def _sign_in_first(request: HttpRequest) -> HttpResponseBase:
    if "HX-Request" in request.headers:
        return HttpResponseClientRefresh()  # of a part: the page itself asks to sign in
    return redirect_to_login(request.get_full_path(), resolve_url(settings.LOGIN_URL))
