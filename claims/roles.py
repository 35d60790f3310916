"""Who may do what: three roles, which are Django groups of these names. A superuser has them all."""

from enum import StrEnum

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User

from claims.errors import NotAllowed


class Role(StrEnum):
    SUBMITTER = "submitter"
    REVIEWER = "reviewer"
    EDITOR = "editor"


def roles_of(user: User | AnonymousUser | AbstractBaseUser) -> frozenset[Role]:
    """The roles of `user`; an editor may do all that reviewers and submitters may.

    Read once for each user object, which lives as long as its request.
    """
    if not isinstance(user, User) or not user.is_active:
        return frozenset()
    if user.is_superuser:
        return frozenset(Role)
    known: frozenset[Role] | None = getattr(user, "_desk_roles", None)
    if known is None:
        held = set(user.groups.filter(name__in=list(Role)).values_list("name", flat=True))
        known = frozenset(Role) if Role.EDITOR in held else frozenset(Role(name) for name in held)
        user._desk_roles = known  # type: ignore[attr-defined]  # a cache, as Django keeps _perm_cache
    return known


def require_any(user: User) -> None:
    """Raise `NotAllowed` unless `user` has a role at all."""
    if not roles_of(user):
        raise NotAllowed(f"This needs one of these roles: {', '.join(sorted(Role))}.")


def require(user: User, role: Role) -> None:
    """Raise `NotAllowed` unless `user` has `role`."""
    if role not in roles_of(user):
        raise NotAllowed(f"This needs the role {role}.")
