-- totals from three tables
SELECT 0 AS part, totals.m0, totals.m1, totals.m2, totals.m3, totals.n, NULL AS anon_1
FROM (SELECT coalesce(joined.m0, {coalesce_1:UInt8}) AS m0, coalesce(joined.m1, {coalesce_2:UInt8}) AS m1, coalesce(joined.m2, {coalesce_3:UInt8}) AS m2, joined.m3 AS m3, count(*) OVER () AS n
FROM (SELECT max(parts.m0) AS m0, max(parts.m1) AS m1, max(parts.m2) AS m2, max(parts.m3) AS m3
FROM (SELECT uniqExact(analytics_sessions.visitor_id) AS m0, NULL AS m1, NULL AS m2, (100.0 * (count(*) FILTER (WHERE analytics_sessions.orders > {orders_1:UInt8}))) / nullif(count(*), {nullif_1:UInt8}) AS m3
FROM analytics_sessions
WHERE analytics_sessions.site_id = {site_id_1:UInt8} AND analytics_sessions.started_at >= fromUnixTimestamp64Micro({param_1:Int64}, 'UTC') AND analytics_sessions.started_at < fromUnixTimestamp64Micro({param_2:Int64}, 'UTC') UNION ALL SELECT NULL AS m0, count(*) AS m1, NULL AS m2, NULL AS m3
FROM analytics_events
WHERE analytics_events.site_id = {site_id_2:UInt8} AND analytics_events.occurred_at >= fromUnixTimestamp64Micro({param_3:Int64}, 'UTC') AND analytics_events.occurred_at < fromUnixTimestamp64Micro({param_4:Int64}, 'UTC') AND analytics_events.event_type = {event_type_1:String} UNION ALL SELECT NULL AS m0, NULL AS m1, coalesce(sum(conversion_events.revenue), {coalesce_4:UInt8}) AS m2, NULL AS m3
FROM conversion_events
WHERE conversion_events.site_id = {site_id_3:UInt8} AND conversion_events.booked_at >= fromUnixTimestamp64Micro({param_5:Int64}, 'UTC') AND conversion_events.booked_at < fromUnixTimestamp64Micro({param_6:Int64}, 'UTC')) AS parts) AS joined) AS totals;

-- a breakdown of sessions and orders
WITH first AS
(SELECT joined.d0 AS d0, coalesce(joined.m0, {coalesce_6:UInt8}) AS m0, coalesce(joined.m1, {coalesce_7:UInt8}) AS m1, coalesce(joined.m2, {coalesce_8:UInt8}) AS m2, count(*) OVER () AS n
FROM (SELECT parts.d0 AS d0, max(parts.m0) AS m0, max(parts.m1) AS m1, max(parts.m2) AS m2
FROM (SELECT CAST(analytics_sessions.source AS String) AS d0, count(*) AS m0, count(*) AS m1, NULL AS m2
FROM analytics_sessions
WHERE analytics_sessions.site_id = {site_id_3:UInt8} AND analytics_sessions.started_at >= fromUnixTimestamp64Micro({param_5:Int64}, 'UTC') AND analytics_sessions.started_at < fromUnixTimestamp64Micro({param_6:Int64}, 'UTC') GROUP BY analytics_sessions.source UNION ALL SELECT CAST(conversion_events.source AS String) AS d0, NULL AS m0, NULL AS m1, coalesce(sum(conversion_events.revenue), {coalesce_4:UInt8}) AS m2
FROM conversion_events
WHERE conversion_events.site_id = {site_id_4:UInt8} AND conversion_events.booked_at >= fromUnixTimestamp64Micro({param_7:Int64}, 'UTC') AND conversion_events.booked_at < fromUnixTimestamp64Micro({param_8:Int64}, 'UTC') GROUP BY conversion_events.source) AS parts GROUP BY parts.d0) AS joined ORDER BY coalesce(joined.m0, {coalesce_6:UInt8}) DESC NULLS LAST, joined.d0
 LIMIT {param_9:UInt8})
 SELECT 0 AS part, NULL AS anon_1, totals.m0, totals.m1, totals.m2, totals.n, NULL AS anon__1
FROM (SELECT coalesce(joined.m0, {coalesce_1:UInt8}) AS m0, coalesce(joined.m1, {coalesce_2:UInt8}) AS m1, coalesce(joined.m2, {coalesce_3:UInt8}) AS m2, count(*) OVER () AS n
FROM (SELECT max(parts.m0) AS m0, max(parts.m1) AS m1, max(parts.m2) AS m2
FROM (SELECT uniqExact(analytics_sessions.visitor_id) AS m0, count(*) AS m1, NULL AS m2
FROM analytics_sessions
WHERE analytics_sessions.site_id = {site_id_1:UInt8} AND analytics_sessions.started_at >= fromUnixTimestamp64Micro({param_1:Int64}, 'UTC') AND analytics_sessions.started_at < fromUnixTimestamp64Micro({param_2:Int64}, 'UTC') UNION ALL SELECT NULL AS m0, NULL AS m1, coalesce(sum(conversion_events.revenue), {coalesce_4:UInt8}) AS m2
FROM conversion_events
WHERE conversion_events.site_id = {site_id_2:UInt8} AND conversion_events.booked_at >= fromUnixTimestamp64Micro({param_3:Int64}, 'UTC') AND conversion_events.booked_at < fromUnixTimestamp64Micro({param_4:Int64}, 'UTC')) AS parts) AS joined) AS totals UNION ALL SELECT 1, shown.d0, shown.m0, shown.m1, shown.m2, shown.n, shown.bound
FROM (SELECT first.d0 AS d0, coalesce(counted.m0, {coalesce_5:UInt8}) AS m0, first.m1 AS m1, first.m2 AS m2, first.n AS n, first.m0 AS bound
FROM first LEFT OUTER JOIN (SELECT parts.d0 AS d0, coalesce(parts.m0, {coalesce_9:UInt8}) AS m0, count(*) OVER () AS n
FROM (SELECT CAST(analytics_sessions.source AS String) AS d0, uniqExact(analytics_sessions.visitor_id) AS m0
FROM analytics_sessions
WHERE analytics_sessions.site_id = {site_id_5:UInt8} AND analytics_sessions.started_at >= fromUnixTimestamp64Micro({param_10:Int64}, 'UTC') AND analytics_sessions.started_at < fromUnixTimestamp64Micro({param_11:Int64}, 'UTC') AND CAST(analytics_sessions.source AS String) IN (SELECT first.d0
FROM first) GROUP BY analytics_sessions.source) AS parts) AS counted ON first.d0 = counted.d0) AS shown;

-- pages
WITH first AS
(SELECT joined.d0 AS d0, coalesce(joined.m0, {coalesce_4:UInt8}) AS m0, coalesce(joined.m1, {coalesce_5:UInt8}) AS m1, joined.m2 AS m2, joined.m3 AS m3, count(*) OVER () AS n
FROM (SELECT parts.d0 AS d0, max(parts.m0) AS m0, max(parts.m1) AS m1, max(parts.m2) AS m2, max(parts.m3) AS m3
FROM (SELECT CAST(analytics_events.path AS String) AS d0, count(*) AS m0, count(*) AS m1, NULL AS m2, NULL AS m3
FROM analytics_events
WHERE analytics_events.site_id = {site_id_5:UInt8} AND analytics_events.occurred_at >= fromUnixTimestamp64Micro({param_10:Int64}, 'UTC') AND analytics_events.occurred_at < fromUnixTimestamp64Micro({param_11:Int64}, 'UTC') AND analytics_events.event_type = {event_type_4:String} AND analytics_events.path != {path_1:String} GROUP BY analytics_events.path UNION ALL SELECT CAST(analytics_events.path AS String) AS d0, NULL AS m0, NULL AS m1, (CAST(sum(analytics_events.engaged_ms) AS Float64) / nullif(count(*) FILTER (WHERE analytics_events.event_type = {event_type_2:String}), {nullif_1:UInt8})) / {param_5:Int64} AS m2, NULL AS m3
FROM analytics_events
WHERE analytics_events.site_id = {site_id_6:UInt8} AND analytics_events.occurred_at >= fromUnixTimestamp64Micro({param_12:Int64}, 'UTC') AND analytics_events.occurred_at < fromUnixTimestamp64Micro({param_13:Int64}, 'UTC') AND analytics_events.path != {path_2:String} GROUP BY analytics_events.path UNION ALL SELECT deepest.d0 AS d0, NULL AS m0, NULL AS m1, NULL AS m2, avg(deepest.greatest) AS m3
FROM (SELECT CAST(analytics_events.path AS String) AS d0, max(analytics_events.scroll_depth) AS greatest
FROM analytics_events
WHERE analytics_events.site_id = {site_id_7:UInt8} AND analytics_events.occurred_at >= fromUnixTimestamp64Micro({param_14:Int64}, 'UTC') AND analytics_events.occurred_at < fromUnixTimestamp64Micro({param_15:Int64}, 'UTC') AND analytics_events.event_type = {event_type_5:String} AND analytics_events.path != {path_3:String} GROUP BY analytics_events.path, analytics_events.session_id, analytics_events.path) AS deepest GROUP BY deepest.d0) AS parts GROUP BY parts.d0) AS joined ORDER BY coalesce(joined.m0, {coalesce_4:UInt8}) DESC NULLS LAST, joined.d0
 LIMIT {param_16:UInt8})
 SELECT 0 AS part, NULL AS anon_1, totals.m0, totals.m1, totals.m2, totals.m3, totals.n, NULL AS anon__1
FROM (SELECT coalesce(joined.m0, {coalesce_1:UInt8}) AS m0, coalesce(joined.m1, {coalesce_2:UInt8}) AS m1, joined.m2 AS m2, joined.m3 AS m3, count(*) OVER () AS n
FROM (SELECT max(parts.m0) AS m0, max(parts.m1) AS m1, max(parts.m2) AS m2, max(parts.m3) AS m3
FROM (SELECT count(*) AS m0, NULL AS m1, NULL AS m2, NULL AS m3
FROM analytics_events
WHERE analytics_events.site_id = {site_id_1:UInt8} AND analytics_events.occurred_at >= fromUnixTimestamp64Micro({param_1:Int64}, 'UTC') AND analytics_events.occurred_at < fromUnixTimestamp64Micro({param_2:Int64}, 'UTC') AND analytics_events.event_type = {event_type_1:String} UNION ALL SELECT NULL AS m0, uniqExact(analytics_sessions.visitor_id) AS m1, NULL AS m2, NULL AS m3
FROM analytics_sessions
WHERE analytics_sessions.site_id = {site_id_2:UInt8} AND analytics_sessions.started_at >= fromUnixTimestamp64Micro({param_3:Int64}, 'UTC') AND analytics_sessions.started_at < fromUnixTimestamp64Micro({param_4:Int64}, 'UTC') UNION ALL SELECT NULL AS m0, NULL AS m1, (CAST(sum(analytics_events.engaged_ms) AS Float64) / nullif(count(*) FILTER (WHERE analytics_events.event_type = {event_type_2:String}), {nullif_1:UInt8})) / {param_5:Int64} AS m2, NULL AS m3
FROM analytics_events
WHERE analytics_events.site_id = {site_id_3:UInt8} AND analytics_events.occurred_at >= fromUnixTimestamp64Micro({param_6:Int64}, 'UTC') AND analytics_events.occurred_at < fromUnixTimestamp64Micro({param_7:Int64}, 'UTC') UNION ALL SELECT NULL AS m0, NULL AS m1, NULL AS m2, avg(deepest.greatest) AS m3
FROM (SELECT max(analytics_events.scroll_depth) AS greatest
FROM analytics_events
WHERE analytics_events.site_id = {site_id_4:UInt8} AND analytics_events.occurred_at >= fromUnixTimestamp64Micro({param_8:Int64}, 'UTC') AND analytics_events.occurred_at < fromUnixTimestamp64Micro({param_9:Int64}, 'UTC') AND analytics_events.event_type = {event_type_3:String} GROUP BY analytics_events.session_id, analytics_events.path) AS deepest) AS parts) AS joined) AS totals UNION ALL SELECT 1, shown.d0, shown.m0, shown.m1, shown.m2, shown.m3, shown.n, shown.bound
FROM (SELECT first.d0 AS d0, first.m0 AS m0, coalesce(counted.m0, {coalesce_3:UInt8}) AS m1, first.m2 AS m2, first.m3 AS m3, first.n AS n, first.m1 AS bound
FROM first LEFT OUTER JOIN (SELECT parts.d0 AS d0, coalesce(parts.m0, {coalesce_6:UInt8}) AS m0, count(*) OVER () AS n
FROM (SELECT CAST(analytics_events.path AS String) AS d0, uniqExact(analytics_events.visitor_id) AS m0
FROM analytics_events
WHERE analytics_events.site_id = {site_id_8:UInt8} AND analytics_events.occurred_at >= fromUnixTimestamp64Micro({param_17:Int64}, 'UTC') AND analytics_events.occurred_at < fromUnixTimestamp64Micro({param_18:Int64}, 'UTC') AND analytics_events.event_type = {event_type_6:String} AND analytics_events.path != {path_4:String} AND CAST(analytics_events.path AS String) IN (SELECT first.d0
FROM first) GROUP BY analytics_events.path) AS parts) AS counted ON first.d0 = counted.d0) AS shown;

-- hours across a change of clock
SELECT parts.part, parts.d0, coalesce(parts.m0, {coalesce_2:UInt8}) AS coalesce_1, NULL AS anon_1, NULL AS anon__1
FROM (SELECT {grouping_1:UInt8} - grouping(intDiv(toUnixTimestamp64Micro(analytics_sessions.started_at) + CASE WHEN (toUnixTimestamp64Micro(analytics_sessions.started_at) < 1774746000000000) THEN 3600000000 ELSE 7200000000 END, 3600000000) * 3600000000 - CASE WHEN (toUnixTimestamp64Micro(analytics_sessions.started_at) < 1774746000000000) THEN 3600000000 ELSE 7200000000 END) AS part, intDiv(toUnixTimestamp64Micro(analytics_sessions.started_at) + CASE WHEN (toUnixTimestamp64Micro(analytics_sessions.started_at) < 1774746000000000) THEN 3600000000 ELSE 7200000000 END, 3600000000) * 3600000000 - CASE WHEN (toUnixTimestamp64Micro(analytics_sessions.started_at) < 1774746000000000) THEN 3600000000 ELSE 7200000000 END AS d0, count(*) AS m0
FROM analytics_sessions
WHERE analytics_sessions.site_id = {site_id_1:UInt8} AND analytics_sessions.started_at >= fromUnixTimestamp64Micro({param_1:Int64}, 'UTC') AND analytics_sessions.started_at < fromUnixTimestamp64Micro({param_2:Int64}, 'UTC') GROUP BY GROUPING SETS((intDiv(toUnixTimestamp64Micro(analytics_sessions.started_at) + CASE WHEN (toUnixTimestamp64Micro(analytics_sessions.started_at) < 1774746000000000) THEN 3600000000 ELSE 7200000000 END, 3600000000) * 3600000000 - CASE WHEN (toUnixTimestamp64Micro(analytics_sessions.started_at) < 1774746000000000) THEN 3600000000 ELSE 7200000000 END), ())) AS parts;

-- months
SELECT parts.part, parts.d0, coalesce(parts.m0, {coalesce_2:UInt8}) AS coalesce_1, coalesce(parts.m1, {coalesce_4:UInt8}) AS coalesce_3, parts.m2, coalesce(parts.m3, {coalesce_6:UInt8}) AS coalesce_5, NULL AS anon_1, NULL AS anon__1
FROM (SELECT {grouping_1:UInt8} - grouping((toInt64(toInt32(toDate32(fromUnixTimestamp64Micro(toInt64(toUnixTimestamp64Micro(conversion_events.booked_at) + 7200000000), 'UTC')))) - toDayOfMonth(toDate32(fromUnixTimestamp64Micro(toInt64(toUnixTimestamp64Micro(conversion_events.booked_at) + 7200000000), 'UTC'))) + 1)) AS part, (toInt64(toInt32(toDate32(fromUnixTimestamp64Micro(toInt64(toUnixTimestamp64Micro(conversion_events.booked_at) + 7200000000), 'UTC')))) - toDayOfMonth(toDate32(fromUnixTimestamp64Micro(toInt64(toUnixTimestamp64Micro(conversion_events.booked_at) + 7200000000), 'UTC'))) + 1) AS d0, count(*) FILTER (WHERE conversion_events.kind = {kind_1:String}) AS m0, coalesce(sum(conversion_events.revenue), {coalesce_7:UInt8}) - coalesce(sum(conversion_events.refund), {coalesce_8:UInt8}) AS m1, toDecimal128(sign(toInt128(sum(conversion_events.revenue) * 20000)) * intDiv(abs(toInt128(sum(conversion_events.revenue) * 20000)) + nullif(count(conversion_events.revenue), 0), 2 * nullif(count(conversion_events.revenue), 0)), 4) / 10000 AS m2, count(DISTINCT coalesce(conversion_events.customer_id, conversion_events.visitor_id)) FILTER (WHERE conversion_events.kind = {kind_1:String}) AS m3
FROM conversion_events
WHERE conversion_events.site_id = {site_id_1:UInt8} AND conversion_events.booked_at >= fromUnixTimestamp64Micro({param_1:Int64}, 'UTC') AND conversion_events.booked_at < fromUnixTimestamp64Micro({param_2:Int64}, 'UTC') GROUP BY GROUPING SETS(((toInt64(toInt32(toDate32(fromUnixTimestamp64Micro(toInt64(toUnixTimestamp64Micro(conversion_events.booked_at) + 7200000000), 'UTC')))) - toDayOfMonth(toDate32(fromUnixTimestamp64Micro(toInt64(toUnixTimestamp64Micro(conversion_events.booked_at) + 7200000000), 'UTC'))) + 1)), ())) AS parts;

-- weekday and hour
SELECT parts.part, parts.d0, parts.d1, coalesce(parts.m0, {coalesce_2:UInt8}) AS coalesce_1, NULL AS anon_1, NULL AS anon__1
FROM (SELECT {grouping_1:UInt8} - grouping((intDiv(toUnixTimestamp64Micro(analytics_sessions.started_at) + 7200000000, 86400000000) + {param_1:UInt8}) % {param_2:UInt8} + {param_3:UInt8}) AS part, (intDiv(toUnixTimestamp64Micro(analytics_sessions.started_at) + 7200000000, 86400000000) + {param_1:UInt8}) % {param_2:UInt8} + {param_3:UInt8} AS d0, intDiv(toUnixTimestamp64Micro(analytics_sessions.started_at) + 7200000000, 3600000000) % {param_4:UInt8} AS d1, count(*) AS m0
FROM analytics_sessions
WHERE analytics_sessions.site_id = {site_id_1:UInt8} AND analytics_sessions.started_at >= fromUnixTimestamp64Micro({param_5:Int64}, 'UTC') AND analytics_sessions.started_at < fromUnixTimestamp64Micro({param_6:Int64}, 'UTC') GROUP BY GROUPING SETS(((intDiv(toUnixTimestamp64Micro(analytics_sessions.started_at) + 7200000000, 86400000000) + {param_1:UInt8}) % {param_2:UInt8} + {param_3:UInt8}, intDiv(toUnixTimestamp64Micro(analytics_sessions.started_at) + 7200000000, 3600000000) % {param_4:UInt8}), ())) AS parts;

-- web vitals by page
SELECT 0 AS part, NULL AS anon_1, totals.m0, totals.m1, totals.n, NULL AS anon__1
FROM (SELECT parts.m0 AS m0, parts.m1 AS m1, count(*) OVER () AS n
FROM (SELECT quantileExactInclusive(0.75)(analytics_events.lcp_ms) AS m0, quantileExactInclusive(0.75)(analytics_events.cls) AS m1
FROM analytics_events
WHERE analytics_events.site_id = {site_id_1:UInt8} AND analytics_events.occurred_at >= fromUnixTimestamp64Micro({param_1:Int64}, 'UTC') AND analytics_events.occurred_at < fromUnixTimestamp64Micro({param_2:Int64}, 'UTC') AND analytics_events.event_type = {event_type_1:String}) AS parts) AS totals UNION ALL SELECT 1, shown.d0, shown.m0, shown.m1, shown.n, NULL AS anon_1
FROM (SELECT parts.d0 AS d0, parts.m0 AS m0, parts.m1 AS m1, count(*) OVER () AS n
FROM (SELECT CAST(analytics_events.path AS String) AS d0, quantileExactInclusive(0.75)(analytics_events.lcp_ms) AS m0, quantileExactInclusive(0.75)(analytics_events.cls) AS m1
FROM analytics_events
WHERE analytics_events.site_id = {site_id_2:UInt8} AND analytics_events.occurred_at >= fromUnixTimestamp64Micro({param_3:Int64}, 'UTC') AND analytics_events.occurred_at < fromUnixTimestamp64Micro({param_4:Int64}, 'UTC') AND analytics_events.event_type = {event_type_2:String} AND analytics_events.path != {path_1:String} GROUP BY analytics_events.path) AS parts ORDER BY parts.m0 DESC NULLS LAST, parts.d0
 LIMIT {param_5:UInt8}) AS shown;

-- products
SELECT 0 AS part, NULL AS anon_1, totals.m0, totals.m1, totals.m2, totals.m3, totals.n, NULL AS anon__1
FROM (SELECT coalesce(joined.m0, {coalesce_1:UInt8}) AS m0, coalesce(joined.m1, {coalesce_2:UInt8}) AS m1, coalesce(joined.m2, {coalesce_3:UInt8}) AS m2, coalesce(joined.m3, {coalesce_4:UInt8}) AS m3, count(*) OVER () AS n
FROM (SELECT max(parts.m0) AS m0, max(parts.m1) AS m1, max(parts.m2) AS m2, max(parts.m3) AS m3
FROM (SELECT count(*) AS m0, NULL AS m1, NULL AS m2, NULL AS m3
FROM analytics_events
WHERE analytics_events.site_id = {site_id_1:UInt8} AND analytics_events.occurred_at >= fromUnixTimestamp64Micro({param_1:Int64}, 'UTC') AND analytics_events.occurred_at < fromUnixTimestamp64Micro({param_2:Int64}, 'UTC') AND analytics_events.event_type = {event_type_1:String} UNION ALL SELECT NULL AS m0, count(*) AS m1, NULL AS m2, NULL AS m3
FROM analytics_events
WHERE analytics_events.site_id = {site_id_2:UInt8} AND analytics_events.occurred_at >= fromUnixTimestamp64Micro({param_3:Int64}, 'UTC') AND analytics_events.occurred_at < fromUnixTimestamp64Micro({param_4:Int64}, 'UTC') AND analytics_events.event_type = {event_type_2:String} UNION ALL SELECT NULL AS m0, NULL AS m1, coalesce(sum(CASE WHEN (order_items.kind = {kind_1:String}) THEN order_items.quantity END), {coalesce_5:UInt8}) AS m2, coalesce(sum(order_items.revenue), {coalesce_6:UInt8}) AS m3
FROM order_items
WHERE order_items.site_id = {site_id_3:UInt8} AND order_items.booked_at >= fromUnixTimestamp64Micro({param_5:Int64}, 'UTC') AND order_items.booked_at < fromUnixTimestamp64Micro({param_6:Int64}, 'UTC')) AS parts) AS joined) AS totals UNION ALL SELECT 1, shown.d0, shown.m0, shown.m1, shown.m2, shown.m3, shown.n, NULL AS anon_1
FROM (SELECT joined.d0 AS d0, coalesce(joined.m0, {coalesce_7:UInt8}) AS m0, coalesce(joined.m1, {coalesce_8:UInt8}) AS m1, coalesce(joined.m2, {coalesce_9:UInt8}) AS m2, coalesce(joined.m3, {coalesce_10:UInt8}) AS m3, count(*) OVER () AS n
FROM (SELECT parts.d0 AS d0, max(parts.m0) AS m0, max(parts.m1) AS m1, max(parts.m2) AS m2, max(parts.m3) AS m3
FROM (SELECT CAST(product_events.product_id AS String) AS d0, count(*) AS m0, NULL AS m1, NULL AS m2, NULL AS m3
FROM product_events
WHERE product_events.site_id = {site_id_4:UInt8} AND product_events.occurred_at >= fromUnixTimestamp64Micro({param_7:Int64}, 'UTC') AND product_events.occurred_at < fromUnixTimestamp64Micro({param_8:Int64}, 'UTC') AND product_events.event_type = {event_type_3:String} AND product_events.product_id != {product_id_1:String} GROUP BY product_events.product_id UNION ALL SELECT CAST(product_events.product_id AS String) AS d0, NULL AS m0, count(*) AS m1, NULL AS m2, NULL AS m3
FROM product_events
WHERE product_events.site_id = {site_id_5:UInt8} AND product_events.occurred_at >= fromUnixTimestamp64Micro({param_9:Int64}, 'UTC') AND product_events.occurred_at < fromUnixTimestamp64Micro({param_10:Int64}, 'UTC') AND product_events.event_type = {event_type_4:String} AND product_events.product_id != {product_id_2:String} GROUP BY product_events.product_id UNION ALL SELECT CAST(order_items.product_id AS String) AS d0, NULL AS m0, NULL AS m1, coalesce(sum(CASE WHEN (order_items.kind = {kind_1:String}) THEN order_items.quantity END), {coalesce_5:UInt8}) AS m2, coalesce(sum(order_items.revenue), {coalesce_6:UInt8}) AS m3
FROM order_items
WHERE order_items.site_id = {site_id_6:UInt8} AND order_items.booked_at >= fromUnixTimestamp64Micro({param_11:Int64}, 'UTC') AND order_items.booked_at < fromUnixTimestamp64Micro({param_12:Int64}, 'UTC') AND order_items.product_id != {product_id_3:String} GROUP BY order_items.product_id) AS parts GROUP BY parts.d0) AS joined ORDER BY coalesce(joined.m0, {coalesce_7:UInt8}) DESC NULLS LAST, joined.d0
 LIMIT {param_13:UInt8}) AS shown;

-- a property
WITH first AS
(SELECT parts.d0 AS d0, coalesce(parts.m0, {coalesce_4:UInt8}) AS m0, coalesce(parts.m1, {coalesce_5:UInt8}) AS m1, count(*) OVER () AS n
FROM (SELECT CAST(coalesce(if(ifNull(JSONType(analytics_events.properties, {param_5:String}) = 'Double' AND match(JSONExtract(analytics_events.properties, {param_5:String}, 'Nullable(String)'), '^-?[0-9]+$'), false), concat(JSONExtract(analytics_events.properties, {param_5:String}, 'Nullable(String)'), '.0'), JSONExtract(analytics_events.properties, {param_5:String}, 'Nullable(String)')), {coalesce_6:String}) AS String) AS d0, count(*) AS m0, count(*) AS m1
FROM analytics_events
WHERE analytics_events.site_id = {site_id_3:UInt8} AND analytics_events.occurred_at >= fromUnixTimestamp64Micro({param_6:Int64}, 'UTC') AND analytics_events.occurred_at < fromUnixTimestamp64Micro({param_7:Int64}, 'UTC') AND coalesce(if(ifNull(JSONType(analytics_events.properties, {param_5:String}) = 'Double' AND match(JSONExtract(analytics_events.properties, {param_5:String}, 'Nullable(String)'), '^-?[0-9]+$'), false), concat(JSONExtract(analytics_events.properties, {param_5:String}, 'Nullable(String)'), '.0'), JSONExtract(analytics_events.properties, {param_5:String}, 'Nullable(String)')), {coalesce_6:String}) != {coalesce_7:String} GROUP BY coalesce(if(ifNull(JSONType(analytics_events.properties, {param_5:String}) = 'Double' AND match(JSONExtract(analytics_events.properties, {param_5:String}, 'Nullable(String)'), '^-?[0-9]+$'), false), concat(JSONExtract(analytics_events.properties, {param_5:String}, 'Nullable(String)'), '.0'), JSONExtract(analytics_events.properties, {param_5:String}, 'Nullable(String)')), {coalesce_6:String})) AS parts ORDER BY coalesce(parts.m0, {coalesce_4:UInt8}) DESC NULLS LAST, parts.d0
 LIMIT {param_8:UInt8})
 SELECT 0 AS part, NULL AS anon_1, totals.m0, totals.m1, totals.n, NULL AS anon__1
FROM (SELECT coalesce(joined.m0, {coalesce_1:UInt8}) AS m0, coalesce(joined.m1, {coalesce_2:UInt8}) AS m1, count(*) OVER () AS n
FROM (SELECT max(parts.m0) AS m0, max(parts.m1) AS m1
FROM (SELECT count(*) AS m0, NULL AS m1
FROM analytics_events
WHERE analytics_events.site_id = {site_id_1:UInt8} AND analytics_events.occurred_at >= fromUnixTimestamp64Micro({param_1:Int64}, 'UTC') AND analytics_events.occurred_at < fromUnixTimestamp64Micro({param_2:Int64}, 'UTC') UNION ALL SELECT NULL AS m0, uniqExact(analytics_sessions.visitor_id) AS m1
FROM analytics_sessions
WHERE analytics_sessions.site_id = {site_id_2:UInt8} AND analytics_sessions.started_at >= fromUnixTimestamp64Micro({param_3:Int64}, 'UTC') AND analytics_sessions.started_at < fromUnixTimestamp64Micro({param_4:Int64}, 'UTC')) AS parts) AS joined) AS totals UNION ALL SELECT 1, shown.d0, shown.m0, shown.m1, shown.n, shown.bound
FROM (SELECT first.d0 AS d0, first.m0 AS m0, coalesce(counted.m0, {coalesce_3:UInt8}) AS m1, first.n AS n, first.m1 AS bound
FROM first LEFT OUTER JOIN (SELECT parts.d0 AS d0, coalesce(parts.m0, {coalesce_8:UInt8}) AS m0, count(*) OVER () AS n
FROM (SELECT CAST(coalesce(if(ifNull(JSONType(analytics_events.properties, {param_5:String}) = 'Double' AND match(JSONExtract(analytics_events.properties, {param_5:String}, 'Nullable(String)'), '^-?[0-9]+$'), false), concat(JSONExtract(analytics_events.properties, {param_5:String}, 'Nullable(String)'), '.0'), JSONExtract(analytics_events.properties, {param_5:String}, 'Nullable(String)')), {coalesce_6:String}) AS String) AS d0, uniqExact(analytics_events.visitor_id) AS m0
FROM analytics_events
WHERE analytics_events.site_id = {site_id_4:UInt8} AND analytics_events.occurred_at >= fromUnixTimestamp64Micro({param_9:Int64}, 'UTC') AND analytics_events.occurred_at < fromUnixTimestamp64Micro({param_10:Int64}, 'UTC') AND coalesce(if(ifNull(JSONType(analytics_events.properties, {param_5:String}) = 'Double' AND match(JSONExtract(analytics_events.properties, {param_5:String}, 'Nullable(String)'), '^-?[0-9]+$'), false), concat(JSONExtract(analytics_events.properties, {param_5:String}, 'Nullable(String)'), '.0'), JSONExtract(analytics_events.properties, {param_5:String}, 'Nullable(String)')), {coalesce_6:String}) != {coalesce_9:String} AND CAST(coalesce(if(ifNull(JSONType(analytics_events.properties, {param_5:String}) = 'Double' AND match(JSONExtract(analytics_events.properties, {param_5:String}, 'Nullable(String)'), '^-?[0-9]+$'), false), concat(JSONExtract(analytics_events.properties, {param_5:String}, 'Nullable(String)'), '.0'), JSONExtract(analytics_events.properties, {param_5:String}, 'Nullable(String)')), {coalesce_6:String}) AS String) IN (SELECT first.d0
FROM first) GROUP BY coalesce(if(ifNull(JSONType(analytics_events.properties, {param_5:String}) = 'Double' AND match(JSONExtract(analytics_events.properties, {param_5:String}, 'Nullable(String)'), '^-?[0-9]+$'), false), concat(JSONExtract(analytics_events.properties, {param_5:String}, 'Nullable(String)'), '.0'), JSONExtract(analytics_events.properties, {param_5:String}, 'Nullable(String)')), {coalesce_6:String})) AS parts) AS counted ON first.d0 = counted.d0) AS shown;

-- a filter on the row
SELECT 0 AS part, totals.m0, totals.n, NULL AS anon_1
FROM (SELECT coalesce(parts.m0, {coalesce_1:UInt8}) AS m0, count(*) OVER () AS n
FROM (SELECT uniqExact(analytics_sessions.visitor_id) AS m0
FROM analytics_sessions
WHERE analytics_sessions.site_id = {site_id_1:UInt8} AND analytics_sessions.started_at >= fromUnixTimestamp64Micro({param_1:Int64}, 'UTC') AND analytics_sessions.started_at < fromUnixTimestamp64Micro({param_2:Int64}, 'UTC') AND CAST(analytics_sessions.country AS String) IN {param_3:Array(String)} AND CAST(analytics_sessions.device AS String) != {param_4:String}) AS parts) AS totals;

-- text filters
SELECT 0 AS part, totals.m0, totals.n, NULL AS anon_1
FROM (SELECT coalesce(parts.m0, {coalesce_1:UInt8}) AS m0, count(*) OVER () AS n
FROM (SELECT count(*) AS m0
FROM analytics_sessions
WHERE analytics_sessions.site_id = {site_id_1:UInt8} AND analytics_sessions.started_at >= fromUnixTimestamp64Micro({param_1:Int64}, 'UTC') AND analytics_sessions.started_at < fromUnixTimestamp64Micro({param_2:Int64}, 'UTC') AND (position(if(isValidASCII(CAST(analytics_sessions.referrer AS String)), lower(CAST(analytics_sessions.referrer AS String)), lowerUTF8(translateUTF8(CAST(analytics_sessions.referrer AS String), 'İΣς', 'iσσ'))), if(isValidASCII({param_3:String}), lower({param_3:String}), lowerUTF8(translateUTF8({param_3:String}, 'İΣς', 'iσσ')))) > 0 OR match(if(isValidASCII(CAST(analytics_sessions.source AS String)), lower(CAST(analytics_sessions.source AS String)), lowerUTF8(translateUTF8(CAST(analytics_sessions.source AS String), 'İΣς', 'iσσ'))), concat('(?s)^(?:', if(isValidASCII({param_4:String}), lower({param_4:String}), lowerUTF8(translateUTF8({param_4:String}, 'İΣς', 'iσσ'))), ')$')))) AS parts) AS totals;

-- visits that saw a page
WITH linked_0 AS
(SELECT analytics_events.session_id AS key
FROM analytics_events
WHERE analytics_events.site_id = {site_id_2:UInt8} AND analytics_events.occurred_at >= fromUnixTimestamp64Micro({param_3:Int64}, 'UTC') AND analytics_events.occurred_at < fromUnixTimestamp64Micro({param_4:Int64}, 'UTC') AND CAST(analytics_events.path AS String) = {param_5:String} AND analytics_events.event_type = {event_type_1:String})
 SELECT 0 AS part, totals.m0, totals.m1, totals.n, NULL AS anon_1
FROM (SELECT coalesce(joined.m0, {coalesce_1:UInt8}) AS m0, coalesce(joined.m1, {coalesce_2:UInt8}) AS m1, count(*) OVER () AS n
FROM (SELECT max(parts.m0) AS m0, max(parts.m1) AS m1
FROM (SELECT count(*) AS m0, NULL AS m1
FROM analytics_sessions
WHERE analytics_sessions.site_id = {site_id_1:UInt8} AND analytics_sessions.started_at >= fromUnixTimestamp64Micro({param_1:Int64}, 'UTC') AND analytics_sessions.started_at < fromUnixTimestamp64Micro({param_2:Int64}, 'UTC') AND analytics_sessions.session_id IN (SELECT linked_0.key
FROM linked_0) UNION ALL SELECT NULL AS m0, coalesce(sum(conversion_events.revenue), {coalesce_3:UInt8}) AS m1
FROM conversion_events
WHERE conversion_events.site_id = {site_id_3:UInt8} AND conversion_events.booked_at >= fromUnixTimestamp64Micro({param_6:Int64}, 'UTC') AND conversion_events.booked_at < fromUnixTimestamp64Micro({param_7:Int64}, 'UTC') AND conversion_events.session_id IS NOT NULL AND conversion_events.session_id IN (SELECT linked_0.key
FROM linked_0)) AS parts) AS joined) AS totals;

-- visits without an event
WITH linked_0 AS
(SELECT analytics_events.session_id AS key
FROM analytics_events
WHERE analytics_events.site_id = {site_id_2:UInt8} AND analytics_events.occurred_at >= fromUnixTimestamp64Micro({param_3:Int64}, 'UTC') AND analytics_events.occurred_at < fromUnixTimestamp64Micro({param_4:Int64}, 'UTC') AND CAST(analytics_events.name AS String) = {param_5:String})
 SELECT 0 AS part, totals.m0, totals.m1, totals.n, NULL AS anon_1
FROM (SELECT coalesce(joined.m0, {coalesce_1:UInt8}) AS m0, coalesce(joined.m1, {coalesce_2:UInt8}) AS m1, count(*) OVER () AS n
FROM (SELECT max(parts.m0) AS m0, max(parts.m1) AS m1
FROM (SELECT count(*) AS m0, NULL AS m1
FROM analytics_sessions
WHERE analytics_sessions.site_id = {site_id_1:UInt8} AND analytics_sessions.started_at >= fromUnixTimestamp64Micro({param_1:Int64}, 'UTC') AND analytics_sessions.started_at < fromUnixTimestamp64Micro({param_2:Int64}, 'UTC') AND (analytics_sessions.session_id NOT IN (SELECT linked_0.key
FROM linked_0)) UNION ALL SELECT NULL AS m0, count(*) AS m1
FROM analytics_events
WHERE analytics_events.site_id = {site_id_3:UInt8} AND analytics_events.occurred_at >= fromUnixTimestamp64Micro({param_6:Int64}, 'UTC') AND analytics_events.occurred_at < fromUnixTimestamp64Micro({param_7:Int64}, 'UTC') AND analytics_events.event_type = {event_type_1:String} AND (analytics_events.session_id NOT IN (SELECT linked_0.key
FROM linked_0))) AS parts) AS joined) AS totals;

-- orders with a product
WITH linked_0 AS
(SELECT order_items.conversion_id AS key
FROM order_items
WHERE order_items.site_id = {site_id_2:UInt8} AND order_items.booked_at >= fromUnixTimestamp64Micro({param_3:Int64}, 'UTC') AND order_items.booked_at < fromUnixTimestamp64Micro({param_4:Int64}, 'UTC') AND CAST(order_items.product_id AS String) = {param_5:String}),
linked_1 AS
(SELECT product_events.session_id AS key
FROM product_events
WHERE product_events.site_id = {site_id_4:UInt8} AND product_events.occurred_at >= fromUnixTimestamp64Micro({param_8:Int64}, 'UTC') AND product_events.occurred_at < fromUnixTimestamp64Micro({param_9:Int64}, 'UTC') AND CAST(product_events.product_id AS String) = {param_10:String} UNION ALL SELECT order_items.session_id AS key
FROM order_items
WHERE order_items.site_id = {site_id_5:UInt8} AND order_items.booked_at >= fromUnixTimestamp64Micro({param_11:Int64}, 'UTC') AND order_items.booked_at < fromUnixTimestamp64Micro({param_12:Int64}, 'UTC') AND CAST(order_items.product_id AS String) = {param_13:String} AND order_items.session_id IS NOT NULL)
 SELECT 0 AS part, totals.m0, totals.m1, totals.n, NULL AS anon_1
FROM (SELECT coalesce(joined.m0, {coalesce_1:UInt8}) AS m0, coalesce(joined.m1, {coalesce_2:UInt8}) AS m1, count(*) OVER () AS n
FROM (SELECT max(parts.m0) AS m0, max(parts.m1) AS m1
FROM (SELECT count(*) FILTER (WHERE conversion_events.kind = {kind_1:String}) AS m0, NULL AS m1
FROM conversion_events
WHERE conversion_events.site_id = {site_id_1:UInt8} AND conversion_events.booked_at >= fromUnixTimestamp64Micro({param_1:Int64}, 'UTC') AND conversion_events.booked_at < fromUnixTimestamp64Micro({param_2:Int64}, 'UTC') AND conversion_events.conversion_id IN (SELECT linked_0.key
FROM linked_0) UNION ALL SELECT NULL AS m0, count(*) AS m1
FROM analytics_sessions
WHERE analytics_sessions.site_id = {site_id_3:UInt8} AND analytics_sessions.started_at >= fromUnixTimestamp64Micro({param_6:Int64}, 'UTC') AND analytics_sessions.started_at < fromUnixTimestamp64Micro({param_7:Int64}, 'UTC') AND analytics_sessions.session_id IN (SELECT linked_1.key
FROM linked_1)) AS parts) AS joined) AS totals;
