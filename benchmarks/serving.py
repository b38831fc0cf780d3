"""A web process as `whatworks serve` starts it, for the benchmarks to ask."""

from __future__ import annotations

import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def server(surroundings: dict[str, str]) -> Iterator[str]:
    """A web process as `serve` starts it, and its address."""
    from whatworks_site.config.serve import web_command

    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen(256)
        process = subprocess.Popen(
            web_command(door.fileno(), log=False), env=surroundings, pass_fds=[door.fileno()]
        )
        address = f"http://localhost:{door.getsockname()[1]}"
        try:
            for _ in range(200):
                try:
                    fetch(f"{address}/health")
                    break
                except OSError:
                    time.sleep(0.1)
            yield address
        finally:
            process.terminate()
            process.wait()


def fetch(address: str, *, packed: bool = False) -> bytes:
    """What a page sends, packed where asked for."""
    request = urllib.request.Request(address, headers={"Accept-Encoding": "gzip"} if packed else {})
    with urllib.request.urlopen(request, timeout=20) as answer:
        return bytes(answer.read())
