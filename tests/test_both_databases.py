"""A statement is known again on the other database, and one that ran on SQLite alone is told."""

import pytest
from sqlalchemy import bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from quiz.store.engine import insert_into
from quiz.store.tables import attempts, retakes
from quiz.store.workspace_tables import openings
from tests.both_databases import StatementsOfBoth, fingerprint, only_on_sqlite

DIALECTS = [sqlite.dialect(), postgresql.dialect()]
SOME = select(openings.c.id).where(~openings.c.on_hold).limit(3).with_for_update()
NAMED = select(attempts.c.id).where(attempts.c.id.in_([1, 2]))


def unless_there(dialect):
    taken = {column.name: bindparam(column.name) for column in retakes.c}
    return insert_into(dialect, retakes).values(taken).on_conflict_do_nothing()


@pytest.mark.parametrize("make", [lambda _: SOME, unless_there])
def test_a_statement_is_the_same_on_both_though_they_spell_it_otherwise(make):
    statements = [make(dialect) for dialect in DIALECTS]
    spelt = {str(each.compile(dialect=on)) for each, on in zip(statements, DIALECTS, strict=True)}
    assert len(spelt) == 2
    assert len({fingerprint(each, None) for each in statements}) == 1


def test_statements_that_differ_are_not_the_same():
    more = SOME.where(openings.c.revision > 1)
    assert len({fingerprint(each, None) for each in (SOME, more, NAMED)}) == 3


def test_how_many_values_are_listed_makes_no_statement_of_its_own():
    fewer = select(attempts.c.id).where(attempts.c.id.in_([]))
    assert fingerprint(NAMED, None) == fingerprint(fewer, None)


def test_what_ran_on_sqlite_alone_is_told_with_a_test_that_ran_it():
    ran = {"sqlite": {"SELECT 1": "test_a", "SELECT 2": "test_b"}, "postgresql": {"SELECT 1": ""}}
    assert only_on_sqlite(ran) == {"SELECT 2": "test_b"}


def test_what_workers_ran_is_put_together(pytestconfig):
    both = StatementsOfBoth(pytestconfig)
    for worker in ({"sqlite": {"SELECT 1": "test_a"}}, {"postgresql": {"SELECT 1": "test_b"}}):
        both.pytest_testnodedown(Worker({"statements": worker}))
    assert both.ran == {"sqlite": {"SELECT 1": "test_a"}, "postgresql": {"SELECT 1": "test_b"}}


class Worker:
    def __init__(self, told):
        self.workeroutput = told
