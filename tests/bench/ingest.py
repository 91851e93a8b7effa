"""Webhooks over HTTP: signed, new, one after the other on kept-alive connections."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg

from tests.bench import dj_stripe
from tests.bench.load import Answers, send
from tests.bench.rounds import Asked, Figures, Measure, Table, in_turn, middle, ratio, spread
from tests.bench.sending import PROVIDER, SOURCE, requests
from tests.bench.servers import Cluster, Server, environment, granian, manage, run

CLIENTS = 16
SECONDS = 3.0
COUNTED = 100  # events, of which statements are counted

OURS = "full ingest"
BARE = "bare Django view"
BARE_DRF = "bare DRF view"
ORM = "plain ORM writer"
DJ_STRIPE = "dj-stripe's view"
ADDRESSES = {BARE: "/bare/", BARE_DRF: "/bare-drf/", ORM: "/orm/"}
LOCKED = "database is locked"
STATEMENTS = """\
SELECT sum(calls) FROM pg_stat_statements JOIN pg_database ON pg_database.oid = dbid
WHERE datname = current_database() AND query !~* '^(begin|commit|rollback|set |discard)'
AND query !~ 'pg_stat_statements'"""


@dataclass(kw_only=True)
class Contender:
    """A server with a database of its own, and what is sent to it."""

    server: Server
    cluster: Cluster | None  # None: the database is in the server's own process
    requests: Iterator[bytes]
    count: int  # of a round, at most
    may_fail: bool = True  # what has not been answered with 200 does not count

    def measure(self) -> Mapping[str, float]:
        """One round."""
        waiting = list(islice(self.requests, self.count))
        before = self._cpu()
        answers = send(self.server.port, waiting, clients=CLIENTS, seconds=SECONDS)
        after = self._cpu()
        self._refuse_failures(answers)
        done = answers.statuses[200] or 1
        server, database = ((late - early) / done * 1e6 for early, late in zip(before, after, strict=True))
        return {
            "requests/s": done / answers.seconds,
            "server µs": server,
            "database µs": database,
            "CPU µs": server + database,
            "p50 ms": answers.percentile(50) * 1000,
            "p95 ms": answers.percentile(95) * 1000,
            "p99 ms": answers.percentile(99) * 1000,
            "client µs": answers.cpu_seconds / done * 1e6,
            "not 200": answers.count - answers.statuses[200],
        }

    def warm(self) -> "Contender":
        """One after the other first: what is made once is not made by two."""
        for clients in (1, CLIENTS):
            self._refuse_failures(send(self.server.port, list(islice(self.requests, self.count // 8)), clients=clients))
        return self

    def locked(self) -> int:
        """How often the server has told that its database was."""
        return self.server.output.read_text(errors="replace").count(LOCKED)

    def _cpu(self) -> tuple[float, float]:
        return self.server.cpu_seconds(), self.cluster.cpu_seconds() if self.cluster else 0.0

    def _refuse_failures(self, answers: Answers) -> None:
        if not answers.statuses[200] or (not self.may_fail and set(answers.statuses) != {200}):
            raise SystemExit(f"Not answered with 200: {answers.statuses}, {answers.bodies.most_common(3)}")


def prepare(database_url: str) -> None:
    """A database with the source that the webhooks are for."""
    manage(database_url, "migrate", "--verbosity", "0")
    run(database_url, "tests.bench.preparing")


def bench(asked: Asked, postgresql: Cluster) -> list[Table]:
    """Full ingest beside its floors and peers."""
    names = (OURS, BARE, BARE_DRF, ORM, DJ_STRIPE)
    prepare(postgresql.create("bench"))
    with ExitStack() as servers:
        contenders: dict[str, Contender] = {}
        for number, name in enumerate(names):
            url = postgresql.create(f"bench_{number}", like="template0" if name == DJ_STRIPE else "bench")
            if name == DJ_STRIPE:
                run(url, "tests.bench.dj_stripe_site", python=dj_stripe.PYTHON)
            server = servers.enter_context(serving(name, url))
            sent = dj_stripe.requests() if name == DJ_STRIPE else requests(address(name))
            contenders[name] = Contender(
                server=server,
                cluster=postgresql,
                requests=sent,
                count=asked.requests,
                may_fail=name in (ORM, DJ_STRIPE),
            ).warm()
        figures = in_turn(_measures(contenders), rounds=asked.rounds)
    statements = {name: _statements(postgresql, f"bench_{number}", name) for number, name in enumerate(names)}
    notes = [
        "The statements of a new event, but BEGIN and COMMIT, are counted by pg_stat_statements, when all is measured."
    ]
    title = f"Ingest over HTTP, PostgreSQL with fsync, {CLIENTS} clients"
    return [table(figures, title, more={"statements an event": statements}, notes=notes)]


def bench_sqlite(asked: Asked, _: Cluster) -> list[Table]:
    """Every writer that there is writes to one file."""
    with TemporaryDirectory(prefix="reward-ledger-bench-") as folder, ExitStack() as servers:
        contenders: dict[str, Contender] = {}
        for number, name in enumerate((OURS, BARE, ORM)):
            url = f"sqlite:///{Path(folder) / str(number)}.sqlite3"
            prepare(url)
            server = servers.enter_context(serving(name, url))
            contenders[name] = Contender(
                server=server, cluster=None, requests=requests(address(name)), count=asked.requests
            ).warm()
        figures = in_turn(_measures(contenders), rounds=asked.rounds)
        locked = {name: str(contender.locked()) for name, contender in contenders.items()}
    return [table(figures, f"Ingest over HTTP, SQLite, {CLIENTS} clients", more={f'"{LOCKED}"': locked})]


def _measures(contenders: Mapping[str, Contender]) -> Mapping[str, Measure]:
    return {name: contender.measure for name, contender in contenders.items()}


def serving(name: str, url: str) -> AbstractContextManager[Server]:
    """A contender's server, on a database that is prepared."""
    if name == DJ_STRIPE:
        return granian("tests.bench.dj_stripe_site:application", environment(url), python=dj_stripe.PYTHON)
    settings = "tests.bench.peers_settings" if name in ADDRESSES else "rewards_site.settings"
    return granian("rewards_site.wsgi:application", environment(url, DJANGO_SETTINGS_MODULE=settings))


def address(name: str = OURS, *, source: str = SOURCE) -> str:
    return ADDRESSES.get(name, f"/webhooks/{PROVIDER}/{source}/")


def _statements(postgresql: Cluster, database: str, name: str) -> str:
    """How many PostgreSQL runs for an event, told of a server that is started for it."""
    with postgresql.connect(database) as connection:
        try:
            connection.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
            connection.execute(f"ALTER DATABASE {database} SET pg_stat_statements.track = 'top'")
        except psycopg.Error:  # of a cluster that does not have it
            return "not counted"
        with serving(name, postgresql.url(database)) as server:
            sent = dj_stripe.requests(start=10_000_000) if name == DJ_STRIPE else requests(address(name), seed=1)
            send(server.port, list(islice(sent, 20)), clients=1)
            connection.execute("SELECT pg_stat_statements_reset()")
            send(server.port, list(islice(sent, COUNTED)), clients=1)
            (calls,) = connection.execute(STATEMENTS).fetchone() or (0,)
    return f"{calls / COUNTED:.1f}"


def table(
    figures: Figures, title: str, *, more: Mapping[str, Mapping[str, str]] | None = None, notes: Sequence[str] = ()
) -> Table:
    """Every contender, and how ours stands to it; ``more``: columns, a cell for each contender."""
    rows = [
        [
            name,
            f"{middle(figures, name, 'requests/s'):,.0f} ({spread(figures, name, 'requests/s')})",
            f"{middle(figures, name, 'server µs'):,.0f} + {middle(figures, name, 'database µs'):,.0f}",
            *(f"{middle(figures, name, f'{percentile} ms'):.1f}" for percentile in ("p50", "p99")),
            f"{ratio(figures, 'requests/s', of=OURS, to=name):.2f}",
            f"{ratio(figures, 'CPU µs', of=name, to=OURS):.2f}",
            f"{ratio(figures, 'p99 ms', of=OURS, to=name):.2f}",
            f"{sum(one['not 200'] for one in figures[name]):.0f}",
            *(column[name] for column in (more or {}).values()),
            f"{middle(figures, name, 'client µs'):,.0f}",
        ]
        for name in figures
    ]
    columns = ["", "requests/s (least to most)", "CPU µs: server + database", "p50 ms", "p99 ms"]
    columns += ["ours / it, by requests/s", "by CPU", "by p99", "not 200", *(more or {}), "client's CPU µs"]
    return Table(title=title, notes=notes, columns=columns, rows=rows)
