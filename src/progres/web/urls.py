"""Addresses of all pages; those inside an instance are in modules beside."""

from django.urls import include, path

from progres.legal.rules import Kind
from progres.web import (
    base_map,
    display,
    public,
    recipients,
    start,
)
from progres.web.people_urls import PEOPLE
from progres.web.privacy_urls import PRIVACY
from progres.web.thing_urls import THINGS

app_name = "web"

urlpatterns = [
    path("", start.start, name="start"),
    path("privacy", public.show_privacy, name="privacy"),
    path("privacy/computed", public.show_computed, name="privacy_computed"),
    path("imprint", public.show_text, {"kind": Kind.IMPRINT}, name="imprint"),
    path(
        "accessibility",
        public.show_text,
        {"kind": Kind.ACCESSIBILITY},
        name="accessibility",
    ),
    path("map/base.json", base_map.show_base_map, name="base_map"),
    path("map/base.pmtiles", base_map.show_tiles, name="base_tiles"),
    path("i/<id:tenant_id>/", include([*THINGS, *PEOPLE, *PRIVACY])),
    path("display/<str:secret>/", display.show_display, name="display"),
    path("recipients/confirm/<str:token>/", recipients.confirm, name="recipient"),
    path(
        "recipients/withdraw/<str:token>/",
        recipients.withdraw,
        name="recipient_withdraw",
    ),
]
