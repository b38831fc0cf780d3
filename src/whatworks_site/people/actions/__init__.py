"""Every change to accounts and roles. `by` is who makes it; None is the site itself, at a command."""

from .accounts import add_person, close_account, erase, open_account, reset_sign_in, show_code
from .own import record_sign_in, rename, took_own_password, touched_codes
from .roles import give_role, take_role

__all__ = [
    "add_person",
    "close_account",
    "erase",
    "give_role",
    "open_account",
    "record_sign_in",
    "rename",
    "reset_sign_in",
    "show_code",
    "take_role",
    "took_own_password",
    "touched_codes",
]
