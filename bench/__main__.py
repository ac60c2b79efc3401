"""Run the benchmarks: `python -m bench [NAME…] [--quick] [--json FILE]`."""

import sys

import bench
from bench.table import run_all

if __name__ == "__main__":
    sys.exit(run_all(bench))
