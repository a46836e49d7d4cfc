"""A real provider of OpenID Connect in a process of its own: allauth.idp.

`python -m tests.web.openid_provider FOLDER` says its port on a line and sends people back
to the address that was written into its database, PROVIDER in the folder.
"""

import sys
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

import django
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application

PASSWORD = "a pass phrase at the provider"  # noqa: S105 of nobody
CLIENT_ID, CLIENT_SECRET = "progres", "the secret of the client"
PROVIDER = "provider.sqlite3"
# Whose address the provider has verified.
PEOPLE = {
    "rita@example.org": True,
    "nora@example.org": True,
    "klara.lenz@example.org": True,
    "otto@example.org": True,
    "olga@example.org": False,
}


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing of requests."""


def main(folder: Path) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()
    settings.configure(
        SECRET_KEY="a provider for tests",  # noqa: S106
        ALLOWED_HOSTS=["localhost"],
        ROOT_URLCONF="tests.web.openid_provider_urls",
        INSTALLED_APPS=[
            *("django.contrib.auth", "django.contrib.contenttypes"),
            *("django.contrib.sessions", "django.contrib.messages"),
            *("allauth", "allauth.account", "allauth.idp.oidc"),
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "allauth.account.middleware.AccountMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.contrib.messages.context_processors.messages",
                    ]
                },
            }
        ],
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": folder / PROVIDER,
            }
        },
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        AUTHENTICATION_BACKENDS=["allauth.account.auth_backends.AuthenticationBackend"],
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        ACCOUNT_LOGIN_METHODS={"email"},
        ACCOUNT_SIGNUP_FIELDS=["email*", "password1*"],
        ACCOUNT_EMAIL_VERIFICATION="none",
        ACCOUNT_RATE_LIMITS=False,
        IDP_OIDC_PRIVATE_KEY=pem,
        SESSION_COOKIE_NAME="provider",
        STATIC_URL="/static/",
        USE_TZ=True,
    )
    django.setup()
    _fill()
    server = make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=Quiet)
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()


def _fill() -> None:
    from allauth.account.models import EmailAddress  # noqa: PLC0415 after the setup
    from allauth.idp.oidc.models import Client  # noqa: PLC0415 after the setup
    from django.contrib.auth.models import User  # noqa: PLC0415 after the setup

    call_command("migrate", verbosity=0)
    for email, verified in PEOPLE.items():
        user = User.objects.create_user(email, email, PASSWORD)
        EmailAddress.objects.create(
            user=user, email=email, verified=verified, primary=True
        )
    client = Client(
        id=CLIENT_ID,
        name="PROGRES",
        scopes="openid\nprofile\nemail",
        skip_consent=True,
    )
    client.set_secret(CLIENT_SECRET)
    client.save()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
