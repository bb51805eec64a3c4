"""Senders' ids become numbers that are stable here and mean nothing elsewhere."""

import secrets
import uuid
from pathlib import Path

import pytest

from ecomdash.clock import SystemClock
from ecomdash.privacy.anonymiser import Anonymiser, open_anonymiser
from ecomdash.privacy.geo import Geo
from ecomdash.privacy.identifiers import SecretDamaged
from ecomdash.privacy.keeping import FolderKeeping
from ecomdash.settings import Settings


def anonymiser(folder: Path) -> Anonymiser:
    return Anonymiser(FolderKeeping(folder, secrets.token_bytes), Geo(), SystemClock())


def test_numbers_differ_by_site_kind_text_and_installation(tmp_path: Path) -> None:
    here, elsewhere = anonymiser(tmp_path / "a"), anonymiser(tmp_path / "b")
    numbers = {
        here.number(1, "visitor", "x"),
        here.number(2, "visitor", "x"),
        here.number(1, "session", "x"),
        here.number(1, "customer", "x"),
        here.number(1, "visitor", "y"),
        elsewhere.number(1, "visitor", "x"),
    }
    assert len(numbers) == 6
    assert all(-(2**63) <= number < 2**63 and number for number in numbers)


def test_numbers_are_the_same_after_a_restart(tmp_path: Path) -> None:
    first = anonymiser(tmp_path)
    second = anonymiser(tmp_path)
    assert first.number(1, "visitor", "x") == second.number(1, "visitor", "x")
    assert first.event(1, "order-7") == second.event(1, "order-7")
    assert (tmp_path / "secret").stat().st_mode & 0o777 == 0o600


def test_event_ids_that_are_uuids_stay_what_they_are(tmp_path: Path) -> None:
    here, id_ = anonymiser(tmp_path), uuid.uuid4()
    assert here.event(1, str(id_)) == here.event(2, str(id_).upper()) == id_.bytes


@pytest.mark.parametrize(
    "text", ["1", "order-7", "z" * 36, "zzzzzzzz-zzzz-zzzz-zzzz-zzzzzzzzzzzz", "\ud800", "é" * 128]
)
def test_other_event_ids_become_16_bytes_per_site(tmp_path: Path, text: str) -> None:
    here = anonymiser(tmp_path)
    assert len(here.event(1, text)) == 16
    assert here.event(1, text) == here.event(1, text) != here.event(2, text)


@pytest.mark.parametrize("content", [b"short", b"x" * 33])
def test_a_damaged_secret_is_not_replaced_silently(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "secret").write_bytes(content)
    with pytest.raises(SecretDamaged, match="must have 32 bytes"):
        anonymiser(tmp_path)


def test_an_installation_keeps_its_secrets_to_itself(tmp_path: Path) -> None:
    here = open_anonymiser(Settings(data=tmp_path), SystemClock())
    here.visitor(1, "203.0.113.9", "Firefox", SystemClock().now())
    here.roll()
    here.close()
    folder = tmp_path / "privacy"
    assert folder.stat().st_mode & 0o077 == 0
    assert all(file.stat().st_mode & 0o077 == 0 for file in folder.iterdir())
    assert b"203.0.113.9" not in b"".join(file.read_bytes() for file in folder.iterdir())
