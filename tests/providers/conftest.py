from pathlib import Path

import ledger.providers

# The tests' own invented provider is found like the others.
INVENTED = str(Path(__file__).parent.parent / "invented")
if INVENTED not in ledger.providers.__path__:
    ledger.providers.__path__.append(INVENTED)
    ledger.providers.all_providers.cache_clear()
