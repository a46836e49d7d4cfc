"""How the embedded database server is configured."""

import os
import pwd
from pathlib import Path

from progres.ops.embedded.home import Home
from progres.ops.embedded.roles import ROLES, SUPERUSER

# LOG is above ERROR in this order: what statements did wrong is told to those who sent
# them and not written here, because such messages quote values, some of them personal.
CONFIGURATION = """
listen_addresses = ''
unix_socket_permissions = 0700
max_connections = 60
max_locks_per_transaction = 256
password_encryption = 'scram-sha-256'
fsync = on
full_page_writes = on
synchronous_commit = on
shared_buffers = 128MB
work_mem = 8MB
maintenance_work_mem = 64MB
effective_cache_size = 512MB
max_wal_size = 1GB
checkpoint_timeout = 15min
max_wal_senders = 2
max_logical_replication_workers = 0
max_worker_processes = 4
max_parallel_workers_per_gather = 0
io_method = sync
jit = off
timezone = 'UTC'
datestyle = 'iso, ymd'
default_text_search_config = 'pg_catalog.simple'
logging_collector = on
log_filename = 'postgresql-%a.log'
log_rotation_age = 1d
log_rotation_size = 0
log_truncate_on_rotation = on
log_file_mode = 0600
log_timezone = 'UTC'
log_line_prefix = '%m [%p] '
log_min_messages = log
log_min_error_statement = panic
log_error_verbosity = terse
log_statement = none
log_min_duration_statement = -1
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0
log_connections = ''
log_disconnections = off
log_checkpoints = off
log_autovacuum_min_duration = -1
"""


def write_configuration(home: Home, socket_dir: Path) -> list[str]:
    """Write the server's three files anew and return the options that name them.

    They lie beside the cluster, where PostgreSQL itself cannot change them. Only the
    supervisor's user may become superuser, told by the kernel; everyone else needs a
    role and its password.
    """
    supervisor = pwd.getpwuid(os.geteuid()).pw_name
    texts = {
        "config_file": CONFIGURATION
        + f"unix_socket_directories = '{_quoted(socket_dir)}'\n"
        + f"log_directory = '{_quoted(home.log)}'\n",
        "hba_file": f"local all {SUPERUSER} peer map=supervisor\n"
        + f"local all {','.join(ROLES)} scram-sha-256\n",
        "ident_file": f'supervisor "{supervisor}" {SUPERUSER}\n',
    }
    options = []
    for setting, text in texts.items():
        path = home.path / f"{setting.removesuffix('_file')}.conf"
        path.write_text(text)
        path.chmod(0o644)
        options += ["-c", f"{setting}={path}"]
    return options


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
