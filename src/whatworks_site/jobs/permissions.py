"""Who may see long work and steer it."""

from __future__ import annotations

from whatworks_site.people.permissions import Role, register

SEE, STEER = "jobs.see", "jobs.steer"

register(SEE, Role.ADMINISTRATOR, Role.EDITOR, words="See long work and how far it is")
register(STEER, Role.ADMINISTRATOR, Role.EDITOR, words="Stop long work, or run it again")
