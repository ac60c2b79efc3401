"""A throwaway PostgreSQL server: Debian's programs, a folder in /tmp, a socket and no network."""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from tests.support import require

SUPERUSER = "postgres"
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Postgres:
    """One database of the server.

    Parameters
    ----------
    programs : Path
        Where `initdb`, `pg_ctl` and `psql` are.
    host : Path
        The folder of its socket.
    port : int
        The number in the socket's name.
    database : str
        The database's name.
    user : str
        Who may do everything, without a password.
    """

    programs: Path
    host: Path
    port: int = 5432
    database: str = "postgres"
    user: str = SUPERUSER

    @property
    def uri(self) -> str:
        """Its address for libpq, and so for ADBC and DATABASE_URL."""
        return f"postgresql://{self.user}@/{self.database}?host={self.host}&port={self.port}"

    def execute(self, sql: str) -> str:
        """Run statements by psql and return what it prints, columns apart by `|`."""
        command = [str(self.programs / "psql"), "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", sql, self.uri]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def create(self) -> Postgres:
        """Return a new, empty database beside this one."""
        name = f"test_{os.getpid()}_{next(_numbers)}"
        self.execute(f"CREATE DATABASE {name}")
        return replace(self, database=name)

    def drop(self) -> None:
        """Remove this database, whoever is still connected."""
        replace(self, database="postgres", user=SUPERUSER).execute(
            f"DROP DATABASE IF EXISTS {self.database} WITH (FORCE)"
        )


@contextmanager
def running_server() -> Iterator[Postgres]:
    """Start a server, yield its first database, stop it and remove all it wrote."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    require(versions, "no PostgreSQL server here; install it (apt install postgresql)")
    programs = versions[-1].parent
    home = Path(tempfile.mkdtemp(prefix="sl-pg-", dir="/tmp"))  # short: a socket's path may have 107 characters
    server = Postgres(programs, home)
    data = home / "data"
    options = f"-c listen_addresses='' -c unix_socket_directories={home} -c fsync=off -c port={server.port}"
    try:
        if os.geteuid() == 0:
            _give_away(home)
        _run(programs / "initdb", "-D", data, "-U", SUPERUSER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        _run(programs / "pg_ctl", "-D", data, "-l", home / "log", "-o", options, "-w", "start")
        guard = _stop_when_orphaned(data)
        try:
            yield server
        finally:
            guard.kill()
            guard.wait()
            _run(programs / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _stop_when_orphaned(data: Path) -> subprocess.Popen[bytes]:
    """Watch this process from outside: a server must not outlive tests that were killed."""
    server = int((data / "postmaster.pid").read_text(encoding="ascii").splitlines()[0])
    script = f"while kill -0 {os.getpid()}; do sleep 2; done; kill -QUIT {server}; rm -rf {data.parent}"
    quiet = subprocess.DEVNULL
    return subprocess.Popen(["sh", "-c", script], stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True)


def _give_away(home: Path) -> None:
    """Make the folder the server user's: PostgreSQL refuses to run as root."""
    try:
        user = pwd.getpwnam(SUPERUSER)
    except KeyError:
        require(present=False, reason=f"tests run as root and there is no user '{SUPERUSER}'; apt install postgresql")
        raise
    home.chmod(0o755)
    os.chown(home, user.pw_uid, user.pw_gid)


def _run(*command: object) -> None:
    words = [str(word) for word in command]
    if os.geteuid() == 0:
        words = ["runuser", "-u", SUPERUSER, "--", *words]
    done = subprocess.run(
        words,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd="/",
        check=False,
    )
    assert done.returncode == 0, f"{' '.join(words)}\n{done.stdout}"
