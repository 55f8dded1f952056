"""A Ray cluster that loses a node cleans shards from a store that fails, and the driver is killed: nothing is lost."""

from __future__ import annotations

import pytest

from tests.benchmarks.shards import Faults, command_of_the_manual, run_with_faults


def test_nothing_is_lost_or_doubled_whatever_fails() -> None:
    for package in ("ray", "moto", "s3fs"):
        pytest.importorskip(package, reason=f"{package} is not installed")
    faults = Faults(shards=24, records=2, every=20)
    found = run_with_faults(faults)
    assert (found.ids, found.lost, found.doubled, found.exit_code) == (48, 0, 0, 0)
    assert found.same_bytes
    assert found.failed_requests
    assert faults.shards // 2 <= found.done_when_killed < faults.shards
    assert "24 shards: 48 inputs: 48 cleaned" in found.summary


def test_the_command_is_that_of_the_manual() -> None:
    assert command_of_the_manual("s3://in/*", "s3://out/", "127.0.0.1:1")[1:] == [
        *("-m", "cleaner", "s3://in/*", "-o", "s3://out/", "--engine", "ray", "--ray-address", "127.0.0.1:1")
    ]
