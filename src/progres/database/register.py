"""What is stored for the machinery: changes, jobs, migrations. Nothing about people."""

from datetime import timedelta

from progres.kit.datamap import Entry, Retention, Store

_FOREVER = Retention(event="the installation is removed")

REGISTER = (
    Entry(
        store=Store.TABLE,
        place="registry_change",
        purpose="Tell the front door that what it knows has changed.",
        retention=Retention(event="a thousand newer changes are noted"),
        plain=("id", "at"),
    ),
    Entry(
        store=Store.TABLE,
        place="worker_heartbeat",
        purpose="Show whether the worker lives.",
        retention=_FOREVER,
        plain=("id", "beat_at", "started_at"),
    ),
    Entry(
        store=Store.TABLE,
        place="procrastinate_jobs",
        purpose="Do what is regular once, and again if it failed.",
        retention=Retention(event="the job has ended", period=timedelta(days=7)),
        plain=(
            *("id", "queue_name", "task_name", "lock", "args", "status"),
            *("scheduled_at", "attempts", "queueing_lock", "priority"),
            *("abort_requested", "worker_id"),
        ),
    ),
    Entry(
        store=Store.TABLE,
        place="procrastinate_events",
        purpose="Keep the history of jobs.",
        retention=Retention(event="the job is removed"),
        plain=("id", "job_id", "type", "at"),
    ),
    Entry(
        store=Store.TABLE,
        place="procrastinate_periodic_defers",
        purpose="Plan a regular job once for each of its times.",
        retention=Retention(event="the next time of the job is planned"),
        plain=("id", "task_name", "defer_timestamp", "job_id", "periodic_id"),
    ),
    Entry(
        store=Store.TABLE,
        place="procrastinate_workers",
        purpose="Take over the jobs of a worker that died.",
        retention=Retention(event="the worker has ended"),
        plain=("id", "last_heartbeat"),
    ),
    Entry(
        store=Store.TABLE,
        place="django_migrations",
        purpose="Know which changes of the database's structure were made.",
        retention=_FOREVER,
        plain=("id", "app", "name", "applied"),
    ),
    Entry(
        store=Store.TABLE,
        place="django_content_type",
        purpose="List the kinds of things; needed by the framework.",
        retention=_FOREVER,
        plain=("id", "app_label", "model"),
    ),
)
