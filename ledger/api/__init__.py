"""
The reporting API: the ledger's lists, read-only, for analysts and their tools.

``resources`` declares what there is, one table; addresses, parameters, serializers and permissions follow from it.
"""
