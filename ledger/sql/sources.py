"""
Whose webhook it is, and what it may be signed with.

As a text, since the ORM would write it anew for each webhook, at a multiple of what the database needs to answer it.
"""

from ledger.models import Source, WebhookSecret
from ledger.sql.dialects import table

# A row for each live secret, the newest first; one without a secret where there is none.
LIVE_SECRETS = f"""\
SELECT source.id, source.currency, source.is_active, secret.id, secret.sealed
FROM {table(Source)} AS source
LEFT JOIN {table(WebhookSecret)} AS secret ON secret.source_id = source.id AND secret.retired_at IS NULL
WHERE source.provider = %s AND source.slug = %s
ORDER BY secret.created_at DESC"""
