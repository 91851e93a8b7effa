"""
What the providers' samples share: invented people, times with the rhythm of a shop, and a diary of what is to come.

Everything comes from the ``Random`` that is given, so that a demo or a benchmark can be made again, byte for byte.
"""
# ruff: noqa: RUF001 - names as people write them

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from heapq import heappop, heappush
from random import Random
from string import ascii_lowercase, ascii_uppercase, digits
from typing import Any
from unicodedata import normalize

# First names and last names that go together.
NAMES: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (
        ("Amelia", "Oliver", "Grace", "Harry", "Isla", "George", "Freya", "Alfie", "Ruby", "Callum"),
        ("Whitcombe", "Ashdown", "Farrow", "Penrose", "Hartley", "Lockwood", "Brierley", "Marsh"),
    ),
    (
        ("Aisling", "Ciarán", "Niamh", "Oisín", "Saoirse", "Declan"),
        ("Ó Brádaigh", "Gallagher", "Nolan", "Keane", "Mac Giolla"),
    ),
    (
        ("Camille", "Théo", "Margaux", "Lucas", "Inès", "Étienne", "Chloé"),
        ("Lefèvre", "Moreau", "Garnier", "Chevalier", "Dubois-Roy", "Perrin"),
    ),
    (
        ("Jürgen", "Anneliese", "Felix", "Klara", "Matthias", "Sönke", "Greta"),
        ("Müller-Lüdenscheidt", "Brandt", "Krüger", "Vogel", "Weiß", "Hofmann"),
    ),
    (
        ("Sofía", "Mateo", "Lucía", "Íñigo", "Carmen", "Joaquín"),
        ("Núñez Ortega", "Castillo", "Ibáñez", "Vega", "Romero Gil", "Peña"),
    ),
    (
        ("Zofia", "Łukasz", "Agnieszka", "Stanisław", "Hanna", "Wojciech"),
        ("Wiśniewska", "Zieliński", "Wróbel", "Dąbrowska", "Kaczmarek"),
    ),
    (
        ("Ayşe", "Emre", "Zeynep", "Mehmet", "Elif", "Kerem"),
        ("Yıldız", "Demirci", "Şahin", "Aksoy", "Çelik"),
    ),
    (
        ("Priya", "Arjun", "Ananya", "Rohan", "Meera", "Vikram"),
        ("Iyer", "Chatterjee", "Deshpande", "Nair", "Banerjee"),
    ),
    (
        ("Fatima", "Omar", "Layla", "Youssef", "Nour", "Karim"),
        ("El-Masri", "Haddad", "Benali", "Al-Khatib", "Mansour"),
    ),
    (
        ("Adaeze", "Kwame", "Amara", "Tunde", "Zainab", "Kofi"),
        ("Okonkwo", "Mensah", "Adeyemi", "Boateng", "Balogun"),
    ),
    (
        ("Mei", "Haruto", "Sakura", "Wei", "Jia Hui", "Minh", "Thu Trang", "Ji-woo"),
        ("Tanaka", "Chen", "Nguyễn", "Kobayashi", "Lim", "Park", "Zhang"),
    ),
    (
        ("Олена", "Тарас", "Ірина", "Богдан"),
        ("Коваленко", "Шевчук", "Мельник", "Бондар"),
    ),
)
LATIN = str.maketrans({"ł": "l", "ß": "ss", "ı": "i", "ø": "o"})
MAIL_HOSTS = ("example.com", "example.net", "example.org", "mail.test", "post.test")

# Monday to Sunday, and midnight to 23 o'clock (UTC).
DAYS = (0.85, 0.8, 0.85, 0.95, 1.25, 1.45, 1.1)
HOURS = (3, 2, 1, 1, 1, 2, 5, 9, 12, 13, 13, 14, 17, 15, 13, 13, 14, 17, 21, 24, 23, 18, 11, 6)
REGULARS, REGULAR = 24, 0.2  # how many, and how many of those who are new at a shop
GROWTH = 0.6  # more a day at the end than at the start

Telling = tuple[str, dict[str, Any]]  # the type of an event, and its body
Act = Callable[[datetime], Sequence[Telling]]  # what happens at a moment, as it is told


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who does not exist."""

    first_name: str
    last_name: str
    email: str
    shop_id: str = ""  # where every shop of the brand knows them by the same

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"


def person(rng: Random) -> Person:
    """Names repeat as they do in life; e-mails are at hosts that nobody has."""
    firsts, lasts = rng.choice(NAMES)
    first, last = rng.choice(firsts), rng.choice(lasts)
    mailbox = f"{_plain(first)}.{_plain(last)}".strip(".") or "customer"
    return Person(
        first_name=first, last_name=last, email=f"{mailbox}{rng.randrange(10, 9999)}@{rng.choice(MAIL_HOSTS)}"
    )


class People:
    """Who comes to a shop: strangers, and now and then one of the regulars of every shop, each of them once."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._regulars = regulars()

    def somebody_new(self) -> Person:
        if self._regulars and self._rng.random() < REGULAR:
            return self._regulars.pop()
        return person(self._rng)


def regulars() -> list[Person]:
    """The same at every provider, though none knows of another. The shop's own id is that of every second one."""
    rng = Random("regulars")  # noqa: S311 - nobody's secret
    people = [person(rng) for _ in range(REGULARS)]
    return [
        replace(one, shop_id=f"72{rng.randrange(10**8):08}") if number % 2 else one for number, one in enumerate(people)
    ]


def _plain(name: str) -> str:
    letters = normalize("NFKD", name.lower().translate(LATIN)).encode("ascii", "ignore").decode()
    return "".join(letter for letter in letters if letter in ascii_lowercase)


def moments(rng: Random, *, since: datetime, until: datetime, count: int) -> list[datetime]:
    """Times in order: more in the evening, at the weekend, and towards the end."""
    days = max(1, -(-(until - since) // timedelta(days=1)))
    first = datetime.combine(since, time(), since.tzinfo)
    weights = [DAYS[(first + timedelta(days=day)).weekday()] * (1 + GROWTH * day / days) for day in range(days + 1)]
    found = []
    for day, hour in zip(
        rng.choices(range(days + 1), weights, k=count), rng.choices(range(24), HOURS, k=count), strict=True
    ):
        moment = first + timedelta(days=day, hours=hour, milliseconds=rng.randrange(3_600_000))
        if not since <= moment <= until:
            moment = since + (until - since) * rng.random()
        found.append(moment)
    return sorted(found)


def later(rng: Random, moment: datetime) -> datetime:
    """Some hours or days after."""
    return moment + timedelta(hours=rng.lognormvariate(2.5, 1.1))


class Diary:
    """What is going to happen, and when: an act may plan others."""

    def __init__(self) -> None:
        self._planned: list[tuple[datetime, int, Act]] = []
        self._plans = 0

    def plan(self, moment: datetime, act: Act) -> None:
        self._plans += 1
        heappush(self._planned, (moment, self._plans, act))

    def tell(self, rng: Random, times: Sequence[datetime], *, otherwise: Act) -> Iterator[tuple[datetime, Telling]]:
        """
        As many tellings as times, in order: of what was planned for until then, ``otherwise`` of something new.

        What is told together is moments apart, and takes as many of the times.
        """
        if not times:
            return
        clock, told = times[0], 0
        while told < len(times):
            planned, act = self._due(times[told]) or (times[told], otherwise)
            moment = max(planned, clock)
            for telling in act(moment)[: len(times) - told]:
                clock = min(max(clock, moment) + timedelta(milliseconds=rng.randrange(80, 700)), times[-1])
                told += 1
                yield clock, telling

    def _due(self, moment: datetime) -> tuple[datetime, Act] | None:
        if not self._planned or self._planned[0][0] > moment:
            return None
        planned, _, act = heappop(self._planned)
        return planned, act


def token(rng: Random, length: int, alphabet: str = ascii_uppercase + ascii_lowercase + digits) -> str:
    """Letters and digits of a made-up id."""
    return "".join(rng.choices(alphabet, k=length))


def stamp(moment: datetime, *, decimals: int = 3) -> str:
    """As providers write a time: UTC, with some decimals and a Z."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%f")[: 20 + decimals] + "Z"


def weighted(rng: Random, choices: Sequence[tuple[float, str]]) -> str:
    """One of (weight, word)."""
    return rng.choices([word for _, word in choices], [weight for weight, _ in choices])[0]
