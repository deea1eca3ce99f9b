"""The layout: how it is made, brought up to date, and refused."""

import sqlite3

import pytest

from storage import schema
from storage.errors import StoreError
from storage.retention import RETENTION
from storage.tables import FIRST_LAYOUT
from storage.tables_slots import SLOTS_LAYOUT
from storage.tables_watch import WATCH_LAYOUT
from tests.storage_fakes import article, open_fake, words

TABLES = {
    *("stories", "articles", "verdicts", "dropped", "revisions", "quotes", "fingerprints", "seen"),
    *("sources", "runs", "slots", "deliveries", "substitutions", "articles_fts"),
    *("merged_stories", "settings", "decisions", "channels"),
    *("dues", "slot_days", "rhythms"),
    *("source_days", "robots", "revisits", "takedowns"),
}


def add_mood(db):
    db.execute("ALTER TABLE stories ADD COLUMN mood TEXT")


def fail_halfway(db):
    db.execute("ALTER TABLE stories ADD COLUMN half TEXT")
    raise RuntimeError("this step fails")


def columns(path, table):
    connection = sqlite3.connect(path)
    try:
        return [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    finally:
        connection.close()


def backups(path):
    return sorted(path.parent.glob("*.backup"))


def test_tables_are_those_of_the_design_strict_and_each_with_a_stated_retention(tmp_path):
    with open_fake(tmp_path / "news.db") as store:
        kinds = {row["name"]: row for row in store._sql.execute("PRAGMA table_list")}
        names = {
            name for name in kinds if not name.startswith(("sqlite_", "_sqlite_", "articles_fts_"))
        }
        assert names == TABLES | {"latest", "copies_of"}
        assert set(RETENTION) == TABLES
        assert all(kinds[name]["strict"] for name in TABLES - {"articles_fts"})


def test_the_file_is_set_up_as_promised(tmp_path):
    with open_fake(tmp_path / "news.db") as store:
        answers = {
            name: store._sql.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "foreign_keys", "synchronous", "application_id")
        }
    assert answers == {
        "journal_mode": "wal",
        "foreign_keys": 1,
        "synchronous": 1,
        "application_id": schema.APPLICATION_ID,
    }


def test_a_new_file_needs_no_backup_and_opening_twice_changes_nothing(tmp_path):
    path = tmp_path / "news.db"
    open_fake(path).close()
    open_fake(path).close()
    assert backups(path) == []


def test_fault_082_an_older_layout_is_brought_up_to_date_after_a_backup(tmp_path, monkeypatch):
    path = tmp_path / "news.db"
    with open_fake(path) as store:
        store.add(article("a", words(0)))
    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, add_mood))
    with pytest.raises(StoreError, match=r"layout \d, this newsvane needs \d"):
        open_fake(path, read_only=True)
    with open_fake(path) as store:
        assert len(store.stories()) == 1
    assert "mood" in columns(path, "stories")
    (backup,) = backups(path)
    assert "mood" not in columns(backup, "stories")
    monkeypatch.undo()
    with open_fake(backup) as store:
        assert len(store.stories()) == 1


def test_fault_082_a_step_that_fails_leaves_the_layout_of_the_step_before(tmp_path, monkeypatch):
    path = tmp_path / "news.db"
    open_fake(path).close()
    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, add_mood, fail_halfway))
    with pytest.raises(RuntimeError, match="this step fails"):
        open_fake(path)
    assert "mood" in columns(path, "stories")
    assert "half" not in columns(path, "stories")
    assert len(backups(path)) == 1


def test_fault_082_a_newer_layout_is_refused_and_left_alone(tmp_path):
    path = tmp_path / "news.db"
    open_fake(path).close()
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {len(schema.MIGRATIONS) + 1}")
    connection.close()
    before = path.read_bytes()
    for read_only in (True, False):
        with pytest.raises(StoreError, match="written by a newer newsvane"):
            open_fake(path, read_only=read_only)
    assert path.read_bytes() == before


def test_every_column_that_needs_it_is_explained_in_the_schema_itself(tmp_path):
    statements = [*FIRST_LAYOUT, *SLOTS_LAYOUT, *WATCH_LAYOUT]
    tables = [sql for sql in statements if sql.lstrip().startswith("CREATE TABLE")]
    assert all("--" in sql for sql in tables)
    columns = [sql for sql in statements if "ADD COLUMN" in sql]
    assert all("/*" in sql for sql in columns)
    path = tmp_path / "news.db"
    open_fake(path).close()
    connection = sqlite3.connect(path)
    kept = [row[0] or "" for row in connection.execute("SELECT sql FROM sqlite_master")]
    connection.close()
    # What later layouts add to a table stands at its end.
    lines = {line.strip() for sql in kept if sql for line in sql.splitlines()}
    replaced = {"deliveries"}  # by a later layout
    first = [sql.strip() for sql in tables if sql.split()[2] not in replaced]
    assert [row for sql in first for row in sql.splitlines()[:-1] if row.strip() not in lines] == []
    added = [sql.partition("ADD COLUMN ")[2] for sql in columns]
    assert [text for text in added if not any(text in sql for sql in kept if sql)] == []
    later = [sql for sql in kept if sql and sql.startswith("CREATE TABLE")]
    assert all("--" in sql for sql in later if "_fts" not in sql and "sqlite_" not in sql)


def test_a_store_of_the_first_layout_is_searched_as_before_once_it_is_upgraded(
    tmp_path, monkeypatch
):
    """Its search index is made anew: numbers have other tokens now."""
    path = tmp_path / "news.db"
    monkeypatch.setattr(schema, "MIGRATIONS", (schema.first_layout,))
    with open_fake(path) as store:
        insert = dict.fromkeys(("fetched", "checked"), "2026-11-20T12:00:00Z")
        store._sql.execute(
            "INSERT INTO stories (id, first_seen) VALUES (1, '2026-11-20T12:00:00Z')"
        )
        store._sql.execute(
            "INSERT INTO articles (id, url, story, relation, probability, title, whole, noise, spun,"
            " text_sha256, text, fetched, checked) VALUES (1, 'https://a.example/', 1, 'lead', 1, 't',"
            " 1, 0, 0, 'x', '投资34.1亿元', :fetched, :checked)",
            insert,
        )
        store._sql.execute("UPDATE stories SET lead = 1")
    monkeypatch.undo()
    with open_fake(path) as store:
        assert [hit.within for hit in store.search("4.1亿")] == [True]
        assert [hit.within for hit in store.search("34.1亿")] == [False]
        assert store.article(1).noarchive is False
        assert (
            "noarchive"
            in store._sql.execute(
                "SELECT sql FROM sqlite_master WHERE name = 'articles'"
            ).fetchone()[0]
        )
    assert len(backups(path)) == 1
