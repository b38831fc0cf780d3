"""Django's own commands: `python -m whatworks_site.manage check --deploy`."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run one of Django's commands."""
    from django.core.management import execute_from_command_line  # noqa: PLC0415

    os.umask(0o077)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "whatworks_site.config.settings")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
