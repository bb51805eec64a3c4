-- totals from three tables
SELECT coalesce(joined.m0, $1) AS coalesce_1, coalesce(joined.m1, $2) AS coalesce_3, coalesce(joined.m2, $3) AS coalesce_5, joined.m3, count(*) OVER () AS anon_1
FROM (SELECT max(parts.m0) AS m0, max(parts.m1) AS m1, max(parts.m2) AS m2, max(parts.m3) AS m3
FROM (SELECT coalesce(bit_count(bitstring_agg(analytics_sessions.visitor_no, 0, 131072)), 0) AS m0, CAST(NULL AS INTEGER) AS m1, CAST(NULL AS NUMERIC(18, 4)) AS m2, (100.0 * (count(*) FILTER (WHERE analytics_sessions.orders > $4))) / CAST(nullif(count(*), $5) AS NUMERIC) AS m3
FROM analytics_sessions
WHERE analytics_sessions.site_id = $6 AND analytics_sessions.started_at >= $7 AND analytics_sessions.started_at < $8 UNION ALL SELECT CAST(NULL AS BIGINT) AS m0, count(*) AS m1, CAST(NULL AS NUMERIC(18, 4)) AS m2, CAST(NULL AS DOUBLE PRECISION) AS m3
FROM analytics_events
WHERE analytics_events.site_id = $9 AND analytics_events.occurred_at >= $10 AND analytics_events.occurred_at < $11 AND analytics_events.event_type = $12 UNION ALL SELECT CAST(NULL AS BIGINT) AS m0, CAST(NULL AS INTEGER) AS m1, coalesce(sum(conversion_events.revenue), $13) AS m2, CAST(NULL AS DOUBLE PRECISION) AS m3
FROM conversion_events
WHERE conversion_events.site_id = $14 AND conversion_events.booked_at >= $15 AND conversion_events.booked_at < $16) AS parts) AS joined;

-- a breakdown of sessions and orders
SELECT joined.d0, coalesce(joined.m0, $1) AS coalesce_1, coalesce(joined.m1, $2) AS coalesce_3, coalesce(joined.m2, $3) AS coalesce_5, count(*) OVER () AS anon_1
FROM (SELECT parts.d0 AS d0, max(parts.m0) AS m0, max(parts.m1) AS m1, max(parts.m2) AS m2
FROM (SELECT CAST(analytics_sessions.source AS VARCHAR) AS d0, coalesce(bit_count(bitstring_agg(analytics_sessions.visitor_no, 0, 131072)), 0) AS m0, count(*) AS m1, CAST(NULL AS NUMERIC(18, 4)) AS m2
FROM analytics_sessions
WHERE analytics_sessions.site_id = $4 AND analytics_sessions.started_at >= $5 AND analytics_sessions.started_at < $6 GROUP BY analytics_sessions.source UNION ALL SELECT CAST(conversion_events.source AS VARCHAR) AS d0, CAST(NULL AS BIGINT) AS m0, CAST(NULL AS INTEGER) AS m1, coalesce(sum(conversion_events.revenue), $7) AS m2
FROM conversion_events
WHERE conversion_events.site_id = $8 AND conversion_events.booked_at >= $9 AND conversion_events.booked_at < $10 GROUP BY conversion_events.source) AS parts GROUP BY parts.d0) AS joined ORDER BY coalesce(joined.m0, $1) DESC NULLS LAST, joined.d0
 LIMIT $11;

-- pages
SELECT joined.d0, coalesce(joined.m0, $1) AS coalesce_1, coalesce(joined.m1, $2) AS coalesce_3, joined.m2, joined.m3, count(*) OVER () AS anon_1
FROM (SELECT parts.d0 AS d0, max(parts.m0) AS m0, max(parts.m1) AS m1, max(parts.m2) AS m2, max(parts.m3) AS m3
FROM (SELECT CAST(analytics_events.path AS VARCHAR) AS d0, count(*) FILTER (WHERE analytics_events.event_type = $3) AS m0, coalesce(bit_count(bitstring_agg(analytics_events.visitor_no, 0, 131072)), 0) AS m1, (CAST(sum(analytics_events.engaged_ms) AS DOUBLE PRECISION) / CAST(nullif(count(*) FILTER (WHERE analytics_events.event_type = $4), $5) AS NUMERIC)) / CAST($6 AS NUMERIC) AS m2, CAST(NULL AS SMALLINT) AS m3
FROM analytics_events
WHERE analytics_events.site_id = $7 AND analytics_events.occurred_at >= $8 AND analytics_events.occurred_at < $9 AND analytics_events.path != $10 GROUP BY analytics_events.path UNION ALL SELECT deepest.d0 AS d0, CAST(NULL AS INTEGER) AS m0, CAST(NULL AS BIGINT) AS m1, CAST(NULL AS DOUBLE PRECISION) AS m2, avg(deepest.greatest) AS m3
FROM (SELECT CAST(analytics_events.path AS VARCHAR) AS d0, max(analytics_events.scroll_depth) AS greatest
FROM analytics_events
WHERE analytics_events.site_id = $11 AND analytics_events.occurred_at >= $12 AND analytics_events.occurred_at < $13 AND analytics_events.event_type = $14 AND analytics_events.path != $15 GROUP BY analytics_events.path, analytics_events.session_id, analytics_events.path) AS deepest GROUP BY deepest.d0) AS parts GROUP BY parts.d0) AS joined ORDER BY coalesce(joined.m0, $1) DESC NULLS LAST, joined.d0
 LIMIT $16;

-- hours across a change of clock
SELECT parts.d0, coalesce(parts.m0, $1) AS coalesce_1, count(*) OVER () AS anon_1
FROM (SELECT ((epoch_us(analytics_sessions.started_at) + CASE WHEN (epoch_us(analytics_sessions.started_at) < 1774746000000000) THEN 3600000000 ELSE 7200000000 END) // (3600000000)) * 3600000000 - CASE WHEN (epoch_us(analytics_sessions.started_at) < 1774746000000000) THEN 3600000000 ELSE 7200000000 END AS d0, count(*) AS m0
FROM analytics_sessions
WHERE analytics_sessions.site_id = $2 AND analytics_sessions.started_at >= $3 AND analytics_sessions.started_at < $4 GROUP BY ((epoch_us(analytics_sessions.started_at) + CASE WHEN (epoch_us(analytics_sessions.started_at) < 1774746000000000) THEN 3600000000 ELSE 7200000000 END) // (3600000000)) * 3600000000 - CASE WHEN (epoch_us(analytics_sessions.started_at) < 1774746000000000) THEN 3600000000 ELSE 7200000000 END) AS parts ORDER BY coalesce(parts.m0, $1) DESC NULLS LAST, parts.d0
 LIMIT $5;

-- months
SELECT parts.d0, coalesce(parts.m0, $1) AS coalesce_1, coalesce(parts.m1, $2) AS coalesce_3, parts.m2, coalesce(parts.m3, $3) AS coalesce_5, count(*) OVER () AS anon_1
FROM (SELECT (epoch_us(date_trunc('month', make_timestamp(epoch_us(conversion_events.booked_at) + 7200000000))) // 86400000000) AS d0, count(*) FILTER (WHERE conversion_events.kind = $4) AS m0, coalesce(sum(conversion_events.revenue), $5) - coalesce(sum(conversion_events.refund), $6) AS m1, CAST(sum(conversion_events.revenue) / CAST(nullif(count(conversion_events.revenue), $7) AS NUMERIC) AS NUMERIC(18, 4)) AS m2, count(DISTINCT coalesce(conversion_events.customer_id, conversion_events.visitor_id)) FILTER (WHERE conversion_events.kind = $4) AS m3
FROM conversion_events
WHERE conversion_events.site_id = $8 AND conversion_events.booked_at >= $9 AND conversion_events.booked_at < $10 GROUP BY (epoch_us(date_trunc('month', make_timestamp(epoch_us(conversion_events.booked_at) + 7200000000))) // 86400000000)) AS parts ORDER BY coalesce(parts.m0, $1) DESC NULLS LAST, parts.d0
 LIMIT $11;

-- weekday and hour
SELECT parts.d0, parts.d1, coalesce(parts.m0, $1) AS coalesce_1, count(*) OVER () AS anon_1
FROM (SELECT (((epoch_us(analytics_sessions.started_at) + 7200000000) // (86400000000)) + $2) % $3 + $4 AS d0, ((epoch_us(analytics_sessions.started_at) + 7200000000) // (3600000000)) % $5 AS d1, count(*) AS m0
FROM analytics_sessions
WHERE analytics_sessions.site_id = $6 AND analytics_sessions.started_at >= $7 AND analytics_sessions.started_at < $8 GROUP BY (((epoch_us(analytics_sessions.started_at) + 7200000000) // (86400000000)) + $2) % $3 + $4, ((epoch_us(analytics_sessions.started_at) + 7200000000) // (3600000000)) % $5) AS parts ORDER BY coalesce(parts.m0, $1) DESC NULLS LAST, parts.d0, parts.d1
 LIMIT $9;

-- web vitals by page
SELECT parts.d0, parts.m0, parts.m1, count(*) OVER () AS anon_1
FROM (SELECT CAST(analytics_events.path AS VARCHAR) AS d0, quantile_cont(analytics_events.lcp_ms, 0.75) AS m0, quantile_cont(analytics_events.cls, 0.75) AS m1
FROM analytics_events
WHERE analytics_events.site_id = $1 AND analytics_events.occurred_at >= $2 AND analytics_events.occurred_at < $3 AND analytics_events.event_type = $4 AND analytics_events.path != $5 GROUP BY analytics_events.path) AS parts ORDER BY parts.m0 DESC NULLS LAST, parts.d0
 LIMIT $6;

-- products
SELECT joined.d0, coalesce(joined.m0, $1) AS coalesce_1, coalesce(joined.m1, $2) AS coalesce_3, coalesce(joined.m2, $3) AS coalesce_5, coalesce(joined.m3, $4) AS coalesce_7, count(*) OVER () AS anon_1
FROM (SELECT parts.d0 AS d0, max(parts.m0) AS m0, max(parts.m1) AS m1, max(parts.m2) AS m2, max(parts.m3) AS m3
FROM (SELECT CAST(product_events.product_id AS VARCHAR) AS d0, count(DISTINCT product_events.event_id) FILTER (WHERE product_events.event_type = $5) AS m0, count(DISTINCT product_events.event_id) FILTER (WHERE product_events.event_type = $6) AS m1, CAST(NULL AS INTEGER) AS m2, CAST(NULL AS NUMERIC(18, 4)) AS m3
FROM product_events
WHERE product_events.site_id = $7 AND product_events.occurred_at >= $8 AND product_events.occurred_at < $9 AND product_events.product_id != $10 GROUP BY product_events.product_id UNION ALL SELECT CAST(order_items.product_id AS VARCHAR) AS d0, CAST(NULL AS INTEGER) AS m0, CAST(NULL AS INTEGER) AS m1, coalesce(sum(CASE WHEN (order_items.kind = $11) THEN order_items.quantity END), $12) AS m2, coalesce(sum(order_items.revenue), $13) AS m3
FROM order_items
WHERE order_items.site_id = $14 AND order_items.booked_at >= $15 AND order_items.booked_at < $16 AND order_items.product_id != $17 GROUP BY order_items.product_id) AS parts GROUP BY parts.d0) AS joined ORDER BY coalesce(joined.m0, $1) DESC NULLS LAST, joined.d0
 LIMIT $18;

-- a property
SELECT parts.d0, coalesce(parts.m0, $1) AS coalesce_1, coalesce(parts.m1, $2) AS coalesce_3, count(*) OVER () AS anon_1
FROM (SELECT CAST(coalesce(json_extract_string(analytics_events.properties, $3), $4) AS VARCHAR) AS d0, count(*) AS m0, coalesce(bit_count(bitstring_agg(analytics_events.visitor_no, 0, 131072)), 0) AS m1
FROM analytics_events
WHERE analytics_events.site_id = $5 AND analytics_events.occurred_at >= $6 AND analytics_events.occurred_at < $7 AND coalesce(json_extract_string(analytics_events.properties, $3), $4) != $8 GROUP BY coalesce(json_extract_string(analytics_events.properties, $3), $4)) AS parts ORDER BY coalesce(parts.m0, $1) DESC NULLS LAST, parts.d0
 LIMIT $9;

-- a filter on the row
SELECT coalesce(parts.m0, $1) AS coalesce_1, count(*) OVER () AS anon_1
FROM (SELECT coalesce(bit_count(bitstring_agg(analytics_sessions.visitor_no, 0, 131072)), 0) AS m0
FROM analytics_sessions
WHERE analytics_sessions.site_id = $2 AND analytics_sessions.started_at >= $3 AND analytics_sessions.started_at < $4 AND CAST(analytics_sessions.country AS VARCHAR) IN ($6, $7) AND CAST(analytics_sessions.device AS VARCHAR) != $5) AS parts;

-- text filters
SELECT coalesce(parts.m0, $1) AS coalesce_1, count(*) OVER () AS anon_1
FROM (SELECT count(*) AS m0
FROM analytics_sessions
WHERE analytics_sessions.site_id = $2 AND analytics_sessions.started_at >= $3 AND analytics_sessions.started_at < $4 AND (contains(lower(CAST(analytics_sessions.referrer AS VARCHAR)), $5) OR regexp_full_match(CAST(analytics_sessions.source AS VARCHAR), $6, 'is'))) AS parts;

-- visits that saw a page
SELECT coalesce(joined.m0, $1) AS coalesce_1, coalesce(joined.m1, $2) AS coalesce_3, count(*) OVER () AS anon_1
FROM (SELECT max(parts.m0) AS m0, max(parts.m1) AS m1
FROM (SELECT count(*) AS m0, CAST(NULL AS NUMERIC(18, 4)) AS m1
FROM analytics_sessions
WHERE analytics_sessions.site_id = $3 AND analytics_sessions.started_at >= $4 AND analytics_sessions.started_at < $5 AND analytics_sessions.session_id IN (SELECT analytics_events.session_id
FROM analytics_events
WHERE analytics_events.site_id = $6 AND analytics_events.occurred_at >= $7 AND analytics_events.occurred_at < $8 AND CAST(analytics_events.path AS VARCHAR) = $9 AND analytics_events.event_type = $10) UNION ALL SELECT CAST(NULL AS INTEGER) AS m0, coalesce(sum(conversion_events.revenue), $11) AS m1
FROM conversion_events
WHERE conversion_events.site_id = $12 AND conversion_events.booked_at >= $13 AND conversion_events.booked_at < $14 AND conversion_events.session_id IS NOT NULL AND conversion_events.session_id IN (SELECT analytics_events.session_id
FROM analytics_events
WHERE analytics_events.site_id = $15 AND analytics_events.occurred_at >= $16 AND analytics_events.occurred_at < $17 AND CAST(analytics_events.path AS VARCHAR) = $18 AND analytics_events.event_type = $19)) AS parts) AS joined;

-- visits without an event
SELECT coalesce(joined.m0, $1) AS coalesce_1, coalesce(joined.m1, $2) AS coalesce_3, count(*) OVER () AS anon_1
FROM (SELECT max(parts.m0) AS m0, max(parts.m1) AS m1
FROM (SELECT count(*) AS m0, CAST(NULL AS INTEGER) AS m1
FROM analytics_sessions
WHERE analytics_sessions.site_id = $3 AND analytics_sessions.started_at >= $4 AND analytics_sessions.started_at < $5 AND (analytics_sessions.session_id NOT IN (SELECT analytics_events.session_id
FROM analytics_events
WHERE analytics_events.site_id = $6 AND analytics_events.occurred_at >= $7 AND analytics_events.occurred_at < $8 AND CAST(analytics_events.name AS VARCHAR) = $9)) UNION ALL SELECT CAST(NULL AS INTEGER) AS m0, count(*) AS m1
FROM analytics_events
WHERE analytics_events.site_id = $10 AND analytics_events.occurred_at >= $11 AND analytics_events.occurred_at < $12 AND analytics_events.event_type = $13 AND (analytics_events.session_id NOT IN (SELECT analytics_events.session_id
FROM analytics_events
WHERE analytics_events.site_id = $14 AND analytics_events.occurred_at >= $15 AND analytics_events.occurred_at < $16 AND CAST(analytics_events.name AS VARCHAR) = $17))) AS parts) AS joined;

-- orders with a product
SELECT coalesce(joined.m0, $1) AS coalesce_1, coalesce(joined.m1, $2) AS coalesce_3, count(*) OVER () AS anon_1
FROM (SELECT max(parts.m0) AS m0, max(parts.m1) AS m1
FROM (SELECT count(*) FILTER (WHERE conversion_events.kind = $3) AS m0, CAST(NULL AS INTEGER) AS m1
FROM conversion_events
WHERE conversion_events.site_id = $4 AND conversion_events.booked_at >= $5 AND conversion_events.booked_at < $6 AND conversion_events.conversion_id IN (SELECT order_items.conversion_id
FROM order_items
WHERE order_items.site_id = $7 AND order_items.booked_at >= $8 AND order_items.booked_at < $9 AND CAST(order_items.product_id AS VARCHAR) = $10) UNION ALL SELECT CAST(NULL AS INTEGER) AS m0, count(*) AS m1
FROM analytics_sessions
WHERE analytics_sessions.site_id = $11 AND analytics_sessions.started_at >= $12 AND analytics_sessions.started_at < $13 AND analytics_sessions.session_id IN (SELECT product_events.session_id
FROM product_events
WHERE product_events.site_id = $14 AND product_events.occurred_at >= $15 AND product_events.occurred_at < $16 AND CAST(product_events.product_id AS VARCHAR) = $17 UNION ALL SELECT order_items.session_id
FROM order_items
WHERE order_items.site_id = $18 AND order_items.booked_at >= $19 AND order_items.booked_at < $20 AND CAST(order_items.product_id AS VARCHAR) = $21 AND order_items.session_id IS NOT NULL)) AS parts) AS joined;
