"""Single sign-on: an instance's provider, its sign-in page, and how allauth asks it."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

import requests
from allauth.account import views as account_views
from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import (
    OAuth2CallbackView,
    OAuth2LoginView,
)
from allauth.socialaccount.providers.openid_connect.provider import (
    OpenIDConnectProvider,
)
from allauth.socialaccount.providers.openid_connect.views import (
    OpenIDConnectOAuth2Adapter,
)
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe
from requests_hardened.ip_filter_adapter import IPFilterAdapter

from progres.accounts.origin import origin_of
from progres.accounts.single_sign_on import (
    NotInvited,
    person_named,
    provider_at,
    secret_of,
)
from progres.database.pool import give_back
from progres.database.scope import signing_in

REFUSED = 403


class Outside(IPFilterAdapter):  # type: ignore[misc] # untyped
    """Reaches public addresses, and within the house only the hosts that are named.

    Instances enter the addresses of their providers, and the house does not trust them.
    """

    def build_connection_pool_key_attributes(
        self, request: requests.PreparedRequest, *how: Any, **more: Any
    ) -> Any:
        """Say where to connect; raise InvalidIPAddress for an address inside."""
        find = super().build_connection_pool_key_attributes
        if urlsplit(request.url).hostname in settings.INTERNAL_HOSTS:
            find = super(IPFilterAdapter, self).build_connection_pool_key_attributes
        return find(request, *how, **more)


class OneProvider(OpenIDConnectOAuth2Adapter):  # type: ignore[misc] # untyped
    """Trusts a provider only as long as it names itself as it was entered."""

    @property
    def openid_config(self) -> dict[str, Any]:
        config: dict[str, Any] = super().openid_config
        entered = self.get_provider().app.settings["server_url"]
        if str(config.get("issuer", "")).rstrip("/") != entered:
            raise OAuth2Error("The provider names itself otherwise than entered.")
        return config

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:  # noqa: ARG002
        return callback_url(self.provider_id)


class Provider(OpenIDConnectProvider):  # type: ignore[misc] # untyped
    oauth2_adapter_class = OneProvider


class SocialAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc] # untyped
    """Providers are those of instances; people are found as `person_named` says."""

    def get_app(
        self,
        request: HttpRequest,  # noqa: ARG002 as allauth calls it
        provider: str,
        client_id: str | None = None,  # noqa: ARG002
    ) -> SocialApp:
        found = provider_at(provider)
        if found is None:
            raise SocialApp.DoesNotExist
        return SocialApp(
            provider=OpenIDConnectProvider.id,
            provider_id=found.place,
            name=found.words,
            client_id=found.client_id,
            secret=secret_of(found),
            settings={"server_url": found.issuer, "oauth_pkce_enabled": True},
        )

    def get_provider(
        self,
        request: HttpRequest,
        provider: str,
        client_id: str | None = None,
    ) -> Provider:
        return Provider(request, app=self.get_app(request, provider, client_id))

    def get_requests_session(self) -> requests.Session:
        """Ask the provider alone, and let no connection of the database wait for it."""
        give_back()
        session: requests.Session = super().get_requests_session()
        session.max_redirects = 0
        for scheme in ("http", "https"):
            session.mount(f"{scheme}://", Outside(is_https_proto=scheme == "https"))
        return session

    def on_authentication_error(self, request: HttpRequest, *_: Any, **__: Any) -> None:
        raise ImmediateHttpResponse(refused(request))

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Sign in whom the provider names, and nobody else."""
        told = sociallogin.account.extra_data
        token, info = told.get("id_token") or {}, told.get("userinfo") or {}
        if not token.get("sub") or info.get("sub", token["sub"]) != token["sub"]:
            raise ImmediateHttpResponse(refused(request))
        claims = {**token, **info}
        verified = claims.get("email_verified") is True
        with signing_in():
            try:
                provider = provider_at(sociallogin.provider.app.provider_id)
                if provider is None:
                    raise NotInvited
                user = person_named(
                    provider,
                    subject=token["sub"],
                    email=str(claims.get("email", "")) if verified else "",
                    origin=origin_of(request),
                    at=timezone.now(),
                )
            except NotInvited:
                answer = refused(request)
            else:
                login = Login(user=user, redirect_url=sociallogin.state.get("next"))
                answer = perform_login(request, login)
        raise ImmediateHttpResponse(answer)


def callback_url(place: str) -> str:
    """Return where a provider sends people back to; it must be entered there."""
    path = reverse("openid_connect_callback", kwargs={"provider_id": place})
    return f"{settings.BASE_URL}{path}"


def refused(request: HttpRequest) -> HttpResponse:
    """Say that nobody was signed in, whatever the reason."""
    return render(request, "account/single_sign_on_refused.html", status=REFUSED)


def _asking(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer 404 for a place that is none, and calmly when the provider does not."""

    @wraps(view)
    def asking(request: HttpRequest, provider_id: str) -> HttpResponse:
        try:
            return view(request, provider_id)
        except SocialApp.DoesNotExist as error:
            raise Http404 from error
        except (requests.RequestException, OAuth2Error, KeyError, ValueError):
            return refused(request)

    return asking


@_asking
def go(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Send a person to the provider."""
    answer: HttpResponse = OAuth2LoginView.adapter_view(
        OneProvider(request, provider_id)
    )(request)
    return answer


@_asking
def come_back(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Sign in whom the provider has sent back."""
    answer: HttpResponse = OAuth2CallbackView.adapter_view(
        OneProvider(request, provider_id)
    )(request)
    return answer


@require_safe
def sign_in_at(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Show the sign-in page of an instance with a provider, by its secret address."""
    provider = provider_at(provider_id)
    if provider is None:
        raise Http404
    if request.user.is_authenticated:
        return redirect("web:start")
    with signing_in():
        answer: HttpResponse = account_views.LoginView.as_view(
            extra_context={"provider": provider}
        )(request)
        answer.render()  # type: ignore[attr-defined] # a TemplateResponse
    return answer
