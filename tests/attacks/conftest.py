from tests.admin.conftest import source, staff, staff_with

__all__ = ["source", "staff", "staff_with"]
