"""The table of jobs: what is done regularly, when, and how often it is tried.

`timestamp` is the planned time in seconds since 1970, which procrastinate gives; times
of day are in UTC. A job that fails is tried again after 10 s, 100 s and 1,000 s. Every
run stands in procrastinate_jobs for a week.
"""

import logging
from datetime import UTC, date, datetime, timedelta
from functools import partial

from procrastinate import Blueprint, JobContext, RetryStrategy

from progres.accounts.contract_end import end_contracts
from progres.accounts.sign_ins import end_expired_sessions
from progres.alarms.gateway_watch import watch_gateways
from progres.notifications.account_mails import send_waiting_invitations
from progres.privacy import retention, schedule, tombstones
from progres.privacy.deadlines import tell_of_requests
from progres.privacy.document_actions import keep_all_current
from progres.privacy.holds import held_accounts
from progres.privacy.incident_mails import remind_of_incidents
from progres.privacy.instance_erasure import erase_confirmed
from progres.privacy.notices import tell_of_first_deletions
from progres.privacy.stored_days import count_days
from progres.privacy.work import data_folder
from progres.readings import coverage
from progres.worker.config import ERASER_URL, WEB_URL, open_database

logger = logging.getLogger(__name__)

AGAIN = RetryStrategy(max_attempts=3, exponential_wait=10)
DAYS_AHEAD = 7  # of partitions, in case the worker stands still
HOURS_AHEAD = 36  # of the access log, which can make them itself
MOST_CHANGES = 1000  # rows in registry_change, which the front door counts
CHANGES_LEFT = 100
JOBS_KEPT_H = 7 * 24
UPLINKS_ON_THE_WAY = timedelta(minutes=1)

jobs = Blueprint()


@jobs.periodic(cron="5 0,12 * * *")
@jobs.task(name="make_partitions", queueing_lock="make_partitions", retry=AGAIN)
def make_partitions(timestamp: int) -> None:
    """Make the days of readings and uplinks from yesterday to a week ahead."""
    today = _time(timestamp).date()
    days: tuple[date, date] = (
        today - timedelta(days=1),
        today + timedelta(days=DAYS_AHEAD),
    )
    with open_database(WEB_URL) as web:
        made = web.execute("select make_partitions(%s, %s)", days).fetchone()
    logger.info("Made %s partitions.", made and made[0])


@jobs.periodic(cron="10 0,12 * * *")
@jobs.task(name="make_access_log_hours", retry=AGAIN)
def make_access_log_hours(timestamp: int) -> None:
    """Make the hours of the access log until tomorrow night."""
    now = _time(timestamp)
    hours = (now, now + timedelta(hours=HOURS_AHEAD))
    with open_database(WEB_URL) as web:
        made = web.execute("select make_access_log_hours(%s, %s)", hours).fetchone()
    logger.info("Made %s hours of the access log.", made and made[0])


@jobs.periodic(cron="*/10 * * * *")  # what is due at the hour, and again if it failed
@jobs.task(name="cut_access_log", retry=AGAIN)
def cut_access_log(timestamp: int) -> None:
    """Drop the hours of the access log whose time is over."""
    with open_database(ERASER_URL) as eraser:
        dropped = retention.cut_access_log(eraser, at=_time(timestamp))
    if dropped:
        logger.info("Dropped %s hours of the access log.", dropped)


@jobs.periodic(cron=schedule.STATISTICS.cron)
@jobs.task(name="delete_old_access_statistics", retry=AGAIN)
def delete_old_access_statistics(timestamp: int) -> None:
    """Delete statistics of requests when their time is over."""
    with open_database(ERASER_URL) as eraser:
        deleted = retention.delete_old_access_statistics(eraser, at=_time(timestamp))
    logger.info("Deleted %s old statistics of requests.", deleted)


@jobs.periodic(cron="* * * * *")
@jobs.task(name="prune_registry_changes", retry=AGAIN)
def prune_registry_changes(timestamp: int) -> None:  # noqa: ARG001 always given
    """Keep the list of changes short that the front door counts with every request."""
    with open_database(WEB_URL) as web:
        web.execute(
            "delete from registry_change where id <="
            " (select max(id) - %s from registry_change having count(*) > %s)",
            [CHANGES_LEFT, MOST_CHANGES],
        )


@jobs.periodic(cron=schedule.UPLINKS.cron)
@jobs.task(name="cut_uplinks", retry=AGAIN)
def cut_uplinks(timestamp: int) -> None:
    """Delete raw uplinks when their time is over."""
    with open_database(ERASER_URL) as eraser:
        deleted = retention.cut_uplinks(eraser, at=_time(timestamp))
    logger.info("Deleted %s raw uplinks.", deleted)


@jobs.periodic(cron=schedule.READINGS.cron)
@jobs.task(name="cut_readings", retry=AGAIN)
def cut_readings(timestamp: int) -> None:
    """Delete readings when their time is over."""
    with open_database(ERASER_URL) as eraser:
        deleted = retention.cut_readings(eraser, at=_time(timestamp))
    logger.info("Deleted %s old readings.", deleted)


@jobs.periodic(cron=schedule.COUNTING.cron)
@jobs.task(name="count_stored_days", retry=AGAIN)
def count_stored_days(timestamp: int) -> None:
    """Count what devices sent by day, and tell where readings will go soon."""
    with open_database(ERASER_URL) as eraser:
        counted = count_days(eraser, at=_time(timestamp))
        told = tell_of_first_deletions(eraser, at=_time(timestamp))
    logger.info("Counted %s days of what devices sent.", counted)
    if told:
        logger.info("Told of the first deletion of %s kinds of readings.", told)


@jobs.periodic(cron=schedule.DELIVERIES.cron)
@jobs.task(name="cut_deliveries", retry=AGAIN)
def cut_deliveries(timestamp: int) -> None:
    """Delete uplinks' messages as they came when their time is over."""
    with open_database(ERASER_URL) as eraser:
        deleted = retention.cut_deliveries(eraser, at=_time(timestamp))
    logger.info("Deleted %s deliveries.", deleted)


@jobs.periodic(cron=schedule.AUDIT.cron)
@jobs.task(name="cut_audit_log", retry=AGAIN)
def cut_audit_log(timestamp: int) -> None:
    """Destroy what the audit log need no longer tell."""
    with open_database(ERASER_URL) as eraser:
        expired = retention.cut_audit_log(eraser, at=_time(timestamp))
    logger.info(
        "Destroyed origins of %s audit entries, %s views and %s entries.",
        expired.origins,
        expired.views,
        expired.entries,
    )


@jobs.periodic(cron=schedule.ROWS.cron)
@jobs.task(name="delete_old_rows", retry=AGAIN)
def delete_old_rows(timestamp: int) -> None:
    """Delete the rows of several tables when their time is over."""
    with open_database(ERASER_URL) as eraser:
        deleted = retention.delete_old_rows(eraser, at=_time(timestamp))
    for table, rows in deleted.items():
        logger.info("Deleted %s old rows of %s.", rows, table)
    tombstones.forget_old(data_folder(), at=_time(timestamp))


@jobs.periodic(cron="* * * * *")
@jobs.task(name="send_waiting_invitations", retry=AGAIN)
def send_waiting(timestamp: int) -> None:
    """Mail invitations whose contract has begun."""
    sent = send_waiting_invitations(at=_time(timestamp))
    if sent:
        logger.info("Sent %s invitations that had waited.", sent)


@jobs.periodic(cron="* * * * *")
@jobs.task(name="tell_of_requests", retry=AGAIN)
def tell_of_persons_requests(timestamp: int) -> None:
    """Tell persons that their requests are done, and people which they must answer."""
    tell_of_requests(at=_time(timestamp))


@jobs.periodic(cron="*/15 * * * *")  # days end at other times in other time zones
@jobs.task(name="end_contracts", retry=AGAIN)
def end_over_contracts(timestamp: int) -> None:
    """Erase the accounts under contracts that are over."""
    at = _time(timestamp)
    erased = end_contracts(held=partial(held_accounts, at=at), at=at)
    logger.info("Erased %s accounts under contracts that are over.", erased)


@jobs.periodic(cron="*/5 * * * *")
@jobs.task(name="count_uplinks", retry=AGAIN)
def count_uplinks(timestamp: int) -> None:
    """Count today's uplinks, but for those that are being written."""
    until = _time(timestamp) - UPLINKS_ON_THE_WAY
    with open_database(WEB_URL) as web:
        web.execute("select count_uplinks(%s)", [until])


@jobs.periodic(cron="* * * * *")
@jobs.task(name="judge_gateways", retry=AGAIN)
def judge_gateways(timestamp: int) -> None:
    """Say which gateways are offline or back, and tell people."""
    changed = watch_gateways(at=_time(timestamp))
    if changed:
        logger.info("%s gateways changed their state.", changed)


@jobs.periodic(cron="3-59/10 * * * *")
@jobs.task(name="count_hearings", retry=AGAIN)
def count_hearings(timestamp: int) -> None:
    """Count which gateway heard which device, until the last full hour."""
    coverage.count_hearings(at=_time(timestamp) - UPLINKS_ON_THE_WAY)


@jobs.periodic(cron="45 * * * *")
@jobs.task(name="cut_imports", retry=AGAIN)
def cut_imports(timestamp: int) -> None:
    """Forget files of imports, and what undoing them needs, when their time is over."""
    with open_database(ERASER_URL) as eraser:
        forgotten = retention.cut_imports(eraser, at=_time(timestamp))
    if forgotten:
        logger.info("Forgot %s files of imports.", forgotten)


@jobs.periodic(cron=schedule.DEVICES.cron)
@jobs.task(name="purge_deleted_devices", retry=AGAIN)
def purge_deleted_devices(timestamp: int) -> None:
    """Remove devices whose time to be restored is over, with their readings."""
    with open_database(ERASER_URL) as eraser:
        purged = retention.purge_deleted_devices(eraser, at=_time(timestamp))
    logger.info("Purged %s deleted devices.", purged)


@jobs.periodic(cron="20 0 * * *")
@jobs.task(name="compute_documents", retry=AGAIN)
def compute_documents(timestamp: int) -> None:
    """Keep new versions of the documents of data protection that say else today."""
    changed = keep_all_current(at=_time(timestamp))
    logger.info("Kept %s new versions of documents.", changed)


@jobs.periodic(cron="*/10 * * * *")
@jobs.task(name="remind_of_incidents", retry=AGAIN)
def remind(timestamp: int) -> None:
    """Remind of breaches that the authority must be told of soon."""
    reminded = remind_of_incidents(at=_time(timestamp))
    if reminded:
        logger.info("Reminded of %s breaches of data protection.", reminded)


@jobs.periodic(cron="*/5 * * * *")
@jobs.task(name="erase_instances", queueing_lock="erase_instances", retry=AGAIN)
def erase_instances(timestamp: int) -> None:
    """Erase the instances under contracts that are over, once that was confirmed."""
    with open_database(ERASER_URL) as eraser:
        ended = erase_confirmed(eraser, at=_time(timestamp))
    if ended:
        logger.info("Ended %s erasures of what was under a contract.", ended)


@jobs.periodic(cron="*/5 * * * *")
@jobs.task(name="delete_expired_sessions", retry=AGAIN)
def delete_expired_sessions(timestamp: int) -> None:
    """Forget sign-ins that ended; the audit log keeps that they did."""
    deleted = end_expired_sessions(at=_time(timestamp))
    logger.info("Deleted %s expired sessions.", deleted)


@jobs.periodic(cron="55 * * * *")
@jobs.task(name="forget_old_jobs", pass_context=True, retry=AGAIN)
async def forget_old_jobs(context: JobContext, timestamp: int) -> None:  # noqa: ARG001 always given
    """Forget how jobs went that ended a week ago."""
    await context.app.job_manager.delete_old_jobs(
        nb_hours=JOBS_KEPT_H,
        include_failed=True,
        include_cancelled=True,
        include_aborted=True,
    )


def _time(timestamp: int) -> datetime:
    return datetime.fromtimestamp(timestamp, UTC)
