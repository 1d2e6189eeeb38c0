#!/usr/bin/env python3
"""Judges a links file against the truth in the lists: score.py LEFT RIGHT [LINKS]

Prints JSON. Without LINKS, what the lists hold: rows, true pairs, and how many of these at least one
of the five blocking rules can reach. With LINKS, precision, recall and F1 of the links. Runs as a
process of its own, so that the memory it needs does not show in the figures of those it judges.
"""

import csv
import json
import sys
from collections import Counter, defaultdict


def rows(path):
    with open(path, newline="", encoding="utf-8") as file:
        yield from csv.DictReader(file)


def reachable(one, other):
    """Whether a rule of `splink_baseline.BLOCKING_RULES` brings the two together. Missing is no
    agreement."""

    def agree(*keys):
        return all(key(one) and key(one) == key(other) for key in keys)

    def column(name, length=None):
        return lambda row: row[name][:length]

    first_name, surname, dob, city = map(column, ("first_name", "surname", "dob", "city"))
    return (
        agree(dob)
        or agree(first_name, surname)
        or agree(surname, column("dob", 4))
        or agree(first_name, column("dob", 7))
        or agree(surname, city)
    )


def describe(left, right):
    right_of = defaultdict(list)
    left_rows = right_rows = true_pairs = reached = 0
    for row in rows(right):
        right_rows += 1
        right_of[row["cluster"]].append(row)
    for row in rows(left):
        left_rows += 1
        for other in right_of.get(row["cluster"], ()):
            true_pairs += 1
            reached += reachable(row, other)
    return {
        "left_rows": left_rows,
        "right_rows": right_rows,
        "true_pairs": true_pairs,
        "reachable_by_the_rules": reached / max(true_pairs, 1),
    }


def judge(left, right, links):
    left_cluster = {row["unique_id"]: row["cluster"] for row in rows(left)}
    right_cluster = {row["unique_id"]: row["cluster"] for row in rows(right)}
    in_right = Counter(right_cluster.values())
    true_pairs = sum(in_right[cluster] for cluster in left_cluster.values())
    pairs = {(row["left_id"], row["right_id"]) for row in rows(links)}
    correct = sum(left_cluster[one] == right_cluster[other] for one, other in pairs)
    used = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    precision = correct / max(len(pairs), 1)
    recall = correct / max(true_pairs, 1)
    return {
        "links": len(pairs),
        "precision": precision,
        "recall": recall,
        "f1": 2 * precision * recall / max(precision + recall, 1e-12),
        "one_to_one": all(times == 1 for side in used for times in side.values()),
    }


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__.splitlines()[0])
    print(json.dumps((judge if len(sys.argv) == 4 else describe)(*sys.argv[1:])))
