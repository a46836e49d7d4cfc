from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "progres.outbox"
