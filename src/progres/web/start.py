"""The front door for people."""

from allauth.account.views import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from progres.accounts.access import Permission
from progres.accounts.membership import Membership
from progres.web.accounts import signs_in

sign_in = signs_in(login)

# Where a person arrives in an instance: at the first page that he may see.
FIRST_PAGES = (
    (Permission.DEVICES_VIEW, "web:overview"),
    (Permission.DEVICE_TYPES_VIEW, "web:device_type_list"),
    (Permission.CONNECTIONS_VIEW, "web:connection_list"),
    (Permission.USERS_VIEW, "web:user_list"),
    (Permission.AUDIT_VIEW, "web:audit"),
    (Permission.OWN_CONSUMPTION_VIEW, "web:own_consumption"),
)


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Send people to their own instance; let all others sign in here."""
    if request.user.is_authenticated:
        return redirect("web:overview", request.user.tenant_id)
    return sign_in(request)


def first_page(by: Membership) -> str | None:
    """Name the page at which a person arrives; None for who may see none."""
    return next((page for right, page in FIRST_PAGES if by.may(right)), None)
