#!/usr/bin/env python3
"""The baseline: Splink on DuckDB links two lists, one to one.

splink_baseline.py LEFT RIGHT --links LINKS.csv --report REPORT.json

It does what `sverka match` does and no more: read two CSV files, learn a model without labels, score
the candidate pairs of five rules, keep the best link of each record, write the links. Nothing is
evaluated here, so that the time is the time of linking; `score.py` judges both from their files.
"""

import argparse
import json
import logging
import time
from contextlib import contextmanager

import duckdb
import splink
import splink.comparison_level_library as levels
import splink.comparison_library as comparisons
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

SEED = 1
# Pairs drawn for the chances of agreement among strangers; also the most pairs of one training
# session. At 100,000 rows a session has fewer pairs than that and nothing is left out.
TRAINING_PAIRS = 5e6

# Two records are compared where they agree on any one of these.
BLOCKING_RULES = [
    block_on("dob"),
    block_on("first_name", "surname"),
    block_on("surname", "substr(dob, 1, 4)"),
    block_on("first_name", "substr(dob, 1, 7)"),
    block_on("surname", "city"),
]


def model():
    surname = comparisons.CustomComparison(
        output_column_name="surname",
        comparison_levels=[
            levels.NullLevel("surname"),
            levels.ExactMatchLevel("surname", term_frequency_adjustments=True),
            levels.CustomLevel("surname_l = first_name_r", label_for_charts="names swapped"),
            levels.JaroWinklerLevel("surname", 0.92),
            levels.JaroWinklerLevel("surname", 0.8),
            levels.ElseLevel(),
        ],
    )
    dob = comparisons.CustomComparison(
        output_column_name="dob",
        comparison_levels=[
            levels.NullLevel("dob"),
            levels.ExactMatchLevel("dob"),
            levels.DamerauLevenshteinLevel("dob", 1),
            levels.CustomLevel(
                "substr(dob_l, 1, 4) = substr(dob_r, 1, 4)", label_for_charts="same year"
            ),
            levels.ElseLevel(),
        ],
    )
    first_name = comparisons.JaroWinklerAtThresholds("first_name", [0.92, 0.8])
    city = comparisons.ExactMatch("city")
    return SettingsCreator(
        link_type="link_only",
        unique_id_column_name="unique_id",
        blocking_rules_to_generate_predictions=BLOCKING_RULES,
        comparisons=[
            first_name.configure(term_frequency_adjustments=True),
            surname,
            dob,
            city.configure(term_frequency_adjustments=True),
        ],
        retain_matching_columns=False,
        retain_intermediate_calculation_columns=False,
    )


def link(options):
    phases = {}

    @contextmanager
    def phase(name):
        start = time.perf_counter()
        yield
        phases[name] = time.perf_counter() - start

    connection = duckdb.connect()
    if options.threads:
        connection.execute(f"SET threads = {options.threads}")
    if options.memory_limit:
        connection.execute(f"SET memory_limit = '{options.memory_limit}'")

    def count(table):
        return connection.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0]

    with phase("read"):
        for side, path in (("left_list", options.left), ("right_list", options.right)):
            connection.execute(
                f"""CREATE TABLE {side} AS
                SELECT unique_id, nullif(first_name, '') AS first_name,
                    nullif(surname, '') AS surname, nullif(dob, '') AS dob, nullif(city, '') AS city
                FROM read_csv(?, header = true, all_varchar = true)""",
                [path],
            )
        database = DuckDBAPI(connection=connection)
        lists = [
            database.register(side, dataset_display_name=side) for side in ("left_list", "right_list")
        ]
        linker = Linker(lists, model())
    with phase("prior"):
        linker.training.estimate_probability_two_random_records_match(
            [block_on("first_name", "surname", "dob")], recall=0.5
        )
    with phase("u"):
        linker.training.estimate_u_using_random_sampling(max_pairs=TRAINING_PAIRS, seed=SEED)
    with phase("em"):
        for rule in (block_on("dob"), block_on("first_name", "surname")):
            linker.training.estimate_parameters_using_expectation_maximisation(
                rule, max_pairs=TRAINING_PAIRS
            )
    with phase("block"):
        candidates = linker.inference.compute_blocked_pairs_for_predict()
    with phase("score"):
        scored = linker.inference.predict(threshold_match_probability=options.threshold)
    with phase("assign"):
        # A pair is a link where each record is the other's best. Plain SQL: a tenth of the time of
        # `cluster_using_single_best_links`, and the same F1 to three digits.
        connection.execute(
            f"""CREATE TABLE links AS
            SELECT unique_id_l AS left_id, unique_id_r AS right_id, match_probability, match_weight
            FROM (SELECT *,
                row_number() OVER (PARTITION BY unique_id_l
                    ORDER BY match_weight DESC, unique_id_r) AS place_on_left,
                row_number() OVER (PARTITION BY unique_id_r
                    ORDER BY match_weight DESC, unique_id_l) AS place_on_right
                FROM {scored.physical_name})
            WHERE place_on_left = 1 AND place_on_right = 1"""
        )
    with phase("write"):
        connection.execute(f"COPY links TO '{options.links}' (HEADER)")
    return {
        "engine": f"Splink {splink.__version__} on DuckDB {duckdb.__version__}",
        "left_rows": count("left_list"),
        "right_rows": count("right_list"),
        "candidate_pairs": count(candidates.physical_name),
        "links": count("links"),
        "phases": phases,
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("left")
    parser.add_argument("right")
    parser.add_argument("--links", required=True)
    parser.add_argument("--report", required=True)
    parser.add_argument("--threshold", type=float, default=0.5)
    parser.add_argument("--threads", type=int)
    parser.add_argument("--memory-limit", help="of DuckDB, such as 12GB")
    logging.getLogger("splink").setLevel(logging.ERROR)
    options = parser.parse_args()
    report = link(options)
    with open(options.report, "w", encoding="utf-8") as file:
        json.dump(report, file, indent=1)
