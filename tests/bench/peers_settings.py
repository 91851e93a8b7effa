"""The site's settings, with the peers' addresses and what `startproject` gives for middleware."""

from rewards_site.settings import *  # noqa: F403
from tests.bench.startproject import MIDDLEWARE as MIDDLEWARE

ROOT_URLCONF = "tests.bench.peers"
