"""Webhooks over HTTP: signed, new, one after the other on kept-alive connections."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from itertools import islice

from tests.bench import dj_stripe
from tests.bench.load import Answers, send
from tests.bench.rounds import Figures, Measure, Table, in_turn, middle, ratio, spread
from tests.bench.sending import PROVIDER, SOURCE, requests
from tests.bench.servers import Cluster, Server, cluster, environment, granian, manage, run

CLIENTS = 16
ROUNDS = 5
EVENTS = 2500  # a round, where the time allows
SECONDS = 3.0
WARM_UP = 300

OURS = "full ingest"
BARE = "bare Django view"
BARE_DRF = "bare DRF view"
ORM = "plain ORM writer"
DJ_STRIPE = "dj-stripe's view"
ADDRESSES = {BARE: "/bare/", BARE_DRF: "/bare-drf/", ORM: "/orm/"}


@dataclass(kw_only=True)
class Contender:
    """A server with a database of its own, and what is sent to it."""

    server: Server
    cluster: Cluster | None  # None: the database is in the server's own process
    requests: Iterator[bytes]

    def measure(self) -> Mapping[str, float]:
        """One round."""
        waiting = list(islice(self.requests, EVENTS))
        before = self._cpu()
        answers = send(self.server.port, waiting, clients=CLIENTS, seconds=SECONDS)
        after = self._cpu()
        _refuse_failures(answers)
        server, database = ((late - early) / answers.count * 1e6 for early, late in zip(before, after, strict=True))
        return {
            "requests/s": answers.count / answers.seconds,
            "server µs": server,
            "database µs": database,
            "CPU µs": server + database,
            "p50 ms": answers.percentile(50) * 1000,
            "p99 ms": answers.percentile(99) * 1000,
            "client µs": answers.cpu_seconds / answers.count * 1e6,
        }

    def _cpu(self) -> tuple[float, float]:
        return self.server.cpu_seconds(), self.cluster.cpu_seconds() if self.cluster else 0.0


def _refuse_failures(answers: Answers) -> None:
    if set(answers.statuses) != {200}:
        raise SystemExit(
            f"Not every request was answered with 200: {answers.statuses}, {answers.bodies.most_common(3)}"
        )


def prepare(database_url: str) -> None:
    """A database with the source that the webhooks are for."""
    manage(database_url, "migrate", "--verbosity", "0")
    run(database_url, "tests.bench.preparing")


def on_postgresql(names: Sequence[str], *, rounds: int = ROUNDS) -> Figures:
    """The contenders' rounds, on one cluster of their own."""
    with cluster() as postgresql, ExitStack() as open_servers:
        prepare(postgresql.create("bench"))
        contenders: dict[str, Measure] = {}
        for number, name in enumerate(names):
            like = "template0" if name == DJ_STRIPE else "bench"
            url = postgresql.create(f"bench_{number}", like=like)
            server = open_servers.enter_context(_server(name, url))
            contenders[name] = _warm(Contender(server=server, cluster=postgresql, requests=_requests(name))).measure
        return in_turn(contenders, rounds=rounds)


def _server(name: str, url: str) -> AbstractContextManager[Server]:
    if name == DJ_STRIPE:
        run(url, "tests.bench.dj_stripe_site", python=dj_stripe.PYTHON)
        return granian("tests.bench.dj_stripe_site:application", environment(url), python=dj_stripe.PYTHON)
    settings = "rewards_site.settings" if name.startswith(OURS) else "tests.bench.peers_settings"
    return granian("rewards_site.wsgi:application", environment(url, DJANGO_SETTINGS_MODULE=settings))


def _requests(name: str) -> Iterator[bytes]:
    if name == DJ_STRIPE:
        return dj_stripe.requests()
    return requests(ADDRESSES.get(name, f"/webhooks/{PROVIDER}/{SOURCE}/"))


def _warm(contender: Contender) -> Contender:
    _refuse_failures(send(contender.server.port, list(islice(contender.requests, WARM_UP)), clients=CLIENTS))
    return contender


def table(figures: Figures, title: str) -> Table:
    """Every contender, and how ours stands to it."""
    rows = [
        [
            name,
            f"{middle(figures, name, 'requests/s'):,.0f} ({spread(figures, name, 'requests/s')})",
            f"{middle(figures, name, 'server µs'):,.0f} + {middle(figures, name, 'database µs'):,.0f}",
            f"{middle(figures, name, 'p50 ms'):.1f}",
            f"{middle(figures, name, 'p99 ms'):.1f}",
            f"{ratio(figures, 'requests/s', of=OURS, to=name):.2f}",
            f"{ratio(figures, 'CPU µs', of=name, to=OURS):.2f}",
            f"{middle(figures, name, 'client µs'):,.0f}",
        ]
        for name in figures
    ]
    columns = [
        "",
        "requests/s (least to most)",
        "CPU µs: server + database",
        "p50 ms",
        "p99 ms",
        "ours / it, by requests/s",
    ]
    return Table(title=title, notes=(), columns=[*columns, "ours / it, by CPU", "client's CPU µs"], rows=rows)


def bench() -> list[Table]:
    """Full ingest beside its floors and peers."""
    figures = on_postgresql([OURS, BARE, BARE_DRF, ORM, DJ_STRIPE])
    return [table(figures, f"Ingest over HTTP, PostgreSQL with fsync, {CLIENTS} clients")]
