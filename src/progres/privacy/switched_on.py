"""What is really switched on: each measure asks the thing itself.

What is found is said in the language that is switched on, without numbers that change
by themselves: a document is new only when a protection has changed.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from progres.accounts.models import SignInRule
from progres.database.scope import Scope
from progres.privacy.documents.facts import Measure
from progres.privacy.outbound import OutboundHost, is_local, outbound_hosts
from progres.tenants.models import Tenant

SEALED_WITHIN = timedelta(minutes=5)
DELETED_WITHIN = timedelta(hours=1)  # the job runs every ten minutes

_WALLS = """
select count(*) filter (where not (c.relrowsecurity and c.relforcerowsecurity)),
    (select rolsuper or rolbypassrls from pg_roles where rolname = current_user)
from pg_class c join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id'
where c.relkind in ('r', 'p') and not c.relispartition and n.nspname = 'public'
    and not a.attisdropped and c.relname <> all(%s)
"""
# Counted before anybody is known to whom they belong (docs/decisions/0003).
WITHOUT_WALLS: tuple[str, ...] = ()
_WAITING = """
select exists (select from audit_pending p join audit_entry e on e.id = p.entry_id
    where e.at < %s)
"""
_DELETED = """
select exists (select from procrastinate_jobs j join procrastinate_events e
    on e.job_id = j.id and e.type = 'succeeded'
    where j.task_name = 'cut_access_log' and e.at > %s)
"""


def measures_of(tenant: Tenant, scope: Scope, *, at: datetime) -> list[Measure]:
    """Every measure as it is for an instance in scope at `at`."""
    found = [second_factor(tenant, scope), walls()]
    found += [judge() for judge in _OF_SETTINGS]
    found += [sealing(at=at), _verification(), deletion(at=at), _backups()]
    return [*found, outbound(outbound_hosts())]


def second_factor(tenant: Tenant, scope: Scope) -> Measure:
    """Who needs a second factor, by the rules that hold in the instance."""
    rules = SignInRule.objects.of(scope).filter(tenant_id__in=tenant.lineage)
    roles = {role for rule in rules for role in rule.roles}
    if any(rule.everybody for rule in rules):
        is_on, found = True, _("Everybody needs one.")
    elif roles:
        is_on = True
        found = ngettext(
            "People with %(number)d role need one.",
            "People with %(number)d roles need one.",
            len(roles),
        ) % {"number": len(roles)}
    else:
        is_on, found = False, _("Nobody needs one; everybody may have one.")
    return Measure(name=_("Second factor at sign-in"), is_on=is_on, found=found)


def walls() -> Measure:
    """Whether PostgreSQL itself keeps instances apart, for the role that asks."""
    with connection.cursor() as cursor:
        cursor.execute(_WALLS, [list(WITHOUT_WALLS)])
        open_tables, goes_around = cursor.fetchone()
    if goes_around:
        found = _("The role of the pages goes around it.")
    elif open_tables:
        found = _("Tables of instances are without it.")
    else:
        found = _(
            "Forced on every table of instances; no role of pages goes around it."
        )
    return Measure(
        name=_("Instances kept apart by the database (row-level security)"),
        is_on=not goes_around and not open_tables,
        found=found,
    )


def encrypted_pages() -> Measure:
    """Whether pages are reached by TLS alone."""
    is_on = settings.BASE_URL.startswith("https://")
    return Measure(
        name=_("Encrypted transport (TLS)"),
        is_on=is_on,
        found=_("The address begins with https; browsers are told to use nothing else.")
        if is_on
        else _("The address is without https: only for a machine on its own."),
    )


def cookies() -> Measure:
    """Whether the session's cookie can be read by scripts or on the way."""
    hidden = settings.SESSION_COOKIE_HTTPONLY and settings.SESSION_COOKIE_SECURE
    return Measure(
        name=_("Cookies hidden from scripts and sent by TLS alone"),
        is_on=hidden,
        found=_("The cookie of the session is HttpOnly and Secure.")
        if hidden
        else _("The cookie of the session can travel without TLS."),
    )


def master_key() -> Measure:
    """Whether secrets are sealed with a key that is not in the database."""
    count = len(settings.MASTER_KEYS.keys)
    return Measure(
        name=_("Secrets sealed with a master key"),
        is_on=bool(count),
        found=_("The key is at hand, and kept outside the database.")
        if count
        else _("There is no key: secrets cannot be stored."),
    )


def passwords() -> Measure:
    """What is demanded of passwords."""
    rules: list[dict[str, Any]] = settings.AUTH_PASSWORD_VALIDATORS
    options = [rule.get("OPTIONS", {}) for rule in rules]
    least = [one["min_length"] for one in options if "min_length" in one]
    hashed = "Argon2" in settings.PASSWORD_HASHERS[0]
    said = _("At least %(number)s characters; kept as a hash by Argon2.")
    return Measure(
        name=_("Rules for passwords"),
        is_on=bool(least) and hashed,
        found=said % {"number": max(least)}
        if least and hashed
        else _("No length is demanded, or the hash is a weak one."),
    )


def failures() -> Measure:
    """Whether guessing is held back."""
    is_on = bool(settings.ACCOUNT_RATE_LIMITS.get("login_failed"))
    return Measure(
        name=_("Failed sign-ins are held back"),
        is_on=is_on,
        found=_("The more fail, the longer the pause, by account and by address.")
        if is_on
        else _("Nothing holds back who guesses."),
    )


def sessions() -> Measure:
    """After how long a session ends."""
    minutes, hours = settings.SESSION_COOKIE_AGE // 60, settings.SESSION_LONGEST // 3600
    said = _("After %(minutes)s minutes without activity, and after %(hours)s hours.")
    return Measure(
        name=_("Sessions end by themselves"),
        is_on=minutes > 0,
        found=said % {"minutes": minutes, "hours": hours},
    )


def mail() -> Measure:
    """Whether mails are handed over encrypted."""
    name, server = _("Mails handed over encrypted"), settings.MAIL_SERVER
    if server is None:
        found = _("No mail server is configured: no mails leave the platform.")
        return Measure(name=name, is_on=None, found=found)
    is_on = server.starttls or server.implicit_tls or is_local(server.host)
    return Measure(
        name=name,
        is_on=is_on,
        found=_("By TLS, or on this machine alone.")
        if is_on
        else _("The mail server is spoken to without encryption."),
    )


def database_link() -> Measure:
    """Whether the way to the database can be listened to."""
    local = str(settings.DATABASES["default"]["HOST"]).startswith("/")
    with connection.cursor() as cursor:
        cursor.execute(
            "select coalesce(bool_or(ssl), false) from pg_stat_ssl"
            " where pid = pg_backend_pid()"
        )
        (by_tls,) = cursor.fetchone()
    return Measure(
        name=_("Protected way to the database"),
        is_on=local or by_tls,
        found=_("A socket of this machine.")
        if local
        else _("By TLS.")
        if by_tls
        else _("Over the network, without encryption."),
    )


def sink() -> Measure:
    """Whether a copy of the audit log leaves for where nobody here can change it."""
    is_on = settings.AUDIT_SINK is not None
    return Measure(
        name=_("Copy of the audit log elsewhere"),
        is_on=is_on,
        found=_("Each entry is handed over once it is sealed.")
        if is_on
        else _("No receiver is configured."),
    )


def sealing(*, at: datetime) -> Measure:
    """Whether the entries of the instances in scope get into their chains in time."""
    late = _asked(_WAITING, at - SEALED_WITHIN)
    return Measure(
        name=_("Audit log sealed in a chain"),
        is_on=not late,
        found=_("Entries wait for longer than five minutes: the worker seals nothing.")
        if late
        else _("Every entry is in a signed chain within seconds."),
    )


def deletion(*, at: datetime) -> Measure:
    """Whether the access log was cut within the last hour."""
    done = _asked(_DELETED, at - DELETED_WITHIN)
    return Measure(
        name=_("Access log deleted in time"),
        is_on=done,
        found=_("The job ran within the last hour.")
        if done
        else _("The job did not run within the last hour: the worker stands still."),
    )


def outbound(hosts: Sequence[OutboundHost]) -> Measure:
    """To which hosts elsewhere the platform speaks."""
    away = sorted({host.host for host in hosts if not is_local(host.host)})
    return Measure(
        name=_("Hosts elsewhere"),
        is_on=None,
        found=", ".join(away) or _("None: nothing leaves this machine."),
    )


def _verification() -> Measure:
    return Measure(
        name=_("Audit log verified"),
        is_on=None,
        found=_("By the command progres audit verify; when it ran is not recorded."),
    )


def _backups() -> Measure:
    return Measure(
        name=_("Backups encrypted"),
        is_on=False,
        found=_(
            "Not set up: the platform makes no backups yet. Those that the operator"
            " makes stand among the further measures."
        ),
    )


def _asked(question: str, before: datetime) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(question, [before])
        return bool(cursor.fetchone()[0])


_OF_SETTINGS: Sequence[Callable[[], Measure]] = (
    encrypted_pages,
    cookies,
    master_key,
    passwords,
    failures,
    sessions,
    mail,
    database_link,
    sink,
)
