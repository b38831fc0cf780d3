"""Run a command beside a throwaway PostgreSQL: python tools/with_postgres.py -- make unit.

DATABASE_URL names it for the command. It lives in a new folder on a free port, and both are gone afterwards.
PostgreSQL does not run as root, so that there its own user starts it. `--there` only says whether it is
installed (exit code 0) or not (1).
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

MISSING = "PostgreSQL is not installed. On Debian: apt-get install postgresql"
# A test's data is thrown away: no need to wait for the disk.
QUICK = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=60"


def programs() -> Path | None:
    """The folder of the newest PostgreSQL's programs."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parent.parent.name)
    )
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


def free_port() -> int:
    """A port that nothing listens on just now."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        return int(server.getsockname()[1])


class Cluster:
    """A PostgreSQL of one's own, in a folder of its own."""

    def __init__(self, bin_folder: Path) -> None:
        self.bin = bin_folder
        self.folder = Path(tempfile.mkdtemp(prefix="whatworks-postgres-"))
        self.data = self.folder / "data"
        self.port = free_port()
        if os.geteuid() == 0:
            owner = pwd.getpwnam("postgres")
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)

    @property
    def url(self) -> str:
        """What DATABASE_URL is to be."""
        return f"postgres://postgres@127.0.0.1:{self.port}/postgres"

    def _do(self, program: str, *words: str) -> None:
        command = [str(self.bin / program), *words]
        if os.geteuid() == 0:
            command = ["runuser", "-u", "postgres", "--", *command]
        done = subprocess.run(  # noqa: S603
            command, cwd=self.folder, capture_output=True, text=True, check=False, timeout=120
        )
        if done.returncode:
            log = self.folder / "log"
            said = log.read_text("utf-8", "replace") if log.exists() else ""
            raise SystemExit(f"PostgreSQL: {program} failed.\n{done.stdout}{done.stderr}{said}")

    def start(self) -> None:
        """Make the cluster and start it."""
        self._do("initdb", "-D", str(self.data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "-N",
                 "--locale=C.UTF-8")  # fmt: skip
        options = f"{QUICK} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder}"
        self._do("pg_ctl", "-D", str(self.data), "-l", str(self.folder / "log"), "-w", "-t", "60",
                 "-o", f"-p {self.port} {options}", "start")  # fmt: skip

    def stop(self) -> None:
        """Stop it at once and remove its folder."""
        if (self.data / "postmaster.pid").exists():
            self._do("pg_ctl", "-D", str(self.data), "-m", "immediate", "-w", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)


def main(words: Sequence[str]) -> int:
    """Start, run, stop. The command's exit code is this one's."""
    bin_folder = programs()
    if list(words) == ["--there"]:
        return 0 if bin_folder else 1
    command = list(words[1:]) if words[:1] == ["--"] else list(words)
    if not command:
        print(__doc__, file=sys.stderr)
        return 2
    if bin_folder is None:
        print(MISSING, file=sys.stderr)
        return 1
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    cluster = Cluster(bin_folder)
    try:
        cluster.start()
        path = f"{bin_folder}{os.pathsep}{os.environ.get('PATH', '')}"
        surroundings = os.environ | {"DATABASE_URL": cluster.url, "PATH": path}
        return subprocess.run(command, env=surroundings, check=False).returncode  # noqa: S603
    except KeyboardInterrupt:
        return 130
    finally:
        cluster.stop()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
