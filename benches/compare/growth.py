#!/usr/bin/env python3
"""Measures how the main job grows with the register at a fixed number of reports.

python3 benches/compare/growth.py --rows 250000 500000 1000000 2000000 4000000 --reports 5000

Simulates a project of each size, runs its stages, a run again with one court case fewer, and two
lookups, and prints CPU, wall time and peak memory of each with the exponent of growth: 1 is linear.
Needs Python 3.9 on Linux.
"""

import argparse
import json
import math
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from compare import ROOT, say, sverka_binary


def arguments():
    parser = argparse.ArgumentParser(
        description=__doc__.splitlines()[0], formatter_class=argparse.ArgumentDefaultsHelpFormatter
    )
    parser.add_argument("--rows", type=int, nargs="+", default=[250_000, 500_000, 1_000_000])
    parser.add_argument("--reports", type=int, default=5_000)
    parser.add_argument("--court", type=int, default=1_000, help="court cases")
    parser.add_argument("--court-share", type=float, help="court cases per entry, instead")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sverka", type=Path, help="a binary, instead of building the tree")
    parser.add_argument("--work", type=Path, default=ROOT / "target" / "growth")
    parser.add_argument("--json", type=Path, help="also write every figure to this file")
    return parser.parse_args()


def measured(command, text=None):
    """CPU and wall seconds and peak bytes of a process, as the kernel accounts them."""
    read, write = os.pipe()
    os.write(write, (text or "").encode())
    os.close(write)
    started = time.monotonic()
    process = subprocess.Popen(command, stdin=read, stdout=subprocess.DEVNULL)
    os.close(read)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{command[1]} ended with {process.returncode}")
    return {
        "cpu": usage.ru_utime + usage.ru_stime,
        "wall": time.monotonic() - started,
        "memory": usage.ru_maxrss * 1024,
    }


def one_size(sverka, options, rows):
    project = options.work / str(rows)
    shutil.rmtree(project, ignore_errors=True)
    court = round(rows * options.court_share) if options.court_share else options.court
    sizes = {"--seed": options.seed, "--reports": options.reports, "--register": rows, "--court": court}
    flags = [str(part) for pair in sizes.items() for part in pair]
    subprocess.run([sverka, "simulate", project, "--quiet", *flags], check=True, stdout=subprocess.DEVNULL)
    found = {}
    for stage in ("ingest", "link", "report"):
        found[stage] = measured([sverka, stage, project, "--quiet"])
    ask = [sverka, "lookup", project, "--quiet", "--name", "-", "--birth-date", "1999"]
    for lookup in ("first lookup", "lookup"):
        found[lookup] = measured(ask, "Асанова Айгүл\n")
    cases = project / "data" / "court.csv"
    lines = cases.read_bytes().splitlines(keepends=True)
    cases.write_bytes(b"".join(lines[:-1]))
    found["run, court changed"] = measured([sverka, "run", project, "--quiet"])
    shutil.rmtree(project)
    return found


def exponent(rows, values):
    """Slope of log value over log rows, by least squares."""
    x, y = [math.log(one) for one in rows], [math.log(max(one, 1e-9)) for one in values]
    mean_x, mean_y = sum(x) / len(x), sum(y) / len(y)
    across = sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y))
    return across / sum((a - mean_x) ** 2 for a in x)


def main():
    options = arguments()
    sverka = sverka_binary(options)
    sizes = {}
    for rows in options.rows:
        say(f"{rows} entries, load {os.getloadavg()[0]:.1f}")
        sizes[rows] = one_size(sverka, options, rows)
    print(f"{'stage':20}{'':8}" + "".join(f"{rows:>12}" for rows in sizes) + f"{'exponent':>10}")
    for stage in next(iter(sizes.values())):
        for what, unit, scale in (("cpu", "s", 1), ("wall", "s", 1), ("memory", "MiB", 2**20)):
            values = [found[stage][what] / scale for found in sizes.values()]
            row = "".join(f"{value:>12.2f}" for value in values)
            grows = f"{exponent(list(sizes), values):>10.2f}" if len(values) > 1 else ""
            print(f"{stage:20}{what + ' ' + unit:8}{row}{grows}")
    if options.json:
        options.json.write_text(json.dumps(sizes, indent=1) + "\n")


if __name__ == "__main__":
    main()
