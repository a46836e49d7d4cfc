"""Every address outside the front door."""

from allauth.account import views as allauth
from django.urls import include, path
from django.views.generic import RedirectView

import progres.web.converters  # noqa: F401 knows <id>
from progres.api.app import api
from progres.web import (
    invitations,
    own_account,
    own_data,
    own_email,
    own_sessions,
    second_factor,
    single_sign_on,
)
from progres.web.accounts import signs_in
from progres.web.language import set_language

# Of allauth's pages only these: nobody signs up or changes addresses by himself.
account = [
    path("", own_account.show_account, name="account"),
    path("sessions/", own_sessions.list_sessions, name="account_sessions"),
    path("data/", signs_in(own_data.show_data), name="account_data"),
    path(
        "data/<id:request_id>/answer/",
        signs_in(own_data.fetch_answer),
        name="account_data_answer",
    ),
    path(
        "data/<id:request_id>/withdraw/",
        signs_in(own_data.withdraw),
        name="account_data_withdraw",
    ),
    path("data/<slug:kind>/", signs_in(own_data.ask), name="account_data_ask"),
    path("email/", signs_in(own_email.ask), name="account_email_change"),
    path("email/<str:token>/", own_email.confirm, name="account_email_confirm"),
    path("", include(second_factor)),
    path("login/", signs_in(allauth.login), name="account_login"),
    path("logout/", signs_in(allauth.logout), name="account_logout"),
    path("at/<slug:provider_id>/", single_sign_on.sign_in_at, name="account_login_at"),
    path("at/<slug:provider_id>/go/", single_sign_on.go, name="openid_connect_login"),
    path(
        "at/<slug:provider_id>/back/",
        single_sign_on.come_back,
        name="openid_connect_callback",
    ),
    # Who has none, since the provider knows it, gets one as whoever forgot it.
    path(
        "password/none/",
        RedirectView.as_view(pattern_name="account_reset"),
        name="account_set_password",
    ),
    path("inactive/", allauth.account_inactive, name="account_inactive"),
    path("invitation/<str:token>/", invitations.accept, name="account_invitation"),
    path(
        "invitation/<str:token>/logo/",
        invitations.show_logo,
        name="account_invitation_logo",
    ),
    path("reset/", invitations.ask_for_reset, name="account_reset"),
    path("reset/<str:link>/", invitations.reset, name="account_reset_link"),
    path(
        "password/", signs_in(allauth.password_change), name="account_change_password"
    ),
]

handler500 = "progres.web.errors.server_error"

urlpatterns = [
    path("", include("progres.web.urls")),
    path("account/", include(account)),
    path("language/", set_language, name="set_language"),
    path("api/v1/", api.urls),
]
