"""Words and badges for instances: how far they are, and their quotas."""

from django import template
from django.utils.formats import localize
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from progres.tenants.rules import Quota, Standing
from progres.web.words import CONTRACT_NAMES, QUOTAS, STANDINGS

register = template.Library()

_SHAPES = {
    Standing.OPERATOR: "ok",
    Standing.SETUP: "unknown",
    Standing.ACTIVE: "ok",
    Standing.ENDED: "late",
    Standing.DUE: "silent",
}


@register.simple_tag
def standing_badge(standing: Standing) -> SafeString:
    """Show how far an instance is with its contract."""
    return format_html(
        '<span class="state state-{}">{}</span>', _SHAPES[standing], STANDINGS[standing]
    )


@register.simple_tag
def quota_words(name: str, quota: Quota) -> str:
    """Say in a few words how much of a quota is used: "Devices: 85 of 100"."""
    return _("%(what)s: %(used)s of %(most)s") % _facts(name, quota)


@register.simple_tag
def quota_notice(name: str, quota: Quota) -> str:
    """Say in a sentence that a quota is nearly or wholly used."""
    if name == "uplinks" and quota.is_exceeded:
        said = _(
            "%(what)s: %(used)s, and the quota is %(most)s. All are kept; please ask "
            "for a higher quota."
        )
    elif quota.used >= quota.most:
        said = _("%(what)s: the quota of %(most)s is used up.")
    else:
        said = _("%(what)s: %(used)s of the quota of %(most)s are used.")
    return said % _facts(name, quota)


@register.simple_tag
def of_quota(used: int, quota: Quota | str) -> str:
    """Say how many there are, and of how many there may be if that is limited."""
    if not isinstance(quota, Quota):
        return localize(used)
    facts = {"used": localize(used), "most": localize(quota.most)}
    return _("%(used)s of %(most)s") % facts


@register.filter
def contract_kind(kind: str) -> str:
    """Say in a word what kind of contract it is."""
    return str(CONTRACT_NAMES[kind])


@register.filter
def language_name(language: str) -> str:
    """Name a language in itself."""
    return {"de": "Deutsch", "en": "English"}[language]


def _facts(name: str, quota: Quota) -> dict[str, object]:
    return {
        "what": QUOTAS[name],
        "used": localize(quota.used),
        "most": localize(quota.most),
    }
