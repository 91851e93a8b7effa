from tests.admin.conftest import staff

__all__ = ["staff"]
