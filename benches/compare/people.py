#!/usr/bin/env python3
"""Two lists of invented people with known truth: people.py --rows N --seed S LEFT RIGHT

Each list has N rows of N different people; `--overlap` of them stand in both. The left list is kept
carefully, the right one is not: every rate in ERRORS applies in full to the right and to a quarter on
the left. Names and cities are made of syllables and drawn by Zipf's law, so that common names collide
as they do in a real register. The same rows, seed and overlap give the same bytes.
"""

import argparse
import csv
import itertools
import random
from datetime import date

COLUMNS = ["unique_id", "first_name", "surname", "dob", "city", "cluster"]

# (size of the pool, Zipf exponent, syllables, endings): the sizes decide how often two people share
# a value by chance, which is what makes linking hard.
POOLS = {
    "first_name": (4_000, 0.85, (1, 3), ["", "a", "bek", "gul", "n", "r", "sh"]),
    "surname": (60_000, 0.75, (2, 3), ["", "ev", "ova", "uulu", "kyzy", "enko", "ian", "dze"]),
    "city": (800, 0.9, (2, 3), ["", "abad", "kent", "sk", "ton"]),
}
ONSETS = "b ch d f g h j k l m n p r s sh t v y z zh br dr kr st tr".split()
VOWELS = "a e i o u y ai ei oo".split()
LETTERS = "abcdefghijklmnopqrstuvwxyz"

# Rates on the right list. A person may meet several.
ERRORS = {
    "first_name misspelt": 0.12,
    "first_name shortened": 0.03,
    "surname misspelt": 0.13,
    "surname changed": 0.03,
    "names swapped": 0.02,
    "dob digit wrong": 0.04,
    "dob day and month swapped": 0.02,
    "dob only the year": 0.02,
    "city moved": 0.25,
    "first_name missing": 0.03,
    "surname missing": 0.03,
    "dob missing": 0.08,
    "city missing": 0.15,
}
CAREFUL = 0.25
BORN = (date(1945, 1, 1).toordinal(), date(2006, 12, 31).toordinal())
MOST_BORN = date(1988, 1, 1).toordinal()


def pool(column):
    """The values of a column, most common first. They do not depend on the seed of the data."""
    size, _, (fewest, most), endings = POOLS[column]
    draw = random.Random(f"sverka pool of {column}")
    values = {}  # a dict keeps the order of drawing, a set would not
    while len(values) < size:
        syllables = draw.randint(fewest, most)
        stem = "".join(draw.choice(ONSETS) + draw.choice(VOWELS) for _ in range(syllables))
        values[stem + draw.choice(endings)] = None
    return list(values)


def zipf(column):
    """Cumulative weights of the ranks of a pool."""
    size, exponent, _, _ = POOLS[column]
    return list(itertools.accumulate(rank**-exponent for rank in range(1, size + 1)))


def misspelt(draw, word):
    """`word` with one letter replaced, dropped, added, or exchanged with the next."""
    at = draw.randrange(len(word))
    head, letter, tail = word[:at], word[at], word[at + 1 :]
    edit = draw.random()
    if edit < 0.3:
        return head + draw.choice(LETTERS) + tail
    if edit < 0.55:
        return head + tail
    if edit < 0.8:
        return head + letter + draw.choice(LETTERS) + tail
    return head + tail[:1] + letter + tail[1:]


def as_recorded(draw, person, pools, weights, care):
    """The row a clerk writes down for `person`, who is (first_name, surname, dob, city)."""

    def strikes(error):
        return draw.random() < ERRORS[error] * care

    first_name, surname, dob, city = person
    if strikes("first_name misspelt"):
        first_name = misspelt(draw, first_name)
    if strikes("first_name shortened"):
        first_name = first_name[: max(2, len(first_name) // 2)]
    if strikes("surname misspelt"):
        surname = misspelt(draw, surname)
    if strikes("surname changed"):
        surname = draw.choices(pools["surname"], cum_weights=weights["surname"])[0]
    if strikes("names swapped"):
        first_name, surname = surname, first_name
    if strikes("dob digit wrong"):
        at = draw.choice([2, 3, 6, 8, 9])  # not the century, nor the first digit of the month
        dob = dob[:at] + draw.choice("0123456789") + dob[at + 1 :]
    if strikes("dob day and month swapped") and dob[8:] <= "12":
        dob = f"{dob[:4]}-{dob[8:]}-{dob[5:7]}"
    if strikes("dob only the year"):
        dob = dob[:4] + "-01-01"
    if strikes("city moved"):
        city = draw.choices(pools["city"], cum_weights=weights["city"])[0]
    return [
        "" if strikes("first_name missing") else first_name,
        "" if strikes("surname missing") else surname,
        "" if strikes("dob missing") else dob,
        "" if strikes("city missing") else city,
    ]


def write_people(left, right, rows, overlap, seed):
    draw = random.Random(seed)
    pools = {column: pool(column) for column in POOLS}
    weights = {column: zipf(column) for column in POOLS}
    in_both = round(rows * overlap)
    everyone = 2 * rows - in_both
    drawn = [draw.choices(pools[c], cum_weights=weights[c], k=everyone) for c in POOLS]
    born = [
        date.fromordinal(int(draw.triangular(*BORN, MOST_BORN))).isoformat()
        for _ in range(everyone)
    ]
    people = list(zip(drawn[0], drawn[1], born, drawn[2]))
    sides = (
        (left, "l", list(range(rows)), CAREFUL),
        (right, "r", list(range(in_both)) + list(range(rows, everyone)), 1.0),
    )
    for path, prefix, members, care in sides:
        draw.shuffle(members)
        with open(path, "w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(COLUMNS)
            for number, who in enumerate(members):
                row = as_recorded(draw, people[who], pools, weights, care)
                writer.writerow([f"{prefix}{number}", *row, who])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("left")
    parser.add_argument("right")
    parser.add_argument("--rows", type=int, required=True)
    parser.add_argument("--overlap", type=float, default=0.6)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    write_people(options.left, options.right, options.rows, options.overlap, options.seed)
