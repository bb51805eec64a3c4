-- totals from three tables
SELECT 0 AS part, totals.m0, totals.m1, totals.m2, totals.m3, totals.n, CAST(NULL AS BIGINT) AS anon_1
FROM (SELECT coalesce(joined.m0, $1::INTEGER) AS m0, coalesce(joined.m1, $2::INTEGER) AS m1, coalesce(joined.m2, $3::INTEGER) AS m2, joined.m3 AS m3, count(*) OVER () AS n
FROM (SELECT max(parts.m0) AS m0, max(parts.m1) AS m1, max(parts.m2) AS m2, max(parts.m3) AS m3
FROM (SELECT count(DISTINCT analytics_sessions.visitor_id) AS m0, CAST(NULL AS INTEGER) AS m1, CAST(NULL AS NUMERIC(18, 4)) AS m2, (100.0 * (count(*) FILTER (WHERE analytics_sessions.orders > $4::INTEGER))) / CAST(nullif(count(*), $5::INTEGER) AS NUMERIC) AS m3
FROM analytics_sessions
WHERE analytics_sessions.site_id = $6::INTEGER AND analytics_sessions.started_at >= $7::TIMESTAMP WITHOUT TIME ZONE AND analytics_sessions.started_at < $8::TIMESTAMP WITHOUT TIME ZONE UNION ALL SELECT CAST(NULL AS BIGINT) AS m0, count(*) AS m1, CAST(NULL AS NUMERIC(18, 4)) AS m2, CAST(NULL AS DOUBLE PRECISION) AS m3
FROM event_rows AS analytics_events
WHERE analytics_events.site_id = $9::INTEGER AND analytics_events.occurred_at >= $10::TIMESTAMP WITHOUT TIME ZONE AND analytics_events.occurred_at < $11::TIMESTAMP WITHOUT TIME ZONE AND analytics_events.event_type = $12::VARCHAR UNION ALL SELECT CAST(NULL AS BIGINT) AS m0, CAST(NULL AS INTEGER) AS m1, coalesce(sum(conversion_events.revenue), $13::INTEGER) AS m2, CAST(NULL AS DOUBLE PRECISION) AS m3
FROM conversion_events
WHERE conversion_events.site_id = $14::INTEGER AND conversion_events.booked_at >= $15::TIMESTAMP WITHOUT TIME ZONE AND conversion_events.booked_at < $16::TIMESTAMP WITHOUT TIME ZONE) AS parts) AS joined) AS totals;

-- a breakdown of sessions and orders
WITH first AS MATERIALIZED
(SELECT joined.d0 AS d0, coalesce(joined.m0, $12::INTEGER) AS m0, coalesce(joined.m1, $13::INTEGER) AS m1, coalesce(joined.m2, $14::INTEGER) AS m2, count(*) OVER () AS n
FROM (SELECT parts.d0 AS d0, max(parts.m0) AS m0, max(parts.m1) AS m1, max(parts.m2) AS m2
FROM (SELECT CAST(analytics_sessions.source AS VARCHAR) AS d0, count(*) AS m0, count(*) AS m1, CAST(NULL AS NUMERIC(18, 4)) AS m2
FROM analytics_sessions
WHERE analytics_sessions.site_id = $15::INTEGER AND analytics_sessions.started_at >= $16::TIMESTAMP WITHOUT TIME ZONE AND analytics_sessions.started_at < $17::TIMESTAMP WITHOUT TIME ZONE GROUP BY analytics_sessions.source UNION ALL SELECT CAST(conversion_events.source AS VARCHAR) AS d0, CAST(NULL AS BIGINT) AS m0, CAST(NULL AS INTEGER) AS m1, coalesce(sum(conversion_events.revenue), $7::INTEGER) AS m2
FROM conversion_events
WHERE conversion_events.site_id = $18::INTEGER AND conversion_events.booked_at >= $19::TIMESTAMP WITHOUT TIME ZONE AND conversion_events.booked_at < $20::TIMESTAMP WITHOUT TIME ZONE GROUP BY conversion_events.source) AS parts GROUP BY parts.d0) AS joined ORDER BY coalesce(joined.m0, $12::INTEGER) DESC NULLS LAST, joined.d0
 LIMIT $21::INTEGER)
 SELECT 0 AS part, CAST(NULL AS VARCHAR) AS anon_1, totals.m0, totals.m1, totals.m2, totals.n, CAST(NULL AS BIGINT) AS anon__1
FROM (SELECT coalesce(joined.m0, $1::INTEGER) AS m0, coalesce(joined.m1, $2::INTEGER) AS m1, coalesce(joined.m2, $3::INTEGER) AS m2, count(*) OVER () AS n
FROM (SELECT max(parts.m0) AS m0, max(parts.m1) AS m1, max(parts.m2) AS m2
FROM (SELECT count(DISTINCT analytics_sessions.visitor_id) AS m0, count(*) AS m1, CAST(NULL AS NUMERIC(18, 4)) AS m2
FROM analytics_sessions
WHERE analytics_sessions.site_id = $4::INTEGER AND analytics_sessions.started_at >= $5::TIMESTAMP WITHOUT TIME ZONE AND analytics_sessions.started_at < $6::TIMESTAMP WITHOUT TIME ZONE UNION ALL SELECT CAST(NULL AS BIGINT) AS m0, CAST(NULL AS INTEGER) AS m1, coalesce(sum(conversion_events.revenue), $7::INTEGER) AS m2
FROM conversion_events
WHERE conversion_events.site_id = $8::INTEGER AND conversion_events.booked_at >= $9::TIMESTAMP WITHOUT TIME ZONE AND conversion_events.booked_at < $10::TIMESTAMP WITHOUT TIME ZONE) AS parts) AS joined) AS totals UNION ALL SELECT 1, shown.d0, shown.m0, shown.m1, shown.m2, shown.n, shown.bound
FROM (SELECT first.d0 AS d0, coalesce(counted.m0, $11::INTEGER) AS m0, first.m1 AS m1, first.m2 AS m2, first.n AS n, first.m0 AS bound
FROM first LEFT OUTER JOIN (SELECT parts.d0 AS d0, coalesce(parts.m0, $22::INTEGER) AS m0, count(*) OVER () AS n
FROM (SELECT CAST(analytics_sessions.source AS VARCHAR) AS d0, count(DISTINCT analytics_sessions.visitor_id) AS m0
FROM analytics_sessions
WHERE analytics_sessions.site_id = $23::INTEGER AND analytics_sessions.started_at >= $24::TIMESTAMP WITHOUT TIME ZONE AND analytics_sessions.started_at < $25::TIMESTAMP WITHOUT TIME ZONE AND CAST(analytics_sessions.source AS VARCHAR) IN (SELECT first.d0
FROM first) GROUP BY analytics_sessions.source) AS parts) AS counted ON first.d0 = counted.d0) AS shown;

-- pages
WITH first AS MATERIALIZED
(SELECT joined.d0 AS d0, coalesce(joined.m0, $21::INTEGER) AS m0, coalesce(joined.m1, $22::INTEGER) AS m1, joined.m2 AS m2, joined.m3 AS m3, count(*) OVER () AS n
FROM (SELECT parts.d0 AS d0, max(parts.m0) AS m0, max(parts.m1) AS m1, max(parts.m2) AS m2, max(parts.m3) AS m3
FROM (SELECT CAST(analytics_events.path AS VARCHAR) AS d0, count(*) AS m0, count(*) AS m1, CAST(NULL AS DOUBLE PRECISION) AS m2, CAST(NULL AS SMALLINT) AS m3
FROM event_rows AS analytics_events
WHERE analytics_events.site_id = $23::INTEGER AND analytics_events.occurred_at >= $24::TIMESTAMP WITHOUT TIME ZONE AND analytics_events.occurred_at < $25::TIMESTAMP WITHOUT TIME ZONE AND analytics_events.event_type = $26::VARCHAR AND analytics_events.path != $27::VARCHAR GROUP BY analytics_events.path UNION ALL SELECT CAST(analytics_events.path AS VARCHAR) AS d0, CAST(NULL AS INTEGER) AS m0, CAST(NULL AS BIGINT) AS m1, (CAST(sum(analytics_events.engaged_ms) AS DOUBLE PRECISION) / CAST(nullif(count(*) FILTER (WHERE analytics_events.event_type = $10::VARCHAR), $11::INTEGER) AS NUMERIC)) / CAST($12::INTEGER AS NUMERIC) AS m2, CAST(NULL AS SMALLINT) AS m3
FROM event_rows AS analytics_events
WHERE analytics_events.site_id = $28::INTEGER AND analytics_events.occurred_at >= $29::TIMESTAMP WITHOUT TIME ZONE AND analytics_events.occurred_at < $30::TIMESTAMP WITHOUT TIME ZONE AND analytics_events.path != $31::VARCHAR GROUP BY analytics_events.path UNION ALL SELECT deepest.d0 AS d0, CAST(NULL AS INTEGER) AS m0, CAST(NULL AS BIGINT) AS m1, CAST(NULL AS DOUBLE PRECISION) AS m2, avg(CAST(deepest.greatest AS DOUBLE PRECISION)) AS m3
FROM (SELECT CAST(analytics_events.path AS VARCHAR) AS d0, max(analytics_events.scroll_depth) AS greatest
FROM event_rows AS analytics_events
WHERE analytics_events.site_id = $32::INTEGER AND analytics_events.occurred_at >= $33::TIMESTAMP WITHOUT TIME ZONE AND analytics_events.occurred_at < $34::TIMESTAMP WITHOUT TIME ZONE AND analytics_events.event_type = $35::VARCHAR AND analytics_events.path != $36::VARCHAR GROUP BY analytics_events.path, analytics_events.session_id, analytics_events.path) AS deepest GROUP BY deepest.d0) AS parts GROUP BY parts.d0) AS joined ORDER BY coalesce(joined.m0, $21::INTEGER) DESC NULLS LAST, joined.d0
 LIMIT $37::INTEGER)
 SELECT 0 AS part, CAST(NULL AS VARCHAR) AS anon_1, totals.m0, totals.m1, totals.m2, totals.m3, totals.n, CAST(NULL AS BIGINT) AS anon__1
FROM (SELECT coalesce(joined.m0, $1::INTEGER) AS m0, coalesce(joined.m1, $2::INTEGER) AS m1, joined.m2 AS m2, joined.m3 AS m3, count(*) OVER () AS n
FROM (SELECT max(parts.m0) AS m0, max(parts.m1) AS m1, max(parts.m2) AS m2, max(parts.m3) AS m3
FROM (SELECT count(*) AS m0, CAST(NULL AS BIGINT) AS m1, CAST(NULL AS DOUBLE PRECISION) AS m2, CAST(NULL AS SMALLINT) AS m3
FROM event_rows AS analytics_events
WHERE analytics_events.site_id = $3::INTEGER AND analytics_events.occurred_at >= $4::TIMESTAMP WITHOUT TIME ZONE AND analytics_events.occurred_at < $5::TIMESTAMP WITHOUT TIME ZONE AND analytics_events.event_type = $6::VARCHAR UNION ALL SELECT CAST(NULL AS INTEGER) AS m0, count(DISTINCT analytics_sessions.visitor_id) AS m1, CAST(NULL AS DOUBLE PRECISION) AS m2, CAST(NULL AS SMALLINT) AS m3
FROM analytics_sessions
WHERE analytics_sessions.site_id = $7::INTEGER AND analytics_sessions.started_at >= $8::TIMESTAMP WITHOUT TIME ZONE AND analytics_sessions.started_at < $9::TIMESTAMP WITHOUT TIME ZONE UNION ALL SELECT CAST(NULL AS INTEGER) AS m0, CAST(NULL AS BIGINT) AS m1, (CAST(sum(analytics_events.engaged_ms) AS DOUBLE PRECISION) / CAST(nullif(count(*) FILTER (WHERE analytics_events.event_type = $10::VARCHAR), $11::INTEGER) AS NUMERIC)) / CAST($12::INTEGER AS NUMERIC) AS m2, CAST(NULL AS SMALLINT) AS m3
FROM event_rows AS analytics_events
WHERE analytics_events.site_id = $13::INTEGER AND analytics_events.occurred_at >= $14::TIMESTAMP WITHOUT TIME ZONE AND analytics_events.occurred_at < $15::TIMESTAMP WITHOUT TIME ZONE UNION ALL SELECT CAST(NULL AS INTEGER) AS m0, CAST(NULL AS BIGINT) AS m1, CAST(NULL AS DOUBLE PRECISION) AS m2, avg(CAST(deepest.greatest AS DOUBLE PRECISION)) AS m3
FROM (SELECT max(analytics_events.scroll_depth) AS greatest
FROM event_rows AS analytics_events
WHERE analytics_events.site_id = $16::INTEGER AND analytics_events.occurred_at >= $17::TIMESTAMP WITHOUT TIME ZONE AND analytics_events.occurred_at < $18::TIMESTAMP WITHOUT TIME ZONE AND analytics_events.event_type = $19::VARCHAR GROUP BY analytics_events.session_id, analytics_events.path) AS deepest) AS parts) AS joined) AS totals UNION ALL SELECT 1, shown.d0, shown.m0, shown.m1, shown.m2, shown.m3, shown.n, shown.bound
FROM (SELECT first.d0 AS d0, first.m0 AS m0, coalesce(counted.m0, $20::INTEGER) AS m1, first.m2 AS m2, first.m3 AS m3, first.n AS n, first.m1 AS bound
FROM first LEFT OUTER JOIN (SELECT parts.d0 AS d0, coalesce(parts.m0, $38::INTEGER) AS m0, count(*) OVER () AS n
FROM (SELECT CAST(analytics_events.path AS VARCHAR) AS d0, count(DISTINCT analytics_events.visitor_id) AS m0
FROM event_rows AS analytics_events
WHERE analytics_events.site_id = $39::INTEGER AND analytics_events.occurred_at >= $40::TIMESTAMP WITHOUT TIME ZONE AND analytics_events.occurred_at < $41::TIMESTAMP WITHOUT TIME ZONE AND analytics_events.event_type = $42::VARCHAR AND analytics_events.path != $43::VARCHAR AND CAST(analytics_events.path AS VARCHAR) IN (SELECT first.d0
FROM first) GROUP BY analytics_events.path) AS parts) AS counted ON first.d0 = counted.d0) AS shown;

-- hours across a change of clock
SELECT parts.part, parts.d0, coalesce(parts.m0, $1::INTEGER) AS coalesce_1, CAST(NULL AS BIGINT) AS anon_1, CAST(NULL AS BIGINT) AS anon__1
FROM (SELECT $2::INTEGER - grouping(((CAST(date_part('epoch', analytics_sessions.started_at) * 1000000 AS BIGINT) + CASE WHEN (CAST(date_part('epoch', analytics_sessions.started_at) * 1000000 AS BIGINT) < 1774746000000000) THEN 3600000000 ELSE 7200000000 END) / (3600000000)) * 3600000000 - CASE WHEN (CAST(date_part('epoch', analytics_sessions.started_at) * 1000000 AS BIGINT) < 1774746000000000) THEN 3600000000 ELSE 7200000000 END) AS part, ((CAST(date_part('epoch', analytics_sessions.started_at) * 1000000 AS BIGINT) + CASE WHEN (CAST(date_part('epoch', analytics_sessions.started_at) * 1000000 AS BIGINT) < 1774746000000000) THEN 3600000000 ELSE 7200000000 END) / (3600000000)) * 3600000000 - CASE WHEN (CAST(date_part('epoch', analytics_sessions.started_at) * 1000000 AS BIGINT) < 1774746000000000) THEN 3600000000 ELSE 7200000000 END AS d0, count(*) AS m0
FROM analytics_sessions
WHERE analytics_sessions.site_id = $3::INTEGER AND analytics_sessions.started_at >= $4::TIMESTAMP WITHOUT TIME ZONE AND analytics_sessions.started_at < $5::TIMESTAMP WITHOUT TIME ZONE GROUP BY GROUPING SETS((((CAST(date_part('epoch', analytics_sessions.started_at) * 1000000 AS BIGINT) + CASE WHEN (CAST(date_part('epoch', analytics_sessions.started_at) * 1000000 AS BIGINT) < 1774746000000000) THEN 3600000000 ELSE 7200000000 END) / (3600000000)) * 3600000000 - CASE WHEN (CAST(date_part('epoch', analytics_sessions.started_at) * 1000000 AS BIGINT) < 1774746000000000) THEN 3600000000 ELSE 7200000000 END), ())) AS parts;

-- months
SELECT parts.part, parts.d0, coalesce(parts.m0, $1::INTEGER) AS coalesce_1, coalesce(parts.m1, $2::INTEGER) AS coalesce_3, parts.m2, coalesce(parts.m3, $3::INTEGER) AS coalesce_5, CAST(NULL AS BIGINT) AS anon_1, CAST(NULL AS BIGINT) AS anon__1
FROM (SELECT $4::INTEGER - grouping(CAST(CAST(date_trunc('month', CAST(DATE '1970-01-01' + CAST((CAST(date_part('epoch', conversion_events.booked_at) * 1000000 AS BIGINT) + 7200000000) / 86400000000 AS INTEGER) AS TIMESTAMP)) AS DATE) - DATE '1970-01-01' AS BIGINT)) AS part, CAST(CAST(date_trunc('month', CAST(DATE '1970-01-01' + CAST((CAST(date_part('epoch', conversion_events.booked_at) * 1000000 AS BIGINT) + 7200000000) / 86400000000 AS INTEGER) AS TIMESTAMP)) AS DATE) - DATE '1970-01-01' AS BIGINT) AS d0, count(*) FILTER (WHERE conversion_events.kind = $5::VARCHAR) AS m0, coalesce(sum(conversion_events.revenue), $6::INTEGER) - coalesce(sum(conversion_events.refund), $7::INTEGER) AS m1, CAST(sign(20000 * sum(conversion_events.revenue)) * div(abs(20000 * sum(conversion_events.revenue)) + nullif(count(conversion_events.revenue), 0), 2 * nullif(count(conversion_events.revenue), 0)) * 0.0001 AS NUMERIC(18, 4)) AS m2, count(DISTINCT coalesce(conversion_events.customer_id, conversion_events.visitor_id)) FILTER (WHERE conversion_events.kind = $5::VARCHAR) AS m3
FROM conversion_events
WHERE conversion_events.site_id = $8::INTEGER AND conversion_events.booked_at >= $9::TIMESTAMP WITHOUT TIME ZONE AND conversion_events.booked_at < $10::TIMESTAMP WITHOUT TIME ZONE GROUP BY GROUPING SETS((CAST(CAST(date_trunc('month', CAST(DATE '1970-01-01' + CAST((CAST(date_part('epoch', conversion_events.booked_at) * 1000000 AS BIGINT) + 7200000000) / 86400000000 AS INTEGER) AS TIMESTAMP)) AS DATE) - DATE '1970-01-01' AS BIGINT)), ())) AS parts;

-- weekday and hour
SELECT parts.part, parts.d0, parts.d1, coalesce(parts.m0, $1::INTEGER) AS coalesce_1, CAST(NULL AS BIGINT) AS anon_1, CAST(NULL AS BIGINT) AS anon__1
FROM (SELECT $2::INTEGER - grouping((((CAST(date_part('epoch', analytics_sessions.started_at) * 1000000 AS BIGINT) + 7200000000) / (86400000000)) + $3::BIGINT) % $4::BIGINT + $5::BIGINT) AS part, (((CAST(date_part('epoch', analytics_sessions.started_at) * 1000000 AS BIGINT) + 7200000000) / (86400000000)) + $3::BIGINT) % $4::BIGINT + $5::BIGINT AS d0, ((CAST(date_part('epoch', analytics_sessions.started_at) * 1000000 AS BIGINT) + 7200000000) / (3600000000)) % $6::BIGINT AS d1, count(*) AS m0
FROM analytics_sessions
WHERE analytics_sessions.site_id = $7::INTEGER AND analytics_sessions.started_at >= $8::TIMESTAMP WITHOUT TIME ZONE AND analytics_sessions.started_at < $9::TIMESTAMP WITHOUT TIME ZONE GROUP BY GROUPING SETS(((((CAST(date_part('epoch', analytics_sessions.started_at) * 1000000 AS BIGINT) + 7200000000) / (86400000000)) + $3::BIGINT) % $4::BIGINT + $5::BIGINT, ((CAST(date_part('epoch', analytics_sessions.started_at) * 1000000 AS BIGINT) + 7200000000) / (3600000000)) % $6::BIGINT), ())) AS parts;

-- web vitals by page
SELECT 0 AS part, CAST(NULL AS VARCHAR) AS anon_1, totals.m0, totals.m1, totals.n, CAST(NULL AS BIGINT) AS anon__1
FROM (SELECT parts.m0 AS m0, parts.m1 AS m1, count(*) OVER () AS n
FROM (SELECT percentile_cont(0.75) WITHIN GROUP (ORDER BY analytics_events.lcp_ms) AS m0, percentile_cont(0.75) WITHIN GROUP (ORDER BY analytics_events.cls) AS m1
FROM event_rows AS analytics_events
WHERE analytics_events.site_id = $1::INTEGER AND analytics_events.occurred_at >= $2::TIMESTAMP WITHOUT TIME ZONE AND analytics_events.occurred_at < $3::TIMESTAMP WITHOUT TIME ZONE AND analytics_events.event_type = $4::VARCHAR) AS parts) AS totals UNION ALL SELECT 1, shown.d0, shown.m0, shown.m1, shown.n, CAST(NULL AS BIGINT) AS anon_1
FROM (SELECT parts.d0 AS d0, parts.m0 AS m0, parts.m1 AS m1, count(*) OVER () AS n
FROM (SELECT CAST(analytics_events.path AS VARCHAR) AS d0, percentile_cont(0.75) WITHIN GROUP (ORDER BY analytics_events.lcp_ms) AS m0, percentile_cont(0.75) WITHIN GROUP (ORDER BY analytics_events.cls) AS m1
FROM event_rows AS analytics_events
WHERE analytics_events.site_id = $5::INTEGER AND analytics_events.occurred_at >= $6::TIMESTAMP WITHOUT TIME ZONE AND analytics_events.occurred_at < $7::TIMESTAMP WITHOUT TIME ZONE AND analytics_events.event_type = $8::VARCHAR AND analytics_events.path != $9::VARCHAR GROUP BY analytics_events.path) AS parts ORDER BY parts.m0 DESC NULLS LAST, parts.d0
 LIMIT $10::INTEGER) AS shown;

-- products
SELECT 0 AS part, CAST(NULL AS VARCHAR) AS anon_1, totals.m0, totals.m1, totals.m2, totals.m3, totals.n, CAST(NULL AS BIGINT) AS anon__1
FROM (SELECT coalesce(joined.m0, $1::INTEGER) AS m0, coalesce(joined.m1, $2::INTEGER) AS m1, coalesce(joined.m2, $3::INTEGER) AS m2, coalesce(joined.m3, $4::INTEGER) AS m3, count(*) OVER () AS n
FROM (SELECT max(parts.m0) AS m0, max(parts.m1) AS m1, max(parts.m2) AS m2, max(parts.m3) AS m3
FROM (SELECT count(*) AS m0, CAST(NULL AS INTEGER) AS m1, CAST(NULL AS INTEGER) AS m2, CAST(NULL AS NUMERIC(18, 4)) AS m3
FROM event_rows AS analytics_events
WHERE analytics_events.site_id = $5::INTEGER AND analytics_events.occurred_at >= $6::TIMESTAMP WITHOUT TIME ZONE AND analytics_events.occurred_at < $7::TIMESTAMP WITHOUT TIME ZONE AND analytics_events.event_type = $8::VARCHAR UNION ALL SELECT CAST(NULL AS INTEGER) AS m0, count(*) AS m1, CAST(NULL AS INTEGER) AS m2, CAST(NULL AS NUMERIC(18, 4)) AS m3
FROM event_rows AS analytics_events
WHERE analytics_events.site_id = $9::INTEGER AND analytics_events.occurred_at >= $10::TIMESTAMP WITHOUT TIME ZONE AND analytics_events.occurred_at < $11::TIMESTAMP WITHOUT TIME ZONE AND analytics_events.event_type = $12::VARCHAR UNION ALL SELECT CAST(NULL AS INTEGER) AS m0, CAST(NULL AS INTEGER) AS m1, coalesce(sum(CASE WHEN (order_items.kind = $13::VARCHAR) THEN order_items.quantity END), $14::INTEGER) AS m2, coalesce(sum(order_items.revenue), $15::INTEGER) AS m3
FROM order_items
WHERE order_items.site_id = $16::INTEGER AND order_items.booked_at >= $17::TIMESTAMP WITHOUT TIME ZONE AND order_items.booked_at < $18::TIMESTAMP WITHOUT TIME ZONE) AS parts) AS joined) AS totals UNION ALL SELECT 1, shown.d0, shown.m0, shown.m1, shown.m2, shown.m3, shown.n, CAST(NULL AS BIGINT) AS anon_1
FROM (SELECT joined.d0 AS d0, coalesce(joined.m0, $19::INTEGER) AS m0, coalesce(joined.m1, $20::INTEGER) AS m1, coalesce(joined.m2, $21::INTEGER) AS m2, coalesce(joined.m3, $22::INTEGER) AS m3, count(*) OVER () AS n
FROM (SELECT parts.d0 AS d0, max(parts.m0) AS m0, max(parts.m1) AS m1, max(parts.m2) AS m2, max(parts.m3) AS m3
FROM (SELECT CAST(product_events.product_id AS VARCHAR) AS d0, count(*) AS m0, CAST(NULL AS INTEGER) AS m1, CAST(NULL AS INTEGER) AS m2, CAST(NULL AS NUMERIC(18, 4)) AS m3
FROM product_event_rows AS product_events
WHERE product_events.site_id = $23::INTEGER AND product_events.occurred_at >= $24::TIMESTAMP WITHOUT TIME ZONE AND product_events.occurred_at < $25::TIMESTAMP WITHOUT TIME ZONE AND product_events.event_type = $26::VARCHAR AND product_events.product_id != $27::VARCHAR GROUP BY product_events.product_id UNION ALL SELECT CAST(product_events.product_id AS VARCHAR) AS d0, CAST(NULL AS INTEGER) AS m0, count(*) AS m1, CAST(NULL AS INTEGER) AS m2, CAST(NULL AS NUMERIC(18, 4)) AS m3
FROM product_event_rows AS product_events
WHERE product_events.site_id = $28::INTEGER AND product_events.occurred_at >= $29::TIMESTAMP WITHOUT TIME ZONE AND product_events.occurred_at < $30::TIMESTAMP WITHOUT TIME ZONE AND product_events.event_type = $31::VARCHAR AND product_events.product_id != $32::VARCHAR GROUP BY product_events.product_id UNION ALL SELECT CAST(order_items.product_id AS VARCHAR) AS d0, CAST(NULL AS INTEGER) AS m0, CAST(NULL AS INTEGER) AS m1, coalesce(sum(CASE WHEN (order_items.kind = $13::VARCHAR) THEN order_items.quantity END), $14::INTEGER) AS m2, coalesce(sum(order_items.revenue), $15::INTEGER) AS m3
FROM order_items
WHERE order_items.site_id = $33::INTEGER AND order_items.booked_at >= $34::TIMESTAMP WITHOUT TIME ZONE AND order_items.booked_at < $35::TIMESTAMP WITHOUT TIME ZONE AND order_items.product_id != $36::VARCHAR GROUP BY order_items.product_id) AS parts GROUP BY parts.d0) AS joined ORDER BY coalesce(joined.m0, $19::INTEGER) DESC NULLS LAST, joined.d0
 LIMIT $37::INTEGER) AS shown;

-- a property
WITH first AS MATERIALIZED
(SELECT parts.d0 AS d0, coalesce(parts.m0, $10::INTEGER) AS m0, coalesce(parts.m1, $11::INTEGER) AS m1, count(*) OVER () AS n
FROM (SELECT CAST(coalesce((analytics_events.properties ->> $12::VARCHAR) COLLATE "C", $13::VARCHAR) AS VARCHAR) AS d0, count(*) AS m0, count(*) AS m1
FROM event_rows AS analytics_events
WHERE analytics_events.site_id = $14::INTEGER AND analytics_events.occurred_at >= $15::TIMESTAMP WITHOUT TIME ZONE AND analytics_events.occurred_at < $16::TIMESTAMP WITHOUT TIME ZONE AND coalesce((analytics_events.properties ->> $12::VARCHAR) COLLATE "C", $13::VARCHAR) != $17::VARCHAR GROUP BY coalesce((analytics_events.properties ->> $12::VARCHAR) COLLATE "C", $13::VARCHAR)) AS parts ORDER BY coalesce(parts.m0, $10::INTEGER) DESC NULLS LAST, parts.d0
 LIMIT $18::INTEGER)
 SELECT 0 AS part, CAST(NULL AS VARCHAR) AS anon_1, totals.m0, totals.m1, totals.n, CAST(NULL AS BIGINT) AS anon__1
FROM (SELECT coalesce(joined.m0, $1::INTEGER) AS m0, coalesce(joined.m1, $2::INTEGER) AS m1, count(*) OVER () AS n
FROM (SELECT max(parts.m0) AS m0, max(parts.m1) AS m1
FROM (SELECT count(*) AS m0, CAST(NULL AS BIGINT) AS m1
FROM event_rows AS analytics_events
WHERE analytics_events.site_id = $3::INTEGER AND analytics_events.occurred_at >= $4::TIMESTAMP WITHOUT TIME ZONE AND analytics_events.occurred_at < $5::TIMESTAMP WITHOUT TIME ZONE UNION ALL SELECT CAST(NULL AS INTEGER) AS m0, count(DISTINCT analytics_sessions.visitor_id) AS m1
FROM analytics_sessions
WHERE analytics_sessions.site_id = $6::INTEGER AND analytics_sessions.started_at >= $7::TIMESTAMP WITHOUT TIME ZONE AND analytics_sessions.started_at < $8::TIMESTAMP WITHOUT TIME ZONE) AS parts) AS joined) AS totals UNION ALL SELECT 1, shown.d0, shown.m0, shown.m1, shown.n, shown.bound
FROM (SELECT first.d0 AS d0, first.m0 AS m0, coalesce(counted.m0, $9::INTEGER) AS m1, first.n AS n, first.m1 AS bound
FROM first LEFT OUTER JOIN (SELECT parts.d0 AS d0, coalesce(parts.m0, $19::INTEGER) AS m0, count(*) OVER () AS n
FROM (SELECT CAST(coalesce((analytics_events.properties ->> $12::VARCHAR) COLLATE "C", $13::VARCHAR) AS VARCHAR) AS d0, count(DISTINCT analytics_events.visitor_id) AS m0
FROM event_rows AS analytics_events
WHERE analytics_events.site_id = $20::INTEGER AND analytics_events.occurred_at >= $21::TIMESTAMP WITHOUT TIME ZONE AND analytics_events.occurred_at < $22::TIMESTAMP WITHOUT TIME ZONE AND coalesce((analytics_events.properties ->> $12::VARCHAR) COLLATE "C", $13::VARCHAR) != $23::VARCHAR AND CAST(coalesce((analytics_events.properties ->> $12::VARCHAR) COLLATE "C", $13::VARCHAR) AS VARCHAR) IN (SELECT first.d0
FROM first) GROUP BY coalesce((analytics_events.properties ->> $12::VARCHAR) COLLATE "C", $13::VARCHAR)) AS parts) AS counted ON first.d0 = counted.d0) AS shown;

-- a filter on the row
SELECT 0 AS part, totals.m0, totals.n, CAST(NULL AS BIGINT) AS anon_1
FROM (SELECT coalesce(parts.m0, $1::INTEGER) AS m0, count(*) OVER () AS n
FROM (SELECT count(DISTINCT analytics_sessions.visitor_id) AS m0
FROM analytics_sessions
WHERE analytics_sessions.site_id = $2::INTEGER AND analytics_sessions.started_at >= $3::TIMESTAMP WITHOUT TIME ZONE AND analytics_sessions.started_at < $4::TIMESTAMP WITHOUT TIME ZONE AND CAST(analytics_sessions.country AS VARCHAR) IN ($6::VARCHAR, $7::VARCHAR) AND CAST(analytics_sessions.device AS VARCHAR) != $5::VARCHAR) AS parts) AS totals;

-- text filters
SELECT 0 AS part, totals.m0, totals.n, CAST(NULL AS BIGINT) AS anon_1
FROM (SELECT coalesce(parts.m0, $1::INTEGER) AS m0, count(*) OVER () AS n
FROM (SELECT count(*) AS m0
FROM analytics_sessions
WHERE analytics_sessions.site_id = $2::INTEGER AND analytics_sessions.started_at >= $3::TIMESTAMP WITHOUT TIME ZONE AND analytics_sessions.started_at < $4::TIMESTAMP WITHOUT TIME ZONE AND (strpos(CASE WHEN octet_length(CAST(analytics_sessions.referrer AS VARCHAR)) = length(CAST(analytics_sessions.referrer AS VARCHAR)) THEN lower(CAST(analytics_sessions.referrer AS VARCHAR)) ELSE lower(translate(CAST(analytics_sessions.referrer AS VARCHAR), 'İΣς', 'iσσ') COLLATE "und-x-icu") COLLATE "C" END, CASE WHEN octet_length($5::VARCHAR) = length($5::VARCHAR) THEN lower($5::VARCHAR) ELSE lower(translate($5::VARCHAR, 'İΣς', 'iσσ') COLLATE "und-x-icu") COLLATE "C" END) > 0 OR CASE WHEN octet_length(CAST(analytics_sessions.source AS VARCHAR)) = length(CAST(analytics_sessions.source AS VARCHAR)) THEN lower(CAST(analytics_sessions.source AS VARCHAR)) ELSE lower(translate(CAST(analytics_sessions.source AS VARCHAR), 'İΣς', 'iσσ') COLLATE "und-x-icu") COLLATE "C" END ~ ('^(?:' || CASE WHEN octet_length($6::VARCHAR) = length($6::VARCHAR) THEN lower($6::VARCHAR) ELSE lower(translate($6::VARCHAR, 'İΣς', 'iσσ') COLLATE "und-x-icu") COLLATE "C" END || ')$'))) AS parts) AS totals;

-- visits that saw a page
WITH linked_0 AS NOT MATERIALIZED
(SELECT analytics_events.session_id AS key
FROM event_rows AS analytics_events
WHERE analytics_events.site_id = $6::INTEGER AND analytics_events.occurred_at >= $7::TIMESTAMP WITHOUT TIME ZONE AND analytics_events.occurred_at < $8::TIMESTAMP WITHOUT TIME ZONE AND CAST(analytics_events.path AS VARCHAR) = $9::VARCHAR AND analytics_events.event_type = $10::VARCHAR)
 SELECT 0 AS part, totals.m0, totals.m1, totals.n, CAST(NULL AS BIGINT) AS anon_1
FROM (SELECT coalesce(joined.m0, $1::INTEGER) AS m0, coalesce(joined.m1, $2::INTEGER) AS m1, count(*) OVER () AS n
FROM (SELECT max(parts.m0) AS m0, max(parts.m1) AS m1
FROM (SELECT count(*) AS m0, CAST(NULL AS NUMERIC(18, 4)) AS m1
FROM analytics_sessions
WHERE analytics_sessions.site_id = $3::INTEGER AND analytics_sessions.started_at >= $4::TIMESTAMP WITHOUT TIME ZONE AND analytics_sessions.started_at < $5::TIMESTAMP WITHOUT TIME ZONE AND analytics_sessions.session_id IN (SELECT linked_0.key
FROM linked_0) UNION ALL SELECT CAST(NULL AS INTEGER) AS m0, coalesce(sum(conversion_events.revenue), $11::INTEGER) AS m1
FROM conversion_events
WHERE conversion_events.site_id = $12::INTEGER AND conversion_events.booked_at >= $13::TIMESTAMP WITHOUT TIME ZONE AND conversion_events.booked_at < $14::TIMESTAMP WITHOUT TIME ZONE AND conversion_events.session_id IS NOT NULL AND conversion_events.session_id IN (SELECT linked_0.key
FROM linked_0)) AS parts) AS joined) AS totals;

-- visits without an event
WITH linked_0 AS NOT MATERIALIZED
(SELECT analytics_events.session_id AS key
FROM event_rows AS analytics_events
WHERE analytics_events.site_id = $6::INTEGER AND analytics_events.occurred_at >= $7::TIMESTAMP WITHOUT TIME ZONE AND analytics_events.occurred_at < $8::TIMESTAMP WITHOUT TIME ZONE AND CAST(analytics_events.name AS VARCHAR) = $9::VARCHAR)
 SELECT 0 AS part, totals.m0, totals.m1, totals.n, CAST(NULL AS BIGINT) AS anon_1
FROM (SELECT coalesce(joined.m0, $1::INTEGER) AS m0, coalesce(joined.m1, $2::INTEGER) AS m1, count(*) OVER () AS n
FROM (SELECT max(parts.m0) AS m0, max(parts.m1) AS m1
FROM (SELECT count(*) AS m0, CAST(NULL AS INTEGER) AS m1
FROM analytics_sessions
WHERE analytics_sessions.site_id = $3::INTEGER AND analytics_sessions.started_at >= $4::TIMESTAMP WITHOUT TIME ZONE AND analytics_sessions.started_at < $5::TIMESTAMP WITHOUT TIME ZONE AND (analytics_sessions.session_id NOT IN (SELECT linked_0.key
FROM linked_0)) UNION ALL SELECT CAST(NULL AS INTEGER) AS m0, count(*) AS m1
FROM event_rows AS analytics_events
WHERE analytics_events.site_id = $10::INTEGER AND analytics_events.occurred_at >= $11::TIMESTAMP WITHOUT TIME ZONE AND analytics_events.occurred_at < $12::TIMESTAMP WITHOUT TIME ZONE AND analytics_events.event_type = $13::VARCHAR AND (analytics_events.session_id NOT IN (SELECT linked_0.key
FROM linked_0))) AS parts) AS joined) AS totals;

-- orders with a product
WITH linked_0 AS NOT MATERIALIZED
(SELECT order_items.conversion_id AS key
FROM order_items
WHERE order_items.site_id = $7::INTEGER AND order_items.booked_at >= $8::TIMESTAMP WITHOUT TIME ZONE AND order_items.booked_at < $9::TIMESTAMP WITHOUT TIME ZONE AND CAST(order_items.product_id AS VARCHAR) = $10::VARCHAR),
linked_1 AS NOT MATERIALIZED
(SELECT product_events.session_id AS key
FROM product_event_rows AS product_events
WHERE product_events.site_id = $14::INTEGER AND product_events.occurred_at >= $15::TIMESTAMP WITHOUT TIME ZONE AND product_events.occurred_at < $16::TIMESTAMP WITHOUT TIME ZONE AND CAST(product_events.product_id AS VARCHAR) = $17::VARCHAR UNION ALL SELECT order_items.session_id AS key
FROM order_items
WHERE order_items.site_id = $18::INTEGER AND order_items.booked_at >= $19::TIMESTAMP WITHOUT TIME ZONE AND order_items.booked_at < $20::TIMESTAMP WITHOUT TIME ZONE AND CAST(order_items.product_id AS VARCHAR) = $21::VARCHAR AND order_items.session_id IS NOT NULL)
 SELECT 0 AS part, totals.m0, totals.m1, totals.n, CAST(NULL AS BIGINT) AS anon_1
FROM (SELECT coalesce(joined.m0, $1::INTEGER) AS m0, coalesce(joined.m1, $2::INTEGER) AS m1, count(*) OVER () AS n
FROM (SELECT max(parts.m0) AS m0, max(parts.m1) AS m1
FROM (SELECT count(*) FILTER (WHERE conversion_events.kind = $3::VARCHAR) AS m0, CAST(NULL AS INTEGER) AS m1
FROM conversion_events
WHERE conversion_events.site_id = $4::INTEGER AND conversion_events.booked_at >= $5::TIMESTAMP WITHOUT TIME ZONE AND conversion_events.booked_at < $6::TIMESTAMP WITHOUT TIME ZONE AND conversion_events.conversion_id IN (SELECT linked_0.key
FROM linked_0) UNION ALL SELECT CAST(NULL AS INTEGER) AS m0, count(*) AS m1
FROM analytics_sessions
WHERE analytics_sessions.site_id = $11::INTEGER AND analytics_sessions.started_at >= $12::TIMESTAMP WITHOUT TIME ZONE AND analytics_sessions.started_at < $13::TIMESTAMP WITHOUT TIME ZONE AND analytics_sessions.session_id IN (SELECT linked_1.key
FROM linked_1)) AS parts) AS joined) AS totals;
