"""Accounts for tests of the site."""


def person(name, *roles, review=""):
    """An account that holds these roles."""
    from whatworks_site.people.models import Membership, User

    made = User.objects.create_user(f"{name.lower()}@example.org", "a long enough password", name=name)
    for role in roles:
        Membership.objects.create(user=made, role=role, review=review)
    return made
