"""Tables of allauth's single sign-on, which are not in use: ours are in register.py."""

from progres.kit.datamap import Entry, Retention, Store

_UNUSED = Retention(event="the installation is removed")
_PURPOSE = "Demanded by the framework; not in use, always empty."

SOCIAL_REGISTER = tuple(
    Entry(
        store=Store.TABLE,
        place=f"socialaccount_{table}",
        purpose=_PURPOSE,
        retention=_UNUSED,
        plain=columns,
    )
    for table, columns in (
        (
            "socialaccount",
            (
                *("id", "user_id", "provider", "uid", "last_login", "date_joined"),
                "extra_data",
            ),
        ),
        (
            "socialapp",
            (
                *("id", "provider", "provider_id", "name", "client_id", "secret"),
                *("key", "settings"),
            ),
        ),
        (
            "socialtoken",
            ("id", "app_id", "account_id", "token", "token_secret", "expires_at"),
        ),
    )
)
