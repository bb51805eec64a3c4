"""A bounded load of known visitors that remembers which events were answered 202, and sends the others again."""

import threading
import time
import uuid
from dataclasses import dataclass, field

import httpx

VISITORS_PER_SENDER = 8
BATCH = 5


@dataclass
class Ledger:
    """What was sent and what was promised."""

    acknowledged: set[str] = field(default_factory=set)
    sent: set[str] = field(default_factory=set)
    orders: set[str] = field(default_factory=set)


class Sender(threading.Thread):
    """Sends batches for its own visitors until told to stop; what got no answer is sent again, as a tracker does."""

    def __init__(self, number: int, url: str, key: str, ledger: Ledger, stop: threading.Event) -> None:
        super().__init__(name=f"sender-{number}", daemon=True)
        self.number, self.url, self.key, self.ledger, self.stop = number, url, key, ledger, stop
        self.count = 0
        self.failure: str | None = None

    def _event(self, visitor: int) -> dict[str, object]:
        self.count += 1
        event: dict[str, object] = {
            "event_type": "pageview",
            "event_id": str(uuid.uuid4()),
            "visitor_id": f"visitor-{self.number}-{visitor}",
            "session_id": f"session-{self.number}-{visitor}",
            "consent_given": True,
            "url": f"https://shop.example/page-{self.count % 20}",
            "occurred_at": time.time_ns() // 1_000_000,
        }
        if self.count % 10 == 0:
            order = f"order-{self.number}-{self.count}"
            event |= {"event_type": "purchase", "order_id": order, "value": "19.99", "currency": "EUR"}
        return event

    def run(self) -> None:
        with httpx.Client(timeout=5, headers={"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"}) as client:
            waiting: list[dict[str, object]] = []
            while not self.stop.is_set() or waiting:
                waiting = waiting or [
                    self._event(n % VISITORS_PER_SENDER) for n in range(self.count, self.count + BATCH)
                ]
                ids = {str(event["event_id"]) for event in waiting}
                self.ledger.sent |= ids
                body = {"site_key": self.key, "sent_at": time.time_ns() // 1_000_000, "events": waiting}
                try:
                    answer = client.post(f"{self.url}/api/v1/analytics/track/batch", json=body)
                except httpx.TransportError:
                    self.stop.wait(0.02)
                    continue
                if answer.status_code == 503:
                    self.stop.wait(0.05)
                    continue
                if answer.status_code != 202 or answer.json()["accepted"] != len(ids):
                    self.failure = f"{answer.status_code} {answer.text}"
                    return
                self.ledger.acknowledged |= ids
                self.ledger.orders |= {str(e["order_id"]) for e in waiting if "order_id" in e}
                waiting = []
                time.sleep(0.002)
