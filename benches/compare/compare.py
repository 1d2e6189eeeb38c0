#!/usr/bin/env python3
"""Measures `sverka match` against Splink on DuckDB: same lists, same cores, in turn.

python3 benches/compare/compare.py --rows 100000 --runs 3 --seed 1

Builds the binary, the lists and a virtual environment with the pinned Splink where they are missing,
then runs sverka, splink, sverka, splink … and prints every run, and the ratio of each pair of
neighbours with its median. Needs Python 3.9 on Linux; README.md says how the figures are to be read.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
# Above this load something else wants the cores, and wall time says little.
QUIET_LOAD = 0.5


def arguments():
    parser = argparse.ArgumentParser(
        description=__doc__.splitlines()[0], formatter_class=argparse.ArgumentDefaultsHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=100_000, help="rows of each list")
    parser.add_argument("--overlap", type=float, default=0.6, help="share of them in both")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--runs", type=int, default=3, help="pairs of runs")
    parser.add_argument("--lists", nargs=2, type=Path, metavar="CSV", help="instead of making two")
    parser.add_argument("--cores", default="0,1", help="pin both to these")
    parser.add_argument("--sverka", type=Path, help="a binary, instead of building the tree")
    parser.add_argument("--blocking", type=Path, help="handed on to sverka match")
    parser.add_argument("--memory-limit", help="of DuckDB, such as 12GB")
    parser.add_argument("--work", type=Path, default=ROOT / "target" / "compare")
    parser.add_argument("--json", type=Path, help="also write every figure to this file")
    return parser.parse_args()


def say(text):
    print(text, file=sys.stderr, flush=True)


def sverka_binary(options):
    if options.sverka:
        return options.sverka.resolve()
    say("building sverka")
    build = ["cargo", "build", "--release", "--package", "cli", "--message-format", "json"]
    output = subprocess.run(
        build, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
    ).stdout.splitlines()
    built = [message for line in output if (message := json.loads(line)).get("executable")]
    return Path(next(one["executable"] for one in built if one["target"]["name"] == "sverka"))


def splink_python(work):
    """The interpreter of a virtual environment that holds exactly `requirements.txt`."""
    environment, wanted = work / "venv", (HERE / "requirements.txt").read_text()
    python, installed = environment / "bin" / "python", environment / "installed.txt"
    if not installed.exists() or installed.read_text() != wanted:
        say(f"installing Splink into {environment}")
        subprocess.run([sys.executable, "-m", "venv", "--clear", environment], check=True)
        pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "--requirement", HERE / "requirements.txt"], check=True)
        # The first import compiles; that is not linking time.
        subprocess.run([python, "-c", "import splink, duckdb"], check=True)
        installed.write_text(wanted)
    return python


def make_lists(options):
    if options.lists:
        return [path.resolve() for path in options.lists]
    stem = f"people-{options.rows}-{options.overlap}-{options.seed}"
    lists = [options.work / f"{stem}-{side}.csv" for side in ("left", "right")]
    # A generator that has changed makes other people: never reuse the lists of its older self.
    newest = (HERE / "people.py").stat().st_mtime
    if not all(path.exists() and path.stat().st_mtime > newest for path in lists):
        say(f"making two lists of {options.rows:,} people")
        command = [sys.executable, HERE / "people.py", "--rows", str(options.rows)]
        command += ["--overlap", str(options.overlap), "--seed", str(options.seed), *lists]
        subprocess.run(command, check=True)
    return lists


def score(*files):
    command = [sys.executable, HERE / "score.py", *files]
    output = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    return json.loads(output)


def measure(engine, command, output):
    """Runs `command` to its end: wall and CPU seconds and peak memory of the whole process."""
    log = output.with_suffix(".log")
    with open(output, "wb") as stdout, open(log, "wb") as stderr:
        load = os.getloadavg()[0]
        start = time.perf_counter()
        process = subprocess.Popen(list(map(str, command)), stdout=stdout, stderr=stderr)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        ending = "\n".join(log.read_text(errors="replace").splitlines()[-15:])
        sys.exit(f"{engine} ended with {process.returncode}; the end of {log}:\n{ending}")
    return {
        "engine": engine,
        "wall": wall,
        "cpu": usage.ru_utime + usage.ru_stime,
        "peak_mib": usage.ru_maxrss / 1024,
        "load_before": load,
    }


def run_sverka(options, binary, lists, cores):
    links, output = options.work / "links-sverka.csv", options.work / "sverka.json"
    links.unlink(missing_ok=True)
    command = [binary, "match", *lists, "--id", "unique_id", "--given", "first_name"]
    command += ["--surname", "surname", "--birth-date", "dob", "--place", "city"]
    # Neither engine is told the truth: score.py reads it after both.
    command += ["--out", links, "--assignment", "one-to-one"]
    command += ["--threads", cores, "--json"]
    if options.blocking:
        command += ["--blocking", options.blocking]
    run = measure("sverka", command, output)
    said = json.loads(output.read_text())
    run.update(pairs=said["candidate_pairs"], phases=said["phases"], **score(*lists, links))
    return run


def run_splink(options, python, lists, cores):
    links, report = options.work / "links-splink.csv", options.work / "splink.json"
    links.unlink(missing_ok=True)
    command = [python, HERE / "splink_baseline.py", *lists, "--links", links]
    command += ["--report", report, "--threads", cores]
    if options.memory_limit:
        command += ["--memory-limit", options.memory_limit]
    run = measure("splink", command, options.work / "splink.out")
    said = json.loads(report.read_text())
    run.update(pairs=said["candidate_pairs"], phases=said["phases"], version=said["engine"])
    run.update(score(*lists, links))
    return run


def print_run(number, run):
    print(
        f"{number:>3}  {run['engine']:<7}{run['pairs']:>12,}{run['links']:>10,}"
        f"{run['wall']:>9.2f}{run['cpu']:>9.2f}{run['peak_mib']:>9.0f}"
        f"{run['precision']:>8.4f}{run['recall']:>8.4f}{run['f1']:>8.4f}"
        + ("" if run["one_to_one"] else "  NOT ONE TO ONE")
        + (f"  load {run['load_before']:.1f}" if run["load_before"] > QUIET_LOAD else ""),
        flush=True,
    )


def print_phases(runs):
    for engine in ("sverka", "splink"):
        own = [run["phases"] for run in runs if run["engine"] == engine]
        medians = {name: statistics.median(run.get(name, 0) for run in own) for name in own[0]}
        told = " · ".join(f"{name} {seconds:.2f}" for name, seconds in medians.items())
        print(f"{engine}, median seconds by phase: {told}")


def ratios(runs):
    """Splink over Sverka for each pair of neighbours."""
    for own, theirs in zip(runs[::2], runs[1::2]):
        yield {
            "wall": theirs["wall"] / own["wall"],
            "cpu": theirs["cpu"] / own["cpu"],
            "memory": theirs["peak_mib"] / own["peak_mib"],
            "f1_gain": own["f1"] - theirs["f1"],
        }


def print_ratio(name, ratio):
    print(
        f"{name:<9}{ratio['wall']:>11.2f}×{ratio['cpu']:>11.2f}×{ratio['memory']:>11.2f}×"
        f"{ratio['f1_gain']:>+12.4f}"
    )


def main():
    options = arguments()
    options.work = options.work.resolve()
    options.work.mkdir(parents=True, exist_ok=True)
    binary, python = sverka_binary(options), splink_python(options.work)
    lists = make_lists(options)
    facts = score(*lists)  # reads both lists, so that both engines find them in the page cache
    os.sched_setaffinity(0, {int(core) for core in options.cores.split(",")})
    cores = len(os.sched_getaffinity(0))

    print(
        f"{facts['left_rows']:,} × {facts['right_rows']:,} rows, {facts['true_pairs']:,} true pairs, "
        f"{facts['reachable_by_the_rules']:.4f} of them within the five rules; cores {options.cores}"
    )
    print("run  engine        pairs     links   wall s    CPU s      MiB       P       R      F1")
    runs = []
    for number in range(1, options.runs + 1):
        runs.append(run_sverka(options, binary, lists, cores))
        print_run(number, runs[-1])
        runs.append(run_splink(options, python, lists, cores))
        print_run(number, runs[-1])
    print_phases(runs)

    found = list(ratios(runs))
    print(f"\nsplink / sverka ({runs[1]['version']})")
    print(f"{'pair':<9}{'wall':>12}{'CPU':>12}{'memory':>12}{'F1 gain':>12}")
    for number, ratio in enumerate(found, 1):
        print_ratio(str(number), ratio)
    median = {key: statistics.median(ratio[key] for ratio in found) for key in found[0]}
    print_ratio("median", median)
    if options.json:
        report = {"lists": facts, "cores": options.cores, "runs": runs}
        report.update(ratios=found, median=median)
        options.json.write_text(json.dumps(report, indent=1) + "\n")


if __name__ == "__main__":
    main()
