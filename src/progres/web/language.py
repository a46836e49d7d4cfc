"""German or English: a person's own choice wins, then the cookie, then the browser."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.views.decorators.http import require_POST
from django.views.i18n import set_language as set_cookie

from progres.accounts.actions import change_language
from progres.accounts.membership import actor_of
from progres.accounts.origin import origin_of
from progres.accounts.people import BadAccount


def of_the_person(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Speak the language of the account to whom is signed in."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = request.user.language
        return get_response(request)

    return middleware


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Remember the language in the account or, before signing in, in the cookie."""
    if request.user.is_authenticated:
        try:
            change_language(
                request.user,
                request.POST.get("language", ""),
                by=actor_of(request.user, origin_of(request)),
                at=timezone.now(),
            )
        except BadAccount:
            return HttpResponse(status=400)
    return set_cookie(request)
