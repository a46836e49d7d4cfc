"""Django's settings, all from the environment (docs/operating.md lists them)."""

import os
from urllib.parse import urlsplit

from progres.kit.env import Env, parse_audit_sink, parse_database_url, parse_smtp_url
from progres.kit.secrets import NO_SECRET_KEY, read_master_keys

env = Env(os.environ)

BASE_URL = env.http_url("PROGRES_BASE_URL", "http://localhost:8000")
SECRET_KEY = env.text("PROGRES_SECRET_KEY", NO_SECRET_KEY)
MASTER_KEYS = read_master_keys(env)
DEMO = env.flag("PROGRES_DEMO")
MAP = env.path("PROGRES_MAP", "") if env.text("PROGRES_MAP") else None
PRIVACY_CONTACT = env.text("PROGRES_PRIVACY_CONTACT")
METRICS_TOKEN = env.text("PROGRES_METRICS_TOKEN")

_smtp = env.text("PROGRES_SMTP_URL")
MAIL_SERVER = parse_smtp_url(_smtp) if _smtp else None
MAIL_FROM = env.text("PROGRES_MAIL_FROM", f"progres@{urlsplit(BASE_URL).hostname}")
AUDIT_SINK = parse_audit_sink(env.text("PROGRES_AUDIT_SINK"))

DEBUG = False
ALLOWED_HOSTS = [
    "localhost",
    "127.0.0.1",
    "[::1]",
    urlsplit(BASE_URL).hostname or "localhost",
    *env.text("PROGRES_ALLOWED_HOSTS").split(),
]
# Within the house, where providers of single sign-on and brokers of MQTT may stand
# (web/single_sign_on.py, mqtt/reach.py).
INTERNAL_HOSTS = frozenset(env.text("PROGRES_INTERNAL_HOSTS").lower().split())
ROOT_URLCONF = "progres.urls"
ASGI_APPLICATION = "progres.asgi.application"
AUTH_USER_MODEL = "accounts.User"
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django_htmx",
    "procrastinate.contrib.django",
    "progres.database",
    "progres.audit",
    "progres.outbox",
    "progres.accesslog",
    "progres.tenants",
    "progres.accounts",
    "progres.legal",
    "progres.files",
    "progres.assets",
    "progres.devices",
    "progres.connections",
    "progres.gateways",
    "progres.readings",
    "progres.notifications",
    "progres.displays",
    "progres.metering",
    "progres.alarms",
    "progres.imports",
    "progres.privacy",
    "progres.web",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
]

MIDDLEWARE = [
    "progres.accesslog.middleware.note_route",
    "progres.web.streams.let_connections_go",
    "django.middleware.security.SecurityMiddleware",
    "progres.web.headers.security_headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "progres.web.errors.no_null_characters",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "progres.web.sessions.end_in_time",
    "progres.web.language.of_the_person",
    "progres.web.sign_in_rules.demand_second_factor",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "progres.web.context.layout",
            ],
        },
    }
]


# Of one process; who comes when all are taken waits for one.
_CONNECTIONS = env.whole_number("PROGRES_DATABASE_CONNECTIONS", 8, low=1, high=100)


def _database(name: str, default: str) -> dict[str, object]:
    address = parse_database_url(name, env.text(name, default))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": address.host,
        "PORT": str(address.port),
        "NAME": address.name,
        "USER": address.user,
        "PASSWORD": address.password,
        # A connection that died with the database is noticed before it is used.
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"pool": {"min_size": 1, "max_size": _CONNECTIONS, "timeout": 10}},
    }


# Pages, API and worker are `progres_web`; only `progres migrate` is the owner.
DATABASES = {
    "default": _database(
        env.text("PROGRES_DATABASE_ROLE", "PROGRES_DATABASE_WEB_URL"),
        "postgresql://progres_web@localhost/progres",
    )
}

# Holds the counters of sign-in alone (ACCOUNT_RATE_LIMITS). Every web process has its
# own and begins anew when it starts, so that with N processes a limit is up to N times
# as high. A full cache loses the third that was not touched for longest: Django's 300
# entries are used up by one address within minutes, and with them the counter of the
# account that is under attack. To use up these within a day, some forty addresses must
# try as often as they may; they take some 60 MB then.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

AUTHENTICATION_BACKENDS = ["progres.web.accounts.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
_OF_DJANGO = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": name if "." in name else f"{_OF_DJANGO}.{name}", "OPTIONS": options}
    for name, options in (
        ("MinimumLengthValidator", {"min_length": 12}),
        ("progres.web.accounts.CommonPasswordValidator", {}),
        (
            "progres.web.accounts.SimilarPasswordValidator",
            {"user_attributes": ("email", "first_name", "last_name")},
        ),
    )
]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "progres.web.accounts.AccountAdapter"
# Failures of one account, and of all accounts from one address: the more there are, the
# longer the pause. Whoever holds a passkey is not held back.
ACCOUNT_RATE_LIMITS = {
    "login_failed": "5/m/key,10/15m/key,20/3h/key,40/d/key",
    "login_failed_from": "100/15m/ip,300/3h/ip,600/d/ip",
    "login": "60/m/ip",
    "reset_password": "20/m/ip",
}
ACCOUNT_SESSION_REMEMBER = False
SOCIALACCOUNT_ADAPTER = "progres.web.single_sign_on.SocialAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = True  # a form may lead to no other host (web/headers.py)
SOCIALACCOUNT_STORE_TOKENS = False
MFA_ADAPTER = "progres.web.mfa.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # invitations come by mail
MFA_FORMS = {
    "authenticate": "progres.web.mfa.CodeForm",
    "authenticate_webauthn": "progres.web.mfa.PasskeyForm",
    "login_webauthn": "progres.web.mfa.PasskeyAloneForm",
    "reauthenticate_webauthn": "progres.web.mfa.PasskeyAgainForm",
    "add_webauthn": "progres.web.mfa.NewPasskeyForm",
}
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "web:start"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"

_SECURE = BASE_URL.startswith("https://")
SESSION_COOKIE_NAME = "progres_session"
SESSION_COOKIE_AGE = 30 * 60  # seconds without activity
SESSION_LONGEST = 12 * 60 * 60  # seconds, whatever a person does (web/sessions.py)
SESSION_SAVE_EVERY_REQUEST = False
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _SECURE
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
CSRF_COOKIE_NAME = "progres_csrf"
LANGUAGE_COOKIE_NAME = "progres_language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = [BASE_URL]
BEHIND_PROXY = env.flag("PROGRES_BEHIND_PROXY")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_HSTS_SECONDS = 31_536_000 if _SECURE else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
MOST_BODY_BYTES = 2 * 1024 * 1024
# Files of imports: 20 MB as they are, or in Base64 through the API.
MOST_UPLOAD_BYTES = DATA_UPLOAD_MAX_MEMORY_SIZE = 28 * 1024 * 1024
FILES_MEGABYTES = env.whole_number("PROGRES_FILES_MB", 1000, low=1, high=1_000_000)

LANGUAGE_CODE = "de"
LANGUAGES = [("de", "Deutsch"), ("en", "English")]
TIME_ZONE = "Europe/Berlin"
USE_TZ = True
USE_THOUSAND_SEPARATOR = True
FORMAT_MODULE_PATH = "progres.web.formats"

STATIC_URL = "/static/"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "progres.kit.log_lines.UtcLine"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "line"},
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "progres": {"level": "INFO"},
        # Without Django's own handlers, one of which mails requests to administrators.
        "django": {"handlers": [], "level": "WARNING"},
        # Requests with their addresses and query strings belong to no other log.
        "django.request": {"level": "CRITICAL"},
        "django.security": {"level": "CRITICAL"},
    },
}
