-- totals from three tables
SELECT 0 AS part, totals.m0, totals.m1, totals.m2, totals.m3, totals.n, CAST(NULL AS BIGINT) AS anon_1
FROM (SELECT coalesce(joined.m0, $1) AS m0, coalesce(joined.m1, $2) AS m1, coalesce(joined.m2, $3) AS m2, joined.m3 AS m3, count(*) OVER () AS n
FROM (SELECT max(parts.m0) AS m0, max(parts.m1) AS m1, max(parts.m2) AS m2, max(parts.m3) AS m3
FROM (SELECT coalesce(bit_count(bitstring_agg(analytics_sessions.visitor_no, 0, 131072)), 0) AS m0, CAST(NULL AS INTEGER) AS m1, CAST(NULL AS NUMERIC(18, 4)) AS m2, (100.0 * (count(*) FILTER (WHERE analytics_sessions.orders > $4))) / CAST(nullif(count(*), $5) AS NUMERIC) AS m3
FROM analytics_sessions
WHERE analytics_sessions.site_id = $6 AND analytics_sessions.started_at >= $7 AND analytics_sessions.started_at < $8 UNION ALL SELECT CAST(NULL AS BIGINT) AS m0, count(*) AS m1, CAST(NULL AS NUMERIC(18, 4)) AS m2, CAST(NULL AS DOUBLE PRECISION) AS m3
FROM analytics_events
WHERE analytics_events.site_id = $9 AND analytics_events.occurred_at >= $10 AND analytics_events.occurred_at < $11 AND analytics_events.event_type = $12 UNION ALL SELECT CAST(NULL AS BIGINT) AS m0, CAST(NULL AS INTEGER) AS m1, coalesce(sum(conversion_events.revenue), $13) AS m2, CAST(NULL AS DOUBLE PRECISION) AS m3
FROM conversion_events
WHERE conversion_events.site_id = $14 AND conversion_events.booked_at >= $15 AND conversion_events.booked_at < $16) AS parts) AS joined) AS totals;

-- a breakdown of sessions and orders
WITH first AS MATERIALIZED
(SELECT joined.d0 AS d0, coalesce(joined.m0, $12) AS m0, coalesce(joined.m1, $13) AS m1, coalesce(joined.m2, $14) AS m2, count(*) OVER () AS n
FROM (SELECT parts.d0 AS d0, max(parts.m0) AS m0, max(parts.m1) AS m1, max(parts.m2) AS m2
FROM (SELECT CAST(analytics_sessions.source AS VARCHAR) AS d0, count(*) AS m0, count(*) AS m1, CAST(NULL AS NUMERIC(18, 4)) AS m2
FROM analytics_sessions
WHERE analytics_sessions.site_id = $15 AND analytics_sessions.started_at >= $16 AND analytics_sessions.started_at < $17 GROUP BY analytics_sessions.source UNION ALL SELECT CAST(conversion_events.source AS VARCHAR) AS d0, CAST(NULL AS BIGINT) AS m0, CAST(NULL AS INTEGER) AS m1, coalesce(sum(conversion_events.revenue), $7) AS m2
FROM conversion_events
WHERE conversion_events.site_id = $18 AND conversion_events.booked_at >= $19 AND conversion_events.booked_at < $20 GROUP BY conversion_events.source) AS parts GROUP BY parts.d0) AS joined ORDER BY coalesce(joined.m0, $12) DESC NULLS LAST, joined.d0
 LIMIT $21)
 SELECT 0 AS part, CAST(NULL AS VARCHAR) AS anon_1, totals.m0, totals.m1, totals.m2, totals.n, CAST(NULL AS BIGINT) AS anon__1
FROM (SELECT coalesce(joined.m0, $1) AS m0, coalesce(joined.m1, $2) AS m1, coalesce(joined.m2, $3) AS m2, count(*) OVER () AS n
FROM (SELECT max(parts.m0) AS m0, max(parts.m1) AS m1, max(parts.m2) AS m2
FROM (SELECT coalesce(bit_count(bitstring_agg(analytics_sessions.visitor_no, 0, 131072)), 0) AS m0, count(*) AS m1, CAST(NULL AS NUMERIC(18, 4)) AS m2
FROM analytics_sessions
WHERE analytics_sessions.site_id = $4 AND analytics_sessions.started_at >= $5 AND analytics_sessions.started_at < $6 UNION ALL SELECT CAST(NULL AS BIGINT) AS m0, CAST(NULL AS INTEGER) AS m1, coalesce(sum(conversion_events.revenue), $7) AS m2
FROM conversion_events
WHERE conversion_events.site_id = $8 AND conversion_events.booked_at >= $9 AND conversion_events.booked_at < $10) AS parts) AS joined) AS totals UNION ALL SELECT 1, shown.d0, shown.m0, shown.m1, shown.m2, shown.n, shown.bound
FROM (SELECT first.d0 AS d0, coalesce(counted.m0, $11) AS m0, first.m1 AS m1, first.m2 AS m2, first.n AS n, first.m0 AS bound
FROM first LEFT OUTER JOIN (SELECT parts.d0 AS d0, coalesce(parts.m0, $22) AS m0, count(*) OVER () AS n
FROM (SELECT CAST(analytics_sessions.source AS VARCHAR) AS d0, coalesce(bit_count(bitstring_agg(analytics_sessions.visitor_no, 0, 131072)), 0) AS m0
FROM analytics_sessions
WHERE analytics_sessions.site_id = $23 AND analytics_sessions.started_at >= $24 AND analytics_sessions.started_at < $25 AND CAST(analytics_sessions.source AS VARCHAR) IN (SELECT first.d0
FROM first) GROUP BY analytics_sessions.source) AS parts) AS counted ON first.d0 = counted.d0) AS shown;

-- pages
WITH first AS MATERIALIZED
(SELECT joined.d0 AS d0, coalesce(joined.m0, $21) AS m0, coalesce(joined.m1, $22) AS m1, joined.m2 AS m2, joined.m3 AS m3, count(*) OVER () AS n
FROM (SELECT parts.d0 AS d0, max(parts.m0) AS m0, max(parts.m1) AS m1, max(parts.m2) AS m2, max(parts.m3) AS m3
FROM (SELECT CAST(analytics_events.path AS VARCHAR) AS d0, count(*) AS m0, count(*) AS m1, CAST(NULL AS DOUBLE PRECISION) AS m2, CAST(NULL AS SMALLINT) AS m3
FROM analytics_events
WHERE analytics_events.site_id = $23 AND analytics_events.occurred_at >= $24 AND analytics_events.occurred_at < $25 AND analytics_events.event_type = $26 AND analytics_events.path != $27 GROUP BY analytics_events.path UNION ALL SELECT CAST(analytics_events.path AS VARCHAR) AS d0, CAST(NULL AS INTEGER) AS m0, CAST(NULL AS BIGINT) AS m1, (CAST(sum(analytics_events.engaged_ms) AS DOUBLE PRECISION) / CAST(nullif(count(*) FILTER (WHERE analytics_events.event_type = $10), $11) AS NUMERIC)) / CAST($12 AS NUMERIC) AS m2, CAST(NULL AS SMALLINT) AS m3
FROM analytics_events
WHERE analytics_events.site_id = $28 AND analytics_events.occurred_at >= $29 AND analytics_events.occurred_at < $30 AND analytics_events.path != $31 GROUP BY analytics_events.path UNION ALL SELECT deepest.d0 AS d0, CAST(NULL AS INTEGER) AS m0, CAST(NULL AS BIGINT) AS m1, CAST(NULL AS DOUBLE PRECISION) AS m2, avg(deepest.greatest) AS m3
FROM (SELECT CAST(analytics_events.path AS VARCHAR) AS d0, max(analytics_events.scroll_depth) AS greatest
FROM analytics_events
WHERE analytics_events.site_id = $32 AND analytics_events.occurred_at >= $33 AND analytics_events.occurred_at < $34 AND analytics_events.event_type = $35 AND analytics_events.path != $36 GROUP BY analytics_events.path, analytics_events.session_no, analytics_events.path) AS deepest GROUP BY deepest.d0) AS parts GROUP BY parts.d0) AS joined ORDER BY coalesce(joined.m0, $21) DESC NULLS LAST, joined.d0
 LIMIT $37)
 SELECT 0 AS part, CAST(NULL AS VARCHAR) AS anon_1, totals.m0, totals.m1, totals.m2, totals.m3, totals.n, CAST(NULL AS BIGINT) AS anon__1
FROM (SELECT coalesce(joined.m0, $1) AS m0, coalesce(joined.m1, $2) AS m1, joined.m2 AS m2, joined.m3 AS m3, count(*) OVER () AS n
FROM (SELECT max(parts.m0) AS m0, max(parts.m1) AS m1, max(parts.m2) AS m2, max(parts.m3) AS m3
FROM (SELECT count(*) AS m0, CAST(NULL AS BIGINT) AS m1, CAST(NULL AS DOUBLE PRECISION) AS m2, CAST(NULL AS SMALLINT) AS m3
FROM analytics_events
WHERE analytics_events.site_id = $3 AND analytics_events.occurred_at >= $4 AND analytics_events.occurred_at < $5 AND analytics_events.event_type = $6 UNION ALL SELECT CAST(NULL AS INTEGER) AS m0, coalesce(bit_count(bitstring_agg(analytics_sessions.visitor_no, 0, 131072)), 0) AS m1, CAST(NULL AS DOUBLE PRECISION) AS m2, CAST(NULL AS SMALLINT) AS m3
FROM analytics_sessions
WHERE analytics_sessions.site_id = $7 AND analytics_sessions.started_at >= $8 AND analytics_sessions.started_at < $9 UNION ALL SELECT CAST(NULL AS INTEGER) AS m0, CAST(NULL AS BIGINT) AS m1, (CAST(sum(analytics_events.engaged_ms) AS DOUBLE PRECISION) / CAST(nullif(count(*) FILTER (WHERE analytics_events.event_type = $10), $11) AS NUMERIC)) / CAST($12 AS NUMERIC) AS m2, CAST(NULL AS SMALLINT) AS m3
FROM analytics_events
WHERE analytics_events.site_id = $13 AND analytics_events.occurred_at >= $14 AND analytics_events.occurred_at < $15 UNION ALL SELECT CAST(NULL AS INTEGER) AS m0, CAST(NULL AS BIGINT) AS m1, CAST(NULL AS DOUBLE PRECISION) AS m2, avg(deepest.greatest) AS m3
FROM (SELECT max(analytics_events.scroll_depth) AS greatest
FROM analytics_events
WHERE analytics_events.site_id = $16 AND analytics_events.occurred_at >= $17 AND analytics_events.occurred_at < $18 AND analytics_events.event_type = $19 GROUP BY analytics_events.session_no, analytics_events.path) AS deepest) AS parts) AS joined) AS totals UNION ALL SELECT 1, shown.d0, shown.m0, shown.m1, shown.m2, shown.m3, shown.n, shown.bound
FROM (SELECT first.d0 AS d0, first.m0 AS m0, coalesce(counted.m0, $20) AS m1, first.m2 AS m2, first.m3 AS m3, first.n AS n, first.m1 AS bound
FROM first LEFT OUTER JOIN (SELECT parts.d0 AS d0, coalesce(parts.m0, $38) AS m0, count(*) OVER () AS n
FROM (SELECT CAST(analytics_events.path AS VARCHAR) AS d0, coalesce(bit_count(bitstring_agg(analytics_events.visitor_no, 0, 131072)), 0) AS m0
FROM analytics_events
WHERE analytics_events.site_id = $39 AND analytics_events.occurred_at >= $40 AND analytics_events.occurred_at < $41 AND analytics_events.event_type = $42 AND analytics_events.path != $43 AND CAST(analytics_events.path AS VARCHAR) IN (SELECT first.d0
FROM first) GROUP BY analytics_events.path) AS parts) AS counted ON first.d0 = counted.d0) AS shown;

-- hours across a change of clock
SELECT parts.part, parts.d0, coalesce(parts.m0, $1) AS coalesce_1, CAST(NULL AS BIGINT) AS anon_1, CAST(NULL AS BIGINT) AS anon__1
FROM (SELECT $2 - grouping(((epoch_us(analytics_sessions.started_at) + CASE WHEN (epoch_us(analytics_sessions.started_at) < 1774746000000000) THEN 3600000000 ELSE 7200000000 END) // (3600000000)) * 3600000000 - CASE WHEN (epoch_us(analytics_sessions.started_at) < 1774746000000000) THEN 3600000000 ELSE 7200000000 END) AS part, ((epoch_us(analytics_sessions.started_at) + CASE WHEN (epoch_us(analytics_sessions.started_at) < 1774746000000000) THEN 3600000000 ELSE 7200000000 END) // (3600000000)) * 3600000000 - CASE WHEN (epoch_us(analytics_sessions.started_at) < 1774746000000000) THEN 3600000000 ELSE 7200000000 END AS d0, count(*) AS m0
FROM analytics_sessions
WHERE analytics_sessions.site_id = $3 AND analytics_sessions.started_at >= $4 AND analytics_sessions.started_at < $5 GROUP BY GROUPING SETS((((epoch_us(analytics_sessions.started_at) + CASE WHEN (epoch_us(analytics_sessions.started_at) < 1774746000000000) THEN 3600000000 ELSE 7200000000 END) // (3600000000)) * 3600000000 - CASE WHEN (epoch_us(analytics_sessions.started_at) < 1774746000000000) THEN 3600000000 ELSE 7200000000 END), ())) AS parts;

-- months
SELECT parts.part, parts.d0, coalesce(parts.m0, $1) AS coalesce_1, coalesce(parts.m1, $2) AS coalesce_3, parts.m2, coalesce(parts.m3, $3) AS coalesce_5, CAST(NULL AS BIGINT) AS anon_1, CAST(NULL AS BIGINT) AS anon__1
FROM (SELECT $4 - grouping((epoch_us(date_trunc('month', make_timestamp(epoch_us(conversion_events.booked_at) + 7200000000))) // 86400000000)) AS part, (epoch_us(date_trunc('month', make_timestamp(epoch_us(conversion_events.booked_at) + 7200000000))) // 86400000000) AS d0, count(*) FILTER (WHERE conversion_events.kind = $5) AS m0, coalesce(sum(conversion_events.revenue), $6) - coalesce(sum(conversion_events.refund), $7) AS m1, CAST(CAST(sign(CAST(2 * 10000 * sum(conversion_events.revenue) AS HUGEINT)) * ((abs(CAST(2 * 10000 * sum(conversion_events.revenue) AS HUGEINT)) + nullif(count(conversion_events.revenue), 0)) // (2 * nullif(count(conversion_events.revenue), 0))) AS DECIMAL(24, 0)) * 0.0001 AS DECIMAL(18, 4)) AS m2, count(DISTINCT coalesce(conversion_events.customer_id, conversion_events.visitor_id)) FILTER (WHERE conversion_events.kind = $5) AS m3
FROM conversion_events
WHERE conversion_events.site_id = $8 AND conversion_events.booked_at >= $9 AND conversion_events.booked_at < $10 GROUP BY GROUPING SETS(((epoch_us(date_trunc('month', make_timestamp(epoch_us(conversion_events.booked_at) + 7200000000))) // 86400000000)), ())) AS parts;

-- weekday and hour
SELECT parts.part, parts.d0, parts.d1, coalesce(parts.m0, $1) AS coalesce_1, CAST(NULL AS BIGINT) AS anon_1, CAST(NULL AS BIGINT) AS anon__1
FROM (SELECT $2 - grouping((((epoch_us(analytics_sessions.started_at) + 7200000000) // (86400000000)) + $3) % $4 + $5) AS part, (((epoch_us(analytics_sessions.started_at) + 7200000000) // (86400000000)) + $3) % $4 + $5 AS d0, ((epoch_us(analytics_sessions.started_at) + 7200000000) // (3600000000)) % $6 AS d1, count(*) AS m0
FROM analytics_sessions
WHERE analytics_sessions.site_id = $7 AND analytics_sessions.started_at >= $8 AND analytics_sessions.started_at < $9 GROUP BY GROUPING SETS(((((epoch_us(analytics_sessions.started_at) + 7200000000) // (86400000000)) + $3) % $4 + $5, ((epoch_us(analytics_sessions.started_at) + 7200000000) // (3600000000)) % $6), ())) AS parts;

-- web vitals by page
SELECT 0 AS part, CAST(NULL AS VARCHAR) AS anon_1, totals.m0, totals.m1, totals.n, CAST(NULL AS BIGINT) AS anon__1
FROM (SELECT parts.m0 AS m0, parts.m1 AS m1, count(*) OVER () AS n
FROM (SELECT quantile_cont(analytics_events.lcp_ms, 0.75) AS m0, quantile_cont(analytics_events.cls, 0.75) AS m1
FROM analytics_events
WHERE analytics_events.site_id = $1 AND analytics_events.occurred_at >= $2 AND analytics_events.occurred_at < $3 AND analytics_events.event_type = $4) AS parts) AS totals UNION ALL SELECT 1, shown.d0, shown.m0, shown.m1, shown.n, CAST(NULL AS BIGINT) AS anon_1
FROM (SELECT parts.d0 AS d0, parts.m0 AS m0, parts.m1 AS m1, count(*) OVER () AS n
FROM (SELECT CAST(analytics_events.path AS VARCHAR) AS d0, quantile_cont(analytics_events.lcp_ms, 0.75) AS m0, quantile_cont(analytics_events.cls, 0.75) AS m1
FROM analytics_events
WHERE analytics_events.site_id = $5 AND analytics_events.occurred_at >= $6 AND analytics_events.occurred_at < $7 AND analytics_events.event_type = $8 AND analytics_events.path != $9 GROUP BY analytics_events.path) AS parts ORDER BY parts.m0 DESC NULLS LAST, parts.d0
 LIMIT $10) AS shown;

-- products
SELECT 0 AS part, CAST(NULL AS VARCHAR) AS anon_1, totals.m0, totals.m1, totals.m2, totals.m3, totals.n, CAST(NULL AS BIGINT) AS anon__1
FROM (SELECT coalesce(joined.m0, $1) AS m0, coalesce(joined.m1, $2) AS m1, coalesce(joined.m2, $3) AS m2, coalesce(joined.m3, $4) AS m3, count(*) OVER () AS n
FROM (SELECT max(parts.m0) AS m0, max(parts.m1) AS m1, max(parts.m2) AS m2, max(parts.m3) AS m3
FROM (SELECT count(*) AS m0, CAST(NULL AS INTEGER) AS m1, CAST(NULL AS INTEGER) AS m2, CAST(NULL AS NUMERIC(18, 4)) AS m3
FROM analytics_events
WHERE analytics_events.site_id = $5 AND analytics_events.occurred_at >= $6 AND analytics_events.occurred_at < $7 AND analytics_events.event_type = $8 UNION ALL SELECT CAST(NULL AS INTEGER) AS m0, count(*) AS m1, CAST(NULL AS INTEGER) AS m2, CAST(NULL AS NUMERIC(18, 4)) AS m3
FROM analytics_events
WHERE analytics_events.site_id = $9 AND analytics_events.occurred_at >= $10 AND analytics_events.occurred_at < $11 AND analytics_events.event_type = $12 UNION ALL SELECT CAST(NULL AS INTEGER) AS m0, CAST(NULL AS INTEGER) AS m1, coalesce(sum(CASE WHEN (order_items.kind = $13) THEN order_items.quantity END), $14) AS m2, coalesce(sum(order_items.revenue), $15) AS m3
FROM order_items
WHERE order_items.site_id = $16 AND order_items.booked_at >= $17 AND order_items.booked_at < $18) AS parts) AS joined) AS totals UNION ALL SELECT 1, shown.d0, shown.m0, shown.m1, shown.m2, shown.m3, shown.n, CAST(NULL AS BIGINT) AS anon_1
FROM (SELECT joined.d0 AS d0, coalesce(joined.m0, $19) AS m0, coalesce(joined.m1, $20) AS m1, coalesce(joined.m2, $21) AS m2, coalesce(joined.m3, $22) AS m3, count(*) OVER () AS n
FROM (SELECT parts.d0 AS d0, max(parts.m0) AS m0, max(parts.m1) AS m1, max(parts.m2) AS m2, max(parts.m3) AS m3
FROM (SELECT CAST(product_events.product_id AS VARCHAR) AS d0, count(*) AS m0, CAST(NULL AS INTEGER) AS m1, CAST(NULL AS INTEGER) AS m2, CAST(NULL AS NUMERIC(18, 4)) AS m3
FROM product_events
WHERE product_events.site_id = $23 AND product_events.occurred_at >= $24 AND product_events.occurred_at < $25 AND product_events.event_type = $26 AND product_events.product_id != $27 GROUP BY product_events.product_id UNION ALL SELECT CAST(product_events.product_id AS VARCHAR) AS d0, CAST(NULL AS INTEGER) AS m0, count(*) AS m1, CAST(NULL AS INTEGER) AS m2, CAST(NULL AS NUMERIC(18, 4)) AS m3
FROM product_events
WHERE product_events.site_id = $28 AND product_events.occurred_at >= $29 AND product_events.occurred_at < $30 AND product_events.event_type = $31 AND product_events.product_id != $32 GROUP BY product_events.product_id UNION ALL SELECT CAST(order_items.product_id AS VARCHAR) AS d0, CAST(NULL AS INTEGER) AS m0, CAST(NULL AS INTEGER) AS m1, coalesce(sum(CASE WHEN (order_items.kind = $13) THEN order_items.quantity END), $14) AS m2, coalesce(sum(order_items.revenue), $15) AS m3
FROM order_items
WHERE order_items.site_id = $33 AND order_items.booked_at >= $34 AND order_items.booked_at < $35 AND order_items.product_id != $36 GROUP BY order_items.product_id) AS parts GROUP BY parts.d0) AS joined ORDER BY coalesce(joined.m0, $19) DESC NULLS LAST, joined.d0
 LIMIT $37) AS shown;

-- a property
WITH first AS MATERIALIZED
(SELECT parts.d0 AS d0, coalesce(parts.m0, $10) AS m0, coalesce(parts.m1, $11) AS m1, count(*) OVER () AS n
FROM (SELECT CAST(coalesce(json_extract_string(analytics_events.properties, $12), $13) AS VARCHAR) AS d0, count(*) AS m0, count(*) AS m1
FROM analytics_events
WHERE analytics_events.site_id = $14 AND analytics_events.occurred_at >= $15 AND analytics_events.occurred_at < $16 AND coalesce(json_extract_string(analytics_events.properties, $12), $13) != $17 GROUP BY coalesce(json_extract_string(analytics_events.properties, $12), $13)) AS parts ORDER BY coalesce(parts.m0, $10) DESC NULLS LAST, parts.d0
 LIMIT $18)
 SELECT 0 AS part, CAST(NULL AS VARCHAR) AS anon_1, totals.m0, totals.m1, totals.n, CAST(NULL AS BIGINT) AS anon__1
FROM (SELECT coalesce(joined.m0, $1) AS m0, coalesce(joined.m1, $2) AS m1, count(*) OVER () AS n
FROM (SELECT max(parts.m0) AS m0, max(parts.m1) AS m1
FROM (SELECT count(*) AS m0, CAST(NULL AS BIGINT) AS m1
FROM analytics_events
WHERE analytics_events.site_id = $3 AND analytics_events.occurred_at >= $4 AND analytics_events.occurred_at < $5 UNION ALL SELECT CAST(NULL AS INTEGER) AS m0, coalesce(bit_count(bitstring_agg(analytics_sessions.visitor_no, 0, 131072)), 0) AS m1
FROM analytics_sessions
WHERE analytics_sessions.site_id = $6 AND analytics_sessions.started_at >= $7 AND analytics_sessions.started_at < $8) AS parts) AS joined) AS totals UNION ALL SELECT 1, shown.d0, shown.m0, shown.m1, shown.n, shown.bound
FROM (SELECT first.d0 AS d0, first.m0 AS m0, coalesce(counted.m0, $9) AS m1, first.n AS n, first.m1 AS bound
FROM first LEFT OUTER JOIN (SELECT parts.d0 AS d0, coalesce(parts.m0, $19) AS m0, count(*) OVER () AS n
FROM (SELECT CAST(coalesce(json_extract_string(analytics_events.properties, $12), $13) AS VARCHAR) AS d0, coalesce(bit_count(bitstring_agg(analytics_events.visitor_no, 0, 131072)), 0) AS m0
FROM analytics_events
WHERE analytics_events.site_id = $20 AND analytics_events.occurred_at >= $21 AND analytics_events.occurred_at < $22 AND coalesce(json_extract_string(analytics_events.properties, $12), $13) != $23 AND CAST(coalesce(json_extract_string(analytics_events.properties, $12), $13) AS VARCHAR) IN (SELECT first.d0
FROM first) GROUP BY coalesce(json_extract_string(analytics_events.properties, $12), $13)) AS parts) AS counted ON first.d0 = counted.d0) AS shown;

-- a filter on the row
SELECT 0 AS part, totals.m0, totals.n, CAST(NULL AS BIGINT) AS anon_1
FROM (SELECT coalesce(parts.m0, $1) AS m0, count(*) OVER () AS n
FROM (SELECT coalesce(bit_count(bitstring_agg(analytics_sessions.visitor_no, 0, 131072)), 0) AS m0
FROM analytics_sessions
WHERE analytics_sessions.site_id = $2 AND analytics_sessions.started_at >= $3 AND analytics_sessions.started_at < $4 AND CAST(analytics_sessions.country AS VARCHAR) IN ($6, $7) AND CAST(analytics_sessions.device AS VARCHAR) != $5) AS parts) AS totals;

-- text filters
SELECT 0 AS part, totals.m0, totals.n, CAST(NULL AS BIGINT) AS anon_1
FROM (SELECT coalesce(parts.m0, $1) AS m0, count(*) OVER () AS n
FROM (SELECT count(*) AS m0
FROM analytics_sessions
WHERE analytics_sessions.site_id = $2 AND analytics_sessions.started_at >= $3 AND analytics_sessions.started_at < $4 AND (contains(replace(lower(CAST(analytics_sessions.referrer AS VARCHAR)), 'ς', 'σ'), replace(lower($5), 'ς', 'σ')) OR regexp_full_match(replace(lower(CAST(analytics_sessions.source AS VARCHAR)), 'ς', 'σ'), replace(lower($6), 'ς', 'σ'), 's'))) AS parts) AS totals;

-- visits that saw a page
WITH linked_0 AS
(SELECT analytics_events.session_no AS key
FROM analytics_events
WHERE analytics_events.site_id = $6 AND analytics_events.occurred_at >= $7 AND analytics_events.occurred_at < $8 AND CAST(analytics_events.path AS VARCHAR) = $9 AND analytics_events.event_type = $10)
 SELECT 0 AS part, totals.m0, totals.m1, totals.n, CAST(NULL AS BIGINT) AS anon_1
FROM (SELECT coalesce(joined.m0, $1) AS m0, coalesce(joined.m1, $2) AS m1, count(*) OVER () AS n
FROM (SELECT max(parts.m0) AS m0, max(parts.m1) AS m1
FROM (SELECT count(*) AS m0, CAST(NULL AS NUMERIC(18, 4)) AS m1
FROM analytics_sessions
WHERE analytics_sessions.site_id = $3 AND analytics_sessions.started_at >= $4 AND analytics_sessions.started_at < $5 AND analytics_sessions.session_no IN (SELECT linked_0.key
FROM linked_0) UNION ALL SELECT CAST(NULL AS INTEGER) AS m0, coalesce(sum(conversion_events.revenue), $11) AS m1
FROM conversion_events
WHERE conversion_events.site_id = $12 AND conversion_events.booked_at >= $13 AND conversion_events.booked_at < $14 AND conversion_events.session_id IS NOT NULL AND conversion_events.session_no IN (SELECT linked_0.key
FROM linked_0)) AS parts) AS joined) AS totals;

-- visits without an event
WITH linked_0 AS
(SELECT analytics_events.session_no AS key
FROM analytics_events
WHERE analytics_events.site_id = $6 AND analytics_events.occurred_at >= $7 AND analytics_events.occurred_at < $8 AND CAST(analytics_events.name AS VARCHAR) = $9)
 SELECT 0 AS part, totals.m0, totals.m1, totals.n, CAST(NULL AS BIGINT) AS anon_1
FROM (SELECT coalesce(joined.m0, $1) AS m0, coalesce(joined.m1, $2) AS m1, count(*) OVER () AS n
FROM (SELECT max(parts.m0) AS m0, max(parts.m1) AS m1
FROM (SELECT count(*) AS m0, CAST(NULL AS INTEGER) AS m1
FROM analytics_sessions
WHERE analytics_sessions.site_id = $3 AND analytics_sessions.started_at >= $4 AND analytics_sessions.started_at < $5 AND (analytics_sessions.session_no NOT IN (SELECT linked_0.key
FROM linked_0)) UNION ALL SELECT CAST(NULL AS INTEGER) AS m0, count(*) AS m1
FROM analytics_events
WHERE analytics_events.site_id = $10 AND analytics_events.occurred_at >= $11 AND analytics_events.occurred_at < $12 AND analytics_events.event_type = $13 AND (analytics_events.session_no NOT IN (SELECT linked_0.key
FROM linked_0))) AS parts) AS joined) AS totals;

-- orders with a product
WITH linked_0 AS
(SELECT order_items.conversion_id AS key
FROM order_items
WHERE order_items.site_id = $7 AND order_items.booked_at >= $8 AND order_items.booked_at < $9 AND CAST(order_items.product_id AS VARCHAR) = $10),
linked_1 AS
(SELECT product_events.session_no AS key
FROM product_events
WHERE product_events.site_id = $14 AND product_events.occurred_at >= $15 AND product_events.occurred_at < $16 AND CAST(product_events.product_id AS VARCHAR) = $17 UNION ALL SELECT order_items.session_no AS key
FROM order_items
WHERE order_items.site_id = $18 AND order_items.booked_at >= $19 AND order_items.booked_at < $20 AND CAST(order_items.product_id AS VARCHAR) = $21 AND order_items.session_id IS NOT NULL)
 SELECT 0 AS part, totals.m0, totals.m1, totals.n, CAST(NULL AS BIGINT) AS anon_1
FROM (SELECT coalesce(joined.m0, $1) AS m0, coalesce(joined.m1, $2) AS m1, count(*) OVER () AS n
FROM (SELECT max(parts.m0) AS m0, max(parts.m1) AS m1
FROM (SELECT count(*) FILTER (WHERE conversion_events.kind = $3) AS m0, CAST(NULL AS INTEGER) AS m1
FROM conversion_events
WHERE conversion_events.site_id = $4 AND conversion_events.booked_at >= $5 AND conversion_events.booked_at < $6 AND conversion_events.conversion_id IN (SELECT linked_0.key
FROM linked_0) UNION ALL SELECT CAST(NULL AS INTEGER) AS m0, count(*) AS m1
FROM analytics_sessions
WHERE analytics_sessions.site_id = $11 AND analytics_sessions.started_at >= $12 AND analytics_sessions.started_at < $13 AND analytics_sessions.session_no IN (SELECT linked_1.key
FROM linked_1)) AS parts) AS joined) AS totals;
