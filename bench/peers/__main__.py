"""Run the peers beside Sightline: `python -m bench.peers [NAME…] [--quick] [--json FILE]`."""

import sys

import bench.peers
from bench.table import run_all

if __name__ == "__main__":
    sys.exit(run_all(bench.peers))
