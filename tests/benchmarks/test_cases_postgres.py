from __future__ import annotations

import socket

import pytest
from sqlalchemy.engine import make_url

from benchmarks import cases_postgres
from benchmarks.measure import BenchmarkError
from cases.database import Database


@pytest.mark.postgres
def test_the_server_lasts_as_long_as_the_measure() -> None:
    with cases_postgres.postgres() as address:
        database = Database(address)
        database.migrate()
        database.close()
    host, port = make_url(address).host, make_url(address).port
    assert host == "127.0.0.1"
    with pytest.raises(OSError, match="refused"):
        socket.create_connection((host, port), timeout=5)


def test_without_postgresql_that_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.setattr(cases_postgres, "INSTALLED", tmp_path)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(BenchmarkError, match="PostgreSQL is not installed"):
        cases_postgres.program("initdb")
