"""Visitor ids: the same within a day, over midnight and a restart while the visit goes on, and gone with the salt."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ecomdash.clock import US_PER_DAY, US_PER_HOUR, US_PER_MINUTE, FixedClock
from ecomdash.privacy import carry
from ecomdash.privacy.carry import Carry, NoteFile
from ecomdash.privacy.keeping import FolderKeeping
from ecomdash.privacy.visitors import Visitors

DAY = 20_600
MIDNIGHT = (DAY + 1) * US_PER_DAY
V4, V6 = "203.0.113.9", "2001:db8::1"


class Installation:
    """One data folder, whose process can be started again; `see` moves the clock there first."""

    def __init__(self, folder: Path, at: int = MIDNIGHT - 2 * US_PER_HOUR) -> None:
        self.folder = folder
        self.clock = FixedClock(at)
        self.visitors = self.start()

    def start(self) -> Visitors:
        self.visitors = Visitors(FolderKeeping(self.folder, os.urandom), self.clock, os.urandom)
        return self.visitors

    def see(self, at: int, address: str = V4, agent: str = "Firefox", site: int = 1) -> int:
        self.clock.time = at
        return self.visitors.id(site, address, agent, at)


@pytest.fixture
def here(tmp_path: Path) -> Installation:
    return Installation(tmp_path)


def minutes(count: float) -> int:
    return int(count * US_PER_MINUTE)


def test_a_visitor_is_told_by_site_address_and_agent(here: Installation) -> None:
    at = MIDNIGHT - 2 * US_PER_HOUR
    others = [here.see(at, V6), here.see(at, agent="Chrome"), here.see(at, site=2), here.see(at, "203.0.113.90")]
    ids = [here.see(at), *others]
    assert len(set(ids)) == 5
    assert here.see(at + US_PER_HOUR) == ids[0]
    assert all(-(2**63) <= visitor < 2**63 and visitor != 0 for visitor in ids)


def test_a_new_day_makes_a_new_visitor(here: Installation) -> None:
    before = here.see(MIDNIGHT - minutes(90))
    assert here.see(MIDNIGHT + minutes(90)) != before


@pytest.mark.parametrize("again", [lambda here: None, Installation.start])
def test_a_visit_over_midnight_stays_one_visitors(here: Installation, again: Callable[[Installation], object]) -> None:
    seen = [here.see(MIDNIGHT + minutes(at)) for at in (-40, -12)]
    for at in (3, 32.5, 61, 90):
        again(here)
        seen.append(here.see(MIDNIGHT + minutes(at)))
    assert len(set(seen)) == 1
    after_a_pause = here.see(MIDNIGHT + minutes(130))
    assert after_a_pause != seen[0]
    assert here.see(MIDNIGHT + minutes(140)) == after_a_pause


def test_only_the_visit_that_goes_on_is_carried(here: Installation) -> None:
    early, late = here.see(MIDNIGHT - minutes(50)), here.see(MIDNIGHT - minutes(1), V6)
    assert here.see(MIDNIGHT + minutes(1)) != early
    assert here.see(MIDNIGHT + minutes(2), V6) == late


def test_two_processes_carry_each_others_visitors(tmp_path: Path) -> None:
    one, two = Installation(tmp_path), Installation(tmp_path)
    before = one.see(MIDNIGHT - minutes(5))
    assert two.see(MIDNIGHT - minutes(4), V6) == one.see(MIDNIGHT - minutes(4), V6)
    assert two.see(MIDNIGHT + minutes(5)) == before
    assert one.see(MIDNIGHT + minutes(34)) == before  # carried on by what the other process saw
    assert two.see(MIDNIGHT + minutes(62)) == before


def test_two_processes_that_start_on_a_new_day_share_its_salt(tmp_path: Path) -> None:
    one, two = Installation(tmp_path), Installation(tmp_path)
    assert one.see(MIDNIGHT + US_PER_HOUR) == two.see(MIDNIGHT + US_PER_HOUR)


def test_a_restart_within_the_day_changes_nobody(here: Installation) -> None:
    before = here.see(MIDNIGHT - minutes(100))
    here.start()
    assert here.see(MIDNIGHT - minutes(70)) == before


def test_a_killed_process_has_already_noted_who_was_there(tmp_path: Path) -> None:
    program = """
import os, sys, time
from pathlib import Path
from tests.privacy.test_visitors import Installation, MIDNIGHT, minutes
here = Installation(Path(sys.argv[1]))
print(here.see(MIDNIGHT - minutes(3)), flush=True)
time.sleep(60)
"""
    process = subprocess.Popen([sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    before = int(process.stdout.readline())
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert Installation(tmp_path, MIDNIGHT + minutes(4)).see(MIDNIGHT + minutes(5)) == before


def test_old_salts_are_destroyed_with_their_files(here: Installation, tmp_path: Path) -> None:
    here.see(MIDNIGHT - minutes(5))
    first = here.visitors._salts.of(DAY).hex()
    assert first in _salt_texts(tmp_path)
    here.clock.time = MIDNIGHT + minutes(5)
    here.visitors.roll()
    assert first in _salt_texts(tmp_path)  # yesterday's, for visits over midnight
    assert carry.path(tmp_path, DAY).exists()
    here.clock.time += US_PER_DAY
    here.visitors.roll()
    assert first not in _salt_texts(tmp_path)
    assert not carry.path(tmp_path, DAY).exists()
    assert (tmp_path / "salts").stat().st_mode & 0o777 == 0o600


def _salt_texts(folder: Path) -> str:
    import base64
    import json

    stored = json.loads((folder / "salts").read_bytes())
    return " ".join(base64.b64decode(salt).hex() for salt in stored.values())


def test_a_clock_that_goes_back_over_midnight_finds_the_same_visitors(here: Installation) -> None:
    yesterday = here.see(MIDNIGHT - minutes(45))
    today = here.see(MIDNIGHT + minutes(45), V6)
    assert here.see(MIDNIGHT - minutes(44)) == yesterday
    assert here.see(MIDNIGHT + minutes(46), V6) == today


@pytest.mark.parametrize("jump", [400 * US_PER_DAY, -400 * US_PER_DAY, 5 * US_PER_DAY])
def test_a_clock_that_jumps_far_costs_continuity_and_nothing_else(here: Installation, jump: int) -> None:
    start = MIDNIGHT - 3 * US_PER_HOUR
    before = here.see(start)
    away = here.see(start + jump)
    assert here.see(start + jump + minutes(1)) == away != before
    back = here.see(start + minutes(2))
    assert back not in {before, away}  # that day's salt was destroyed meanwhile
    assert here.see(start + minutes(3)) == back


def test_old_visits_of_an_import_get_ids_that_nothing_on_disk_explains(here: Installation, tmp_path: Path) -> None:
    here.clock.time = MIDNIGHT - US_PER_HOUR
    days = [MIDNIGHT - number * US_PER_DAY - 3 * US_PER_HOUR for number in range(2, 60)]
    ids = [here.visitors.id(1, V4, "Firefox", at) for at in days]
    assert len(set(ids)) == len(ids)
    assert here.visitors.id(1, V4, "Firefox", days[-1] + US_PER_MINUTE) == ids[-1]
    assert len(_salt_texts(tmp_path).split()) == 1


@pytest.mark.parametrize("damage", [b"", b"{", b"\xff" * 512, b'{"20600": 5}', b"[]", b'{"20600":"QUJD"}'])
def test_a_damaged_salt_file_is_replaced(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / "salts").write_bytes(damage)
    here = Installation(tmp_path)
    before = here.see(MIDNIGHT - minutes(50))
    here.start()
    assert here.see(MIDNIGHT - minutes(49)) == before


def test_an_unwritable_folder_does_not_stop_the_counting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = Installation(tmp_path)
    before = here.see(MIDNIGHT - minutes(3))

    def refuse(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("ecomdash.privacy.salts.os.open", refuse)
    monkeypatch.setattr("ecomdash.privacy.carry.os.write", refuse)
    assert here.see(MIDNIGHT + minutes(3)) == before
    assert here.see(MIDNIGHT + minutes(300)) == here.see(MIDNIGHT + minutes(301)) != before


def test_a_torn_note_of_a_visit_is_left_out(here: Installation, tmp_path: Path) -> None:
    before = here.see(MIDNIGHT - minutes(3))
    with carry.path(tmp_path, DAY).open("ab") as file:
        file.write(b"torn")
    here.start()
    assert here.see(MIDNIGHT + minutes(3)) == before


def test_memory_is_bounded_and_the_longest_unseen_go_first(tmp_path: Path) -> None:
    held = Carry(NoteFile(tmp_path, DAY), DAY, capacity=100)
    for number in range(1, 1_001):
        held.note(number, MIDNIGHT - minutes(20) + number)
        held.note(1, MIDNIGHT - minutes(20) + number)
    now = MIDNIGHT + minutes(1)
    assert held.may_carry(now)
    assert held.carries(1, now)
    assert held.carries(1_000, now)
    assert not held.carries(500, now)
    held.close()


async def test_threads_share_one_salt(tmp_path: Path) -> None:
    here = Installation(tmp_path)
    old = MIDNIGHT - 30 * US_PER_DAY
    ids = await asyncio.gather(*(asyncio.to_thread(here.visitors.id, 1, V4, "x", old) for _ in range(20)))
    assert len(set(ids)) == 1
