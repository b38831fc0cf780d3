"""What the privacy notice and the accessibility statement take from the settings, so that both stay true."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

_COOKIE_STORAGES = ("fallback.FallbackStorage", "cookie.CookieStorage")
_SENDS_NOTHING = ("filebased", "console", "locmem", "dummy")


@dataclass(frozen=True, kw_only=True)
class Cookie:
    """A cookie that the site sets: its real name, what for, and how long it stays."""

    name: str
    purpose: str
    lasts: str


def cookies() -> list[Cookie]:
    """Every cookie that the site may set, under the settings it runs with."""
    found = [
        Cookie(
            name=settings.SESSION_COOKIE_NAME,
            purpose="Set when you sign in, so that the next page knows it is you.",
            lasts=_session_lasts(),
        )
    ]
    if not settings.CSRF_USE_SESSIONS:
        age = settings.CSRF_COOKIE_AGE
        found.append(
            Cookie(
                name=settings.CSRF_COOKIE_NAME,
                purpose="Set when you open the sign-in page or another form that changes something, so that"
                " no other site can send that form in your name.",
                lasts=span(age).capitalize() if age else "Until you close the browser",
            )
        )
    if settings.MESSAGE_STORAGE.endswith(_COOKIE_STORAGES):
        purpose = "Carries a notice, such as “Saved”, to the next page."
        found.append(Cookie(name="messages", purpose=purpose, lasts="Until the next page"))
    if getattr(settings, "MFA_TRUST_ENABLED", False):
        found.append(
            Cookie(
                name=getattr(settings, "MFA_TRUST_COOKIE_NAME", "mfa_trusted"),
                purpose="Set when you ask not to be asked for a code on this device again.",
                lasts=span(int(getattr(settings, "MFA_TRUST_COOKIE_AGE", 14 * 86400))).capitalize(),
            )
        )
    return found


def _session_lasts() -> str:
    longest = span(settings.SESSION_COOKIE_AGE)
    forgets = getattr(settings, "ACCOUNT_SESSION_REMEMBER", None) is False
    if forgets or settings.SESSION_EXPIRE_AT_BROWSER_CLOSE:
        return f"Until you sign out or close the browser, and {longest} at most"
    return f"Until you sign out, and {longest} at most"


def sends_letters() -> bool:
    """Whether e-mail leaves the site, rather than being kept as files."""
    return not any(word in settings.EMAIL_BACKEND for word in _SENDS_NOTHING)


def span(seconds: float) -> str:
    """A length of time in words, in the largest unit that leaves at least two, or exactly one."""
    for words, length in (("week", 604_800), ("day", 86_400), ("hour", 3_600), ("minute", 60)):
        number = round(seconds / length)
        if number >= 2 or seconds == length:
            return f"{number} {words}{'' if number == 1 else 's'}"
    return f"{int(seconds)} seconds"
