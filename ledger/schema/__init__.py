"""
The API and the webhooks as OpenAPI 3.1: for people at ``/api/v1/docs/``, for programs at ``/api/v1/schema/``.

What an address takes and answers is ``Described`` from the declarations that the API itself goes by; ``operations``
writes it down. `openapi.json` is the result, committed, and served as it stands: `make schema` writes it anew.
"""
