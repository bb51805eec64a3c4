-- version 1
CREATE TABLE IF NOT EXISTS schema_version (version UInt32) ENGINE = ReplacingMergeTree(version) ORDER BY tuple();

CREATE TABLE IF NOT EXISTS ingest_journal (entry UInt64, writer String, payload String CODEC(NONE))
ENGINE = MergeTree() PARTITION BY entry ORDER BY entry
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS ingest_applied (entry UInt64) ENGINE = ReplacingMergeTree(entry) ORDER BY tuple() SETTINGS non_replicated_deduplication_window = 1000;

CREATE TABLE IF NOT EXISTS ingest_positions (log String, "partition" Int32, position Int64, version UInt64)
ENGINE = ReplacingMergeTree(version) ORDER BY (log, "partition") SETTINGS non_replicated_deduplication_window = 1000;

CREATE TABLE IF NOT EXISTS analytics_events (
  site_id Int32 CODEC(ZSTD(1)),
  id_high Int64 CODEC(T64, ZSTD(1)),
  id_low UInt64 CODEC(NONE),
  event_id UUID ALIAS reinterpretAsUUID(concat(reinterpretAsFixedString(toUInt64(id_high + bitShiftLeft(intDiv(toUnixTimestamp64Micro(occurred_at), 1000), 16))), reinterpretAsFixedString(id_low))),
  occurred_at DateTime64(6, 'UTC') CODEC(Delta, ZSTD(1)),
  arrival Int64 CODEC(T64, ZSTD(1)),
  received_at DateTime64(6, 'UTC') ALIAS addMicroseconds(occurred_at, arrival),
  visitor_id Int64 CODEC(ZSTD(1)),
  session_id Int64 CODEC(ZSTD(1)),
  event_type LowCardinality(String) CODEC(ZSTD(1)),
  name LowCardinality(String) CODEC(ZSTD(1)),
  path LowCardinality(String) CODEC(ZSTD(1)),
  title LowCardinality(String) CODEC(ZSTD(1)),
  target_url String CODEC(ZSTD(1)),
  search_term String CODEC(ZSTD(1)),
  engaged_ms Nullable(Int32) CODEC(ZSTD(1)),
  scroll_depth Nullable(Int16) CODEC(ZSTD(1)),
  value Nullable(Decimal(18, 4)) CODEC(ZSTD(1)),
  lcp_ms Nullable(Float32) CODEC(ZSTD(1)),
  inp_ms Nullable(Float32) CODEC(ZSTD(1)),
  cls Nullable(Float32) CODEC(ZSTD(1)),
  fcp_ms Nullable(Float32) CODEC(ZSTD(1)),
  ttfb_ms Nullable(Float32) CODEC(ZSTD(1)),
  fid_ms Nullable(Float32) CODEC(ZSTD(1)),
  properties Nullable(String) CODEC(ZSTD(1)),
  hostname LowCardinality(String) CODEC(ZSTD(1)),
  referrer LowCardinality(String) CODEC(ZSTD(1)),
  source LowCardinality(String) CODEC(ZSTD(1)),
  channel LowCardinality(String) CODEC(ZSTD(1)),
  utm_source LowCardinality(String) CODEC(ZSTD(1)),
  utm_medium LowCardinality(String) CODEC(ZSTD(1)),
  utm_campaign LowCardinality(String) CODEC(ZSTD(1)),
  utm_content LowCardinality(String) CODEC(ZSTD(1)),
  utm_term LowCardinality(String) CODEC(ZSTD(1)),
  country LowCardinality(String) CODEC(ZSTD(1)),
  region LowCardinality(String) CODEC(ZSTD(1)),
  city LowCardinality(String) CODEC(ZSTD(1)),
  device LowCardinality(String) CODEC(ZSTD(1)),
  browser LowCardinality(String) CODEC(ZSTD(1)),
  browser_version LowCardinality(String) CODEC(ZSTD(1)),
  os LowCardinality(String) CODEC(ZSTD(1)),
  os_version LowCardinality(String) CODEC(ZSTD(1)),
  language LowCardinality(String) CODEC(ZSTD(1)),
  screen LowCardinality(String) CODEC(ZSTD(1)),
  INDEX by_arrival addMicroseconds(occurred_at, arrival) TYPE minmax GRANULARITY 1
)
ENGINE = MergeTree()
PARTITION BY toYYYYMM(occurred_at)
ORDER BY (site_id, toStartOfHour(occurred_at), session_id, occurred_at)
SETTINGS non_replicated_deduplication_window = 1000;

CREATE TABLE IF NOT EXISTS product_events (
  site_id Int32 CODEC(ZSTD(1)),
  id_high Int64 CODEC(T64, ZSTD(1)),
  id_low UInt64 CODEC(NONE),
  event_id UUID ALIAS reinterpretAsUUID(concat(reinterpretAsFixedString(toUInt64(id_high + bitShiftLeft(intDiv(toUnixTimestamp64Micro(occurred_at), 1000), 16))), reinterpretAsFixedString(id_low))),
  occurred_at DateTime64(6, 'UTC') CODEC(Delta, ZSTD(1)),
  visitor_id Int64 CODEC(ZSTD(1)),
  session_id Int64 CODEC(ZSTD(1)),
  event_type LowCardinality(String) CODEC(ZSTD(1)),
  list_name LowCardinality(String) CODEC(ZSTD(1)),
  product_id LowCardinality(String) CODEC(ZSTD(1)),
  product_name LowCardinality(String) CODEC(ZSTD(1)),
  product_brand LowCardinality(String) CODEC(ZSTD(1)),
  product_category LowCardinality(String) CODEC(ZSTD(1)),
  product_variant LowCardinality(String) CODEC(ZSTD(1)),
  quantity Int32 CODEC(ZSTD(1)),
  unit_price Nullable(Decimal(18, 4)) CODEC(ZSTD(1)),
  hostname LowCardinality(String) CODEC(ZSTD(1)),
  referrer LowCardinality(String) CODEC(ZSTD(1)),
  source LowCardinality(String) CODEC(ZSTD(1)),
  channel LowCardinality(String) CODEC(ZSTD(1)),
  utm_source LowCardinality(String) CODEC(ZSTD(1)),
  utm_medium LowCardinality(String) CODEC(ZSTD(1)),
  utm_campaign LowCardinality(String) CODEC(ZSTD(1)),
  utm_content LowCardinality(String) CODEC(ZSTD(1)),
  utm_term LowCardinality(String) CODEC(ZSTD(1)),
  country LowCardinality(String) CODEC(ZSTD(1)),
  region LowCardinality(String) CODEC(ZSTD(1)),
  city LowCardinality(String) CODEC(ZSTD(1)),
  device LowCardinality(String) CODEC(ZSTD(1)),
  browser LowCardinality(String) CODEC(ZSTD(1)),
  browser_version LowCardinality(String) CODEC(ZSTD(1)),
  os LowCardinality(String) CODEC(ZSTD(1)),
  os_version LowCardinality(String) CODEC(ZSTD(1)),
  language LowCardinality(String) CODEC(ZSTD(1)),
  screen LowCardinality(String) CODEC(ZSTD(1))
)
ENGINE = MergeTree()
PARTITION BY toYYYYMM(occurred_at)
ORDER BY (site_id, toStartOfHour(occurred_at), session_id, occurred_at)
SETTINGS non_replicated_deduplication_window = 1000;

CREATE TABLE IF NOT EXISTS bot_events (
  site_id Int32 CODEC(ZSTD(1)),
  id_high Int64 CODEC(T64, ZSTD(1)),
  id_low UInt64 CODEC(NONE),
  event_id UUID ALIAS reinterpretAsUUID(concat(reinterpretAsFixedString(toUInt64(id_high + bitShiftLeft(intDiv(toUnixTimestamp64Micro(occurred_at), 1000), 16))), reinterpretAsFixedString(id_low))),
  occurred_at DateTime64(6, 'UTC') CODEC(Delta, ZSTD(1)),
  bot LowCardinality(String) CODEC(ZSTD(1)),
  event_type LowCardinality(String) CODEC(ZSTD(1)),
  path LowCardinality(String) CODEC(ZSTD(1)),
  country LowCardinality(String) CODEC(ZSTD(1))
)
ENGINE = MergeTree()
PARTITION BY toYYYYMM(occurred_at)
ORDER BY (site_id, toStartOfHour(occurred_at), bot, occurred_at)
SETTINGS non_replicated_deduplication_window = 1000;

CREATE TABLE IF NOT EXISTS order_items (
  site_id Int32 CODEC(ZSTD(1)),
  conversion_id UUID CODEC(ZSTD(1)),
  kind LowCardinality(String) CODEC(ZSTD(1)),
  booked_at DateTime64(6, 'UTC') CODEC(Delta, ZSTD(1)),
  order_id String CODEC(ZSTD(1)),
  visitor_id Nullable(Int64) CODEC(ZSTD(1)),
  session_id Nullable(Int64) CODEC(ZSTD(1)),
  customer_id Nullable(Int64) CODEC(ZSTD(1)),
  product_id LowCardinality(String) CODEC(ZSTD(1)),
  product_name LowCardinality(String) CODEC(ZSTD(1)),
  product_brand LowCardinality(String) CODEC(ZSTD(1)),
  product_category LowCardinality(String) CODEC(ZSTD(1)),
  product_variant LowCardinality(String) CODEC(ZSTD(1)),
  quantity Int32 CODEC(ZSTD(1)),
  unit_price Nullable(Decimal(18, 4)) CODEC(ZSTD(1)),
  revenue Nullable(Decimal(18, 4)) CODEC(ZSTD(1)),
  refund Nullable(Decimal(18, 4)) CODEC(ZSTD(1)),
  hostname LowCardinality(String) CODEC(ZSTD(1)),
  referrer LowCardinality(String) CODEC(ZSTD(1)),
  source LowCardinality(String) CODEC(ZSTD(1)),
  channel LowCardinality(String) CODEC(ZSTD(1)),
  utm_source LowCardinality(String) CODEC(ZSTD(1)),
  utm_medium LowCardinality(String) CODEC(ZSTD(1)),
  utm_campaign LowCardinality(String) CODEC(ZSTD(1)),
  utm_content LowCardinality(String) CODEC(ZSTD(1)),
  utm_term LowCardinality(String) CODEC(ZSTD(1)),
  country LowCardinality(String) CODEC(ZSTD(1)),
  region LowCardinality(String) CODEC(ZSTD(1)),
  city LowCardinality(String) CODEC(ZSTD(1)),
  device LowCardinality(String) CODEC(ZSTD(1)),
  browser LowCardinality(String) CODEC(ZSTD(1)),
  browser_version LowCardinality(String) CODEC(ZSTD(1)),
  os LowCardinality(String) CODEC(ZSTD(1)),
  os_version LowCardinality(String) CODEC(ZSTD(1)),
  language LowCardinality(String) CODEC(ZSTD(1)),
  screen LowCardinality(String) CODEC(ZSTD(1))
)
ENGINE = MergeTree()
PARTITION BY toYYYYMM(booked_at)
ORDER BY (site_id, booked_at, order_id)
SETTINGS non_replicated_deduplication_window = 1000;

CREATE TABLE IF NOT EXISTS ingest_outcomes (
  site_id Int32 CODEC(ZSTD(1)),
  minute DateTime64(6, 'UTC') CODEC(Delta, ZSTD(1)),
  outcome LowCardinality(String) CODEC(ZSTD(1)),
  reason LowCardinality(String) CODEC(ZSTD(1)),
  events Int64 CODEC(ZSTD(1)),
  lag_ms Int64 CODEC(ZSTD(1)),
  measured Int64 CODEC(ZSTD(1))
)
ENGINE = MergeTree()
PARTITION BY toYYYYMM(minute)
ORDER BY (site_id, minute, outcome, reason)
SETTINGS non_replicated_deduplication_window = 1000;

CREATE TABLE IF NOT EXISTS analytics_sessions (
  site_id Int32 CODEC(ZSTD(1)),
  session_id Int64 CODEC(ZSTD(1)),
  visitor_id Int64 CODEC(ZSTD(1)),
  client_session Int64 CODEC(ZSTD(1)),
  started_at DateTime64(6, 'UTC') CODEC(Delta, ZSTD(1)),
  ended_at DateTime64(6, 'UTC') CODEC(Delta, ZSTD(1)),
  entry_page LowCardinality(String) CODEC(ZSTD(1)),
  exit_page LowCardinality(String) CODEC(ZSTD(1)),
  pageviews Int32 CODEC(ZSTD(1)),
  events Int32 CODEC(ZSTD(1)),
  interactions Int32 CODEC(ZSTD(1)),
  engaged_ms Nullable(Int64) CODEC(ZSTD(1)),
  bounced Bool CODEC(ZSTD(1)),
  product_views Int32 CODEC(ZSTD(1)),
  add_to_carts Int32 CODEC(ZSTD(1)),
  checkouts Int32 CODEC(ZSTD(1)),
  orders Int32 CODEC(ZSTD(1)),
  revenue Decimal(18, 4) CODEC(ZSTD(1)),
  hostname LowCardinality(String) CODEC(ZSTD(1)),
  referrer LowCardinality(String) CODEC(ZSTD(1)),
  source LowCardinality(String) CODEC(ZSTD(1)),
  channel LowCardinality(String) CODEC(ZSTD(1)),
  utm_source LowCardinality(String) CODEC(ZSTD(1)),
  utm_medium LowCardinality(String) CODEC(ZSTD(1)),
  utm_campaign LowCardinality(String) CODEC(ZSTD(1)),
  utm_content LowCardinality(String) CODEC(ZSTD(1)),
  utm_term LowCardinality(String) CODEC(ZSTD(1)),
  country LowCardinality(String) CODEC(ZSTD(1)),
  region LowCardinality(String) CODEC(ZSTD(1)),
  city LowCardinality(String) CODEC(ZSTD(1)),
  device LowCardinality(String) CODEC(ZSTD(1)),
  browser LowCardinality(String) CODEC(ZSTD(1)),
  browser_version LowCardinality(String) CODEC(ZSTD(1)),
  os LowCardinality(String) CODEC(ZSTD(1)),
  os_version LowCardinality(String) CODEC(ZSTD(1)),
  language LowCardinality(String) CODEC(ZSTD(1)),
  screen LowCardinality(String) CODEC(ZSTD(1)),
  version UInt64 CODEC(T64, ZSTD(1)),
  dead UInt8
)
ENGINE = ReplacingMergeTree(version, dead)
PARTITION BY toYYYYMM(started_at)
ORDER BY (site_id, started_at, session_id)
SETTINGS non_replicated_deduplication_window = 1000;

CREATE TABLE IF NOT EXISTS conversion_events (
  site_id Int32 CODEC(ZSTD(1)),
  conversion_id UUID CODEC(ZSTD(1)),
  kind LowCardinality(String) CODEC(ZSTD(1)),
  booked_at DateTime64(6, 'UTC') CODEC(Delta, ZSTD(1)),
  occurred_at DateTime64(6, 'UTC') CODEC(Delta, ZSTD(1)),
  order_id String CODEC(ZSTD(1)),
  visitor_id Nullable(Int64) CODEC(ZSTD(1)),
  session_id Nullable(Int64) CODEC(ZSTD(1)),
  customer_id Nullable(Int64) CODEC(ZSTD(1)),
  revenue Nullable(Decimal(18, 4)) CODEC(ZSTD(1)),
  refund Nullable(Decimal(18, 4)) CODEC(ZSTD(1)),
  tax Nullable(Decimal(18, 4)) CODEC(ZSTD(1)),
  shipping Nullable(Decimal(18, 4)) CODEC(ZSTD(1)),
  discount Nullable(Decimal(18, 4)) CODEC(ZSTD(1)),
  coupon LowCardinality(String) CODEC(ZSTD(1)),
  units Int32 CODEC(ZSTD(1)),
  currency LowCardinality(String) CODEC(ZSTD(1)),
  original_amount Nullable(Decimal(18, 4)) CODEC(ZSTD(1)),
  entry_page LowCardinality(String) CODEC(ZSTD(1)),
  hostname LowCardinality(String) CODEC(ZSTD(1)),
  referrer LowCardinality(String) CODEC(ZSTD(1)),
  source LowCardinality(String) CODEC(ZSTD(1)),
  channel LowCardinality(String) CODEC(ZSTD(1)),
  utm_source LowCardinality(String) CODEC(ZSTD(1)),
  utm_medium LowCardinality(String) CODEC(ZSTD(1)),
  utm_campaign LowCardinality(String) CODEC(ZSTD(1)),
  utm_content LowCardinality(String) CODEC(ZSTD(1)),
  utm_term LowCardinality(String) CODEC(ZSTD(1)),
  country LowCardinality(String) CODEC(ZSTD(1)),
  region LowCardinality(String) CODEC(ZSTD(1)),
  city LowCardinality(String) CODEC(ZSTD(1)),
  device LowCardinality(String) CODEC(ZSTD(1)),
  browser LowCardinality(String) CODEC(ZSTD(1)),
  browser_version LowCardinality(String) CODEC(ZSTD(1)),
  os LowCardinality(String) CODEC(ZSTD(1)),
  os_version LowCardinality(String) CODEC(ZSTD(1)),
  language LowCardinality(String) CODEC(ZSTD(1)),
  screen LowCardinality(String) CODEC(ZSTD(1)),
  version UInt64 CODEC(T64, ZSTD(1)),
  dead UInt8,
  INDEX by_order order_id TYPE bloom_filter(0.001) GRANULARITY 1
)
ENGINE = ReplacingMergeTree(version, dead)
PARTITION BY toYYYYMM(booked_at)
ORDER BY (site_id, booked_at, conversion_id)
SETTINGS non_replicated_deduplication_window = 1000;
