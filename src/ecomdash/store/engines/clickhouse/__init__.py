"""The event store on ClickHouse: a server or a cluster by HTTP, or the engine inside this process."""
