"""One command serves the site, keeps both processes alive, and closes them together."""

import http.client
import os
import re
import signal
import socket
import threading
import time
from pathlib import Path

import pytest


class Served:
    """`whatworks serve`, and what it said so far."""

    def __init__(self, process):
        self.process, self.lines = process, []
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))

    def until_it_says(self, pattern, seconds=180):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for line in self.lines:
                if found := re.search(pattern, line):
                    return found
            assert self.process.poll() is None, "\n".join(self.lines)
            time.sleep(0.05)
        pytest.fail(f"no {pattern!r} in:\n" + "\n".join(self.lines))

    def close(self, which):
        before = time.monotonic()
        self.process.send_signal(which)
        code = self.process.wait(60)
        return code, time.monotonic() - before

    def children(self):
        """The processes it started: their command lines by their numbers."""
        found = {}
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                if int(stat.read_text().rsplit(") ", 1)[1].split()[1]) == self.process.pid:
                    found[int(stat.parent.name)] = (stat.parent / "cmdline").read_bytes().decode()
            except (OSError, IndexError):
                continue
        return found

    def child(self, words):
        (number,) = [pid for pid, command in self.children().items() if words in command]
        return number


@pytest.fixture
def serve(site):
    started = []

    def start(*words):
        served = Served(site.start("serve", *words))
        started.append(served)
        return served

    yield start
    for served in started:
        if served.process.poll() is None:
            served.process.kill()
        served.process.wait(10)


def get(address, path):
    host, port = re.fullmatch(r"http://([^:/]+):(\d+)/", address).groups()
    connection = http.client.HTTPConnection(host, int(port), timeout=60)
    connection.request("GET", path)
    response = connection.getresponse()
    return response.status, response.read()


@pytest.fixture
def taken():
    """A port that something listens on."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen()
        yield held.getsockname()[1]


def free_port():
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return held.getsockname()[1]


def test_a_site_is_served_kept_alive_and_closed(serve, site):
    served = serve("--port", str(free_port()))
    address = served.until_it_says(r"Open (http://127\.0\.0\.1:\d+/)")[1]
    assert get(address, "/health") == (200, b'{"database": "answers"}')
    assert (site.data / "secret.key").stat().st_mode & 0o777 == 0o600
    assert site.data.stat().st_mode & 0o777 == 0o700

    second = site.run("serve")
    assert second.returncode == 1
    assert f"in use by “whatworks serve”, process {served.process.pid} at {address}" in second.stderr
    assert site.run("backup", "running.tar.gz").returncode == 0
    refused = site.run("restore", "running.tar.gz", "--force")
    assert (refused.returncode, "in use by “whatworks serve”" in refused.stderr) == (1, True)

    os.kill(served.child("gunicorn"), signal.SIGKILL)
    served.until_it_says("web process ended by itself .*: starting it")
    os.kill(served.child("manage"), signal.SIGKILL)
    served.until_it_says("worker process ended by itself .*: starting it")
    end = time.monotonic() + 60
    while len(served.children()) < 2 and time.monotonic() < end:
        time.sleep(0.1)
    assert get(address, "/health")[0] == 200

    code, seconds = served.close(signal.SIGINT)
    assert (code, served.lines[-1]) == (0, "Closed.")
    assert seconds < 10
    assert "Traceback" not in "\n".join(served.lines)


def test_it_closes_when_told_so_while_it_starts(serve):
    served = serve()
    served.until_it_says("Preparing the data folder")
    code, _ = served.close(signal.SIGTERM)
    assert code == 0
    assert "Traceback" not in "\n".join(served.lines)


def test_killed_it_leaves_no_process_behind(serve):
    served = serve("--port", str(free_port()))
    served.until_it_says("Open ")
    children = served.children()
    served.process.kill()
    served.process.wait(10)
    end = time.monotonic() + 60
    while any(Path(f"/proc/{pid}").exists() for pid in children) and time.monotonic() < end:
        time.sleep(0.1)
    left = [command for pid, command in children.items() if _runs(pid)]
    assert left == []


def _runs(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1][0] != "Z"
    except OSError:
        return False


def test_a_port_that_is_taken_is_said_and_nothing_starts(site, taken):
    done = site.run("serve", "--port", str(taken))
    assert done.returncode == 1
    assert f"Port {taken} is taken by another program. Choose another with --port" in done.stderr


def test_without_a_port_the_next_free_one_is_taken_and_named(monkeypatch, taken):
    from whatworks_site.config import start

    monkeypatch.setattr(start, "FIRST_PORT", taken)
    said = []
    with start.listening("127.0.0.1", None, said.append) as door:
        port = door.getsockname()[1]
    assert port > taken
    assert said == [f"Port {taken} is taken by another program: using {port}."]


def test_an_address_that_is_not_this_machines_is_said():
    from whatworks_site.config import start

    with pytest.raises(start.CannotStart, match="Leave --host out"):
        start.listening("203.0.113.7", None, print)


def test_a_process_that_cannot_stay_alive_is_given_up_in_words(capfd):
    import sys

    from whatworks_site.config import serve as serving

    said = []
    child = serving.Child("web", [sys.executable, "-c", "raise SystemExit(3)"])
    watch = serving._Watch([child], serving._Signals(), said.append)
    for _ in range(200):
        if watch.code:
            break
        child.again_at = 0.0
        if not child.lives:
            watch._start_again(child)
        time.sleep(0.02)
    assert watch.code == 1
    assert "ends as soon as it starts" in said[-1]
