"""The demonstration as a person starts it: one command, then an address, accounts and one-time codes."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path

WHATWORKS = Path(sys.executable).with_name("whatworks")
ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 900


@dataclass
class DemoSite:
    """A running demonstration."""

    data: Path
    lines: list[str] = field(default_factory=list)
    process: subprocess.Popen | None = None
    url: str = ""
    _ready: threading.Event = field(default_factory=threading.Event)

    @property
    def surroundings(self):
        kept = {
            k: v for k, v in os.environ.items() if not k.startswith(("WHATWORKS_", "DJANGO_", "DATABASE"))
        }
        return {**kept, "WHATWORKS_DATA": str(self.data), "PYTHONUNBUFFERED": "1"}

    def start(self):
        self._ready.clear()
        self.process = subprocess.Popen(
            [str(WHATWORKS), "demo"], cwd=ROOT, env=self.surroundings, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        threading.Thread(target=self._listen, daemon=True).start()
        assert self._ready.wait(PATIENCE), "\n".join(self.lines)
        assert self.url, "\n".join(self.lines)
        return self

    def _listen(self):
        for line in self.process.stdout:
            self.lines.append(line.rstrip())
            found = re.match(r"Open (http\S+?)/?$", line.strip())
            if found:
                self.url = found.group(1)
            if line.startswith("Ctrl-C"):
                self._ready.set()
        self._ready.set()

    def stop(self):
        """Press Ctrl-C and wait. Gives the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=60)

    def accounts(self, role):
        """The sample accounts of a role, as (address, password)."""
        kept = json.loads((self.data / "sample-accounts.json").read_text("utf-8"))
        return [(one["email"], one["password"]) for one in kept if one["role"].lower() == role]

    def code(self, email):
        """The present one-time code of a person, as the command prints it."""
        done = subprocess.run(
            [str(WHATWORKS), "user", "code", email], cwd=ROOT, env=self.surroundings, text=True,
            capture_output=True, check=True,
        )  # fmt: skip
        return re.search(r"\b(\d{6})\b", done.stdout).group(1)
