"""Accounts for tests of the site."""


def person(name, *roles, review=""):
    """An account that holds these roles."""
    from whatworks_site.people.models import Membership, User
    from whatworks_site.people.roles import PARTS

    made = User.objects.create_user(f"{name.lower()}@example.org", "a long enough password", name=name)
    for role in roles:
        place = review or ("elsewhere" if role in PARTS else "")
        Membership.objects.create(user=made, role=role, review=place)
    return made


def signed_in(who, **options):
    """A browser in which a person has signed in, with a code set up as staff must have."""
    from allauth.mfa.models import Authenticator
    from django.test import Client

    totp = Authenticator.Type.TOTP
    Authenticator.objects.get_or_create(user=who, type=totp, defaults={"data": {"secret": "x"}})
    client = Client(**options)
    client.force_login(who)
    return client
