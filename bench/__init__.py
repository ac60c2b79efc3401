"""Benchmarks: each module measures one promise, as ratios side by side in one run."""
