"""What invented people are called."""
# ruff: noqa: RUF001 - names as people write them

from bisect import bisect
from collections.abc import Iterator
from itertools import accumulate
from typing import Any
from unicodedata import normalize

from ledger.names import folded
from ledger.payload import TEXT_LIMIT

SLOTS = 100  # of a wheel of names: the more common a name, the more slots it has

# How many of a hundred people have names like these; first names and last names, the more common first; ~ is a space.
PEOPLE: tuple[tuple[int, str, str], ...] = (
    (
        24,
        (
            "Olivia Amelia Oliver Harry Grace George Isla Freya Alfie Ruby Callum Evie Archie Poppy Leo Daisy "
            "Freddie Alice Toby Hazel Rupert Mabel Edith Hugh Nell"
        ),
        (
            "Smith Jones Taylor Brown Wilson Evans Walker Hartley Marsh Farrow Lockwood Ashdown Penrose Whitcombe "
            "Brierley Thackeray Ellerby Fenwick Holloway Kettering Larkspur Merriden Oakeshott Pemberly Quarmby"
        ),
    ),
    (
        8,
        (
            "Aoife Conor Niamh Ciarán Saoirse Oisín Aisling Declan Róisín Fionn Clodagh Cormac Gráinne Donnacha "
            "Éabha Séamus Bláthnaid Tadhg Síofra Malachy"
        ),
        (
            "Murphy Kelly O’Brien Byrne Walsh Nolan Keane Gallagher Doherty Quinn Ó~Brádaigh Mac~Giolla "
            "Ní~Chonaill Breathnach Sweeney Tierney Moloney Garvey Deasy Kilbride"
        ),
    ),
    (
        12,
        (
            "Léa Lucas Chloé Théo Camille Hugo Inès Étienne Margaux Jules Manon Noé Zoé Raphaël Anaïs Gaël Océane "
            "Loïc Solène Rémi Maëlys Cédric Apolline Aurélien Héloïse"
        ),
        (
            "Martin Bernard Moreau Lefèvre Garnier Perrin Chevalier Dubois-Roy Fontaine Gauthier Lemaître "
            "Besançon Héraud Beauséjour Côté Larivière Maréchal Pélissier Rousselet Saint-Amand Tisserand "
            "Vauquelin Île Bérénger Noël"
        ),
    ),
    (
        16,
        (
            "Anna Felix Lena Jonas Greta Matthias Klara Jürgen Anneliese Sönke Käthe Björn Friederike Götz Heike "
            "Jörg Lüder Mareike Ottilie Ruprecht Swantje Thilo Ulrike Veit Wiebke"
        ),
        (
            "Müller Schmidt Weber Hofmann Brandt Krüger Vogel Weiß Jäger Schröder Köhler Böttcher Lüdenscheidt "
            "Grünwald Straßer Hülsmann Ahrens Petersen Nöldeke Quast Rößler Tönnies Uhlmann Voß Zöllner"
        ),
    ),
    (
        10,
        (
            "Lucía Mateo Sofía Hugo Carmen Íñigo Martina Joaquín Valeria Álvaro Noa Andrés Inés Ramón Belén Jesús "
            "Nerea Óscar Rocío Tomás Begoña Germán Úrsula Iván Maite"
        ),
        (
            "García Martínez López Castillo Núñez Ibáñez Vega Peña Romero~Gil Núñez~Ortega Muñoz Sáez Ordóñez "
            "Zúñiga Cabañas Echeverría Fariña Güell Íñiguez Lázaro Montañés Quiñones Saldaña Valdés Yáñez"
        ),
    ),
    (
        8,
        (
            "Zofia Jan Hanna Jakub Agnieszka Łukasz Maja Stanisław Oliwia Wojciech Kinga Paweł Małgorzata Michał "
            "Bożena Grzegorz Żaneta Sławomir Jadwiga Zbigniew"
        ),
        (
            "Nowak Kowalska Wiśniewska Zieliński Wróbel Dąbrowska Kaczmarek Wójcik Szymański Jabłoński Głowacka "
            "Świątek Piątkowska Żuraw Ćwiklińska Łoś Ostrowska Sękowski Górecka Brzęczyszczykiewicz"
        ),
    ),
    (
        6,
        "Elif Emre Zeynep Mehmet Ayşe Kerem Defne Yiğit Nuray Çağan İpek Oğuz Gülşah Barış Şeyma",
        "Yılmaz Demir Şahin Çelik Yıldız Aksoy Öztürk Demirci Koç Güneş Doğan Işık Kılıç Ünal Çakır",
    ),
    (
        6,
        ("Priya Arjun Ananya Rohan Meera Vikram Kavya Aditya Nandini Siddharth Lakshmi Ishaan Radhika Tejas Vidya"),
        (
            "Patel Sharma Iyer Nair Banerjee Deshpande Chatterjee Reddy Kulkarni Menon Bhattacharya Pillai Ghosh "
            "Joshi Saxena"
        ),
    ),
    (
        5,
        "Fatima Omar Layla Youssef Nour Karim Mariam Tariq Salma Idris Hafsa Bilal Yasmin Rachid Zaynab",
        (
            "Haddad Mansour Benali El-Masri Al-Khatib Said Bouzid Nasser Chahine Zerhouni Darwish Khoury Amrani "
            "Sabbagh Tlili"
        ),
    ),
    (
        5,
        "Amara Kwame Adaeze Tunde Zainab Kofi Chioma Sipho Abena Thabo Nneka Jabari Wanjiru Ayodele Folasade",
        ("Okonkwo Mensah Adeyemi Boateng Balogun Nkosi Diallo Abebe Owusu Kamau Eze Ndlovu Traoré Chukwu Achieng"),
    ),
    (
        6,
        "Mei Wei Haruto Sakura Minh Ji-woo Jia~Hui Linh Yuki Thu~Trang Hao Akari Tuấn Xiu Đức",
        "Chen Nguyễn Tanaka Park Lim Zhang Kobayashi Trần Wong Sato Phạm Hoàng Kim Đặng Watanabe",
    ),
    (
        4,
        "Олена Тарас Ірина Богдан Наталія Андрій Софія Василь Ярина Юрій",
        "Шевчук Коваленко Мельник Бондар Кравець Ткаченко Лисенко Гончар Поліщук Савчук",
    ),
)
PLAIN = str.maketrans("łßıøđ’", "lsioe ")


def names() -> Iterator[dict[str, Any]]:
    """Wheels of first names (part 0) and last names (part 1), a pair of them for every hundredth of the people."""
    hundredths = (people for share, *people in PEOPLE for _ in range(share))
    for hundredth, parts in enumerate(hundredths):
        for part, words in enumerate(parts):
            wheel = [word.replace("~", " ") for word in words.split()]
            bounds = list(accumulate(1 / (2 + rank) for rank in range(len(wheel))))
            for slot in range(SLOTS):
                name = wheel[bisect(bounds, bounds[-1] * (slot + 0.5) / SLOTS)]
                spelt = {"name": name, "plain": _plain(name), "folded": folded(name, length=TEXT_LIMIT)}
                yield {"hundredth": hundredth, "part": part, "slot": slot, **spelt}


def _plain(name: str) -> str:
    """As in an e-mail's address."""
    letters = normalize("NFKD", name.lower().translate(PLAIN)).encode("ascii", "ignore").decode()
    return "".join(letter for letter in letters if letter.isalpha()) or "customer"
