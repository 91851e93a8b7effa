"""
Staff: who may administer users can't thereby become a superuser, nor take one's place.

Neither list has a search of its own: what is typed into one would stand in its address.
"""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.http import HttpRequest

admin.site.unregister([User, Group])


@admin.register(Group)
class RoleAdmin(GroupAdmin):
    search_fields = ()


@admin.register(User)
class StaffAdmin(UserAdmin):
    search_fields = ()

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        own = tuple(super().get_readonly_fields(request, obj))
        return own if _is_superuser(request) else (*own, "is_superuser", "user_permissions")

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return self._is_below(request, obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return self._is_below(request, obj) and super().has_delete_permission(request, obj)

    def _is_below(self, request: HttpRequest, obj: User | None) -> bool:
        return obj is None or not obj.is_superuser or _is_superuser(request)


def _is_superuser(request: Any) -> bool:
    return bool(request.user.is_superuser)
