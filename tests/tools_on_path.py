"""The scripts of `tools`, importable in tests."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tools"))

import reference_commands
import write_reference

__all__ = ["reference_commands", "write_reference"]
