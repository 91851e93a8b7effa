from tests.admin.conftest import source, staff
from tests.api.reading import analyst, reader

__all__ = ["analyst", "reader", "source", "staff"]
