"""What brings a database from version n to n + 1, written for the tables as they were then; see schema.py."""


def _texts(names: str) -> str:
    return ", ".join(f"\"{name}\" VARCHAR DEFAULT '' NOT NULL" for name in names.split())


_VISIT_2 = _texts(
    "hostname referrer source channel utm_source utm_medium utm_campaign utm_content utm_term country region city "
    "device browser browser_version os os_version language screen"
)
_NUMBERS_2 = "visitor_no INTEGER NOT NULL, session_no INTEGER NOT NULL"
_EVENTS_2 = f"""(
site_id INTEGER NOT NULL, event_id UUID NOT NULL, occurred_at TIMESTAMP NOT NULL, received_at TIMESTAMP NOT NULL,
event_type event_type DEFAULT '' NOT NULL, {_texts("name path title target_url search_term")}, engaged_ms INTEGER,
scroll_depth SMALLINT, "value" DECIMAL(18,4), lcp_ms FLOAT, inp_ms FLOAT, cls FLOAT, fcp_ms FLOAT, ttfb_ms FLOAT,
fid_ms FLOAT, properties JSON, {_VISIT_2}, {_NUMBERS_2})
"""
_PRODUCT_EVENTS_2 = f"""(
site_id INTEGER NOT NULL, event_id UUID NOT NULL, occurred_at TIMESTAMP NOT NULL,
event_type event_type DEFAULT '' NOT NULL, {_texts("list_name product_id product_name product_brand")},
{_texts("product_category product_variant")}, quantity INTEGER NOT NULL, unit_price DECIMAL(18,4), {_VISIT_2},
{_NUMBERS_2})
"""
_SESSIONS_2 = f"""(
site_id INTEGER NOT NULL, session_id BIGINT NOT NULL, visitor_id BIGINT NOT NULL, client_session BIGINT NOT NULL,
started_at TIMESTAMP NOT NULL, ended_at TIMESTAMP NOT NULL, {_texts("entry_page exit_page")},
pageviews INTEGER NOT NULL, events INTEGER NOT NULL, interactions INTEGER NOT NULL, engaged_ms BIGINT,
bounced BOOLEAN NOT NULL, product_views INTEGER NOT NULL, add_to_carts INTEGER NOT NULL, checkouts INTEGER NOT NULL,
orders INTEGER NOT NULL, revenue DECIMAL(18,4) NOT NULL, {_VISIT_2}, {_NUMBERS_2})
"""
_OUTCOMES_2 = """(
site_id INTEGER NOT NULL, "minute" TIMESTAMP NOT NULL, outcome VARCHAR NOT NULL, reason VARCHAR DEFAULT '' NOT NULL,
events BIGINT NOT NULL, lag_ms BIGINT NOT NULL, measured BIGINT NOT NULL)
"""
_PARTS_2 = {
    "events_pageview": "= 'pageview'",
    "events_engagement": "= 'engagement'",
    "events_web_vitals": "= 'web_vitals'",
    "events_other": "NOT IN ('pageview', 'engagement', 'web_vitals')",
}
_NUMBER_SESSIONS_2 = """
INSERT INTO sessions
SELECT site_id, session_id, CAST(row_number() OVER (ORDER BY min(moment), session_id) - 1 AS INTEGER) FROM (
SELECT site_id, session_id, started_at AS moment FROM old_sessions
UNION ALL SELECT site_id, session_id, occurred_at FROM old_events
UNION ALL SELECT site_id, session_id, occurred_at FROM old_product_events
UNION ALL SELECT site_id, session_id, booked_at FROM conversion_events WHERE session_id IS NOT NULL
UNION ALL SELECT site_id, session_id, booked_at FROM order_items WHERE session_id IS NOT NULL)
GROUP BY site_id, session_id
"""


def _numbered(table: str, old: str, columns: str = "old.*", where: str = "") -> str:
    return (
        f"INSERT INTO {table} BY NAME SELECT {columns}, sessions.session_no FROM {old} AS old "  # noqa: S608 - our own
        f"JOIN sessions USING (site_id, session_id) {where}"
    )


STEPS: dict[int, tuple[str, ...]] = {
    1: (
        "ALTER TABLE analytics_events RENAME TO old_events",
        "ALTER TABLE product_events RENAME TO old_product_events",
        "ALTER TABLE analytics_sessions RENAME TO old_sessions",
        "ALTER TABLE ingest_outcomes RENAME TO old_outcomes",
        "CREATE TABLE sessions (site_id INTEGER NOT NULL, session_id BIGINT NOT NULL, session_no INTEGER NOT NULL)",
        *(f"CREATE TABLE {part} {_EVENTS_2}" for part in _PARTS_2),
        f"CREATE TABLE product_events {_PRODUCT_EVENTS_2}",
        f"CREATE TABLE analytics_sessions {_SESSIONS_2}",
        f"CREATE TABLE ingest_outcomes {_OUTCOMES_2}",
        _NUMBER_SESSIONS_2,
        *(
            _numbered(part, "old_events", "old.* EXCLUDE (session_id)", f"WHERE event_type {types}")
            for part, types in _PARTS_2.items()
        ),
        _numbered("product_events", "old_product_events", "old.* EXCLUDE (session_id)"),
        _numbered("analytics_sessions", "old_sessions"),
        "INSERT INTO ingest_outcomes SELECT *, CASE WHEN lag_ms > 0 THEN events ELSE 0 END FROM old_outcomes",
        *(f"DROP TABLE old_{table}" for table in ("events", "product_events", "sessions", "outcomes")),
        "CREATE VIEW analytics_events AS " + " UNION ALL ".join(f"SELECT * FROM {part}" for part in _PARTS_2),  # noqa: S608
        *(
            statement
            for table in ("conversion_events", "order_items")
            for statement in (
                f"ALTER TABLE {table} ADD COLUMN session_no INTEGER",
                f"UPDATE {table} AS rows SET session_no = sessions.session_no FROM sessions "  # noqa: S608 - our own
                "WHERE rows.site_id = sessions.site_id AND rows.session_id = sessions.session_id",
            )
        ),
    ),
}
