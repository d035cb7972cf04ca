"""Measures how well and how fast the assistant answers, beside what else could be used.

``python -m benchmarks [NAME…]`` writes each measure's figures to ``docs/benchmarks.md``.
"""
