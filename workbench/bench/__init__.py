"""Benchmarks: ratios taken inside one run, goals shown beside them whether met or missed."""
