"""The PostgreSQL that tests run on: the one of the benchmarks, without its syncs."""

from bench.postgres import INSTALLED, NOT_TRIED, running

__all__ = ["INSTALLED", "NOT_TRIED", "running"]
