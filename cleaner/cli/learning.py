"""What the sites of the inputs repeat: learned into a file of profiles, or ahead of a batch."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from cleaner.batch.pool import WorkerError
from cleaner.batch.record import Outcome, Record, Status
from cleaner.batch.run import answered
from cleaner.batch.sources import InputTotals, NamesError, find_sources
from cleaner.batch.tally import name_of
from cleaner.batch.work import Task
from cleaner.cli.exit_codes import Report
from cleaner.cli.inputs import engine_of, list_of, names_of, reading_of
from cleaner.cli.job import Job
from cleaner.cli.progress import Pace, Progress, Silence, Total, progress_of
from cleaner.cli.signals import ended_in_order
from cleaner.cli.streams import tell
from cleaner.files.atomic import FileType, TargetError, check_target, replaced
from cleaner.files.extras import MissingExtraError
from cleaner.files.patterns import PatternError
from cleaner.files.read import STDIN
from cleaner.integrations.ray_engine import RayError
from cleaner.profile.learn import SiteProfile, learn
from cleaner.profile.lookup import Profiles, site_of
from cleaner.profile.profile_file import LONGEST_SITE, MARK, ProfileError, read_file, written
from cleaner.profile.store import Store

_PROFILE = FileType("profile", MARK)
_MOST_SITES_OF_ONE_PAGE = 100
_NAMELESS = "pages"  # the site of what comes from standard input, and of a file in no folder
_STOPPED = (MissingExtraError, PatternError, WorkerError, RayError, ProfileError)


def learn_into(path: str, job: Job, report: Report) -> bool:
    """Learn from all inputs, and add it to what a file says. False where that could not be, which is told."""
    try:
        check_profile(path, job)
        if not os.path.isdir(os.path.dirname(path) or "."):
            raise TargetError("there is no such folder")
        before = read_file(path) if _holds_something(path) else {}
        with Store() as store, ended_in_order():
            seen = _Seen(job, report, quiet=False)
            seen.count(store, path)
            lines = _write(path, _learned(store, before))
        tell(f"{seen.summary()}; {path}: {lines}")
        return True
    except NamesError as error:
        tell(f"{list_of(job)}: {error}")
    except TargetError as error:
        tell(f"{path}: {error}")
    except _STOPPED as error:
        tell(str(error))
    except sqlite3.Error as error:
        tell(f"no room for temporary files: {error}")
    return False


def check_profile(path: str, job: Job) -> None:
    """Raise TargetError where a file of profiles in this place would destroy something."""
    check_target(path, [name for name in job.names if name != STDIN], _PROFILE)


def learn_ahead(job: Job, aside: Iterable[str]) -> list[SiteProfile]:
    """What the sites of a batch repeat, where more than one page of a site is there.

    What fails is told when it is cleaned. Raises what stops a batch.
    """
    with Store() as store, ended_in_order():
        _Seen(job, Report(), quiet=True).count(store, *aside)
        return [profile for profile in _learned(store, {}) if len(profile.articles) > 1]


def write_learned(path: str, profiles: Iterable[SiteProfile]) -> None:
    """Write a file of profiles. Raises TargetError."""
    _write(path, iter(profiles))


def with_profiles(job: Job, profiles: Iterable[SiteProfile]) -> Job:
    """The job with these profiles, which weigh more than those of the call of the same sites."""
    learned = Profiles.of(*profiles).over(job.options.profiles)
    return job._replace(options=replace(job.options, profiles=learned))


class _Seen:
    """The inputs that were read, counted and told of."""

    def __init__(self, job: Job, report: Report, quiet: bool) -> None:
        self._job = job
        self._report = report
        self._quiet = quiet
        self._counts: Counter[str] = Counter()

    def count(self, store: Store, *aside: str) -> None:
        """Put into the store what every page shows of its site. Raises what stops a batch."""
        job = self._job
        # A profile says how often a line is kept without it.
        options = replace(job.options, profiles=None)
        task = Task(options, job.limits, job.kind.value, job.url, counts=True)
        engine = engine_of(task, job.batching)
        with find_sources(names_of(job), reading_of(job, aside)) as sources:
            progress, pace = self._begun(sources.totals)
            with contextlib.closing(answered(sources.records(), engine)) as answers, contextlib.closing(progress):
                for record, outcome in answers:
                    pace.step(record.read, outcome.status is Status.FAILED, earlier=False)
                    self._take(record, outcome, store)
                    progress.step()

    def summary(self) -> str:
        """One line that adds up."""
        told = ", ".join(f"{number:,} {what}" for what, number in sorted(self._counts.items()))
        total = self._counts.total()
        return f"{total:,} {'input' if total == 1 else 'inputs'}" + (f": {told}" if told else "")

    def _begun(self, totals: InputTotals) -> tuple[Progress, Pace]:
        pace = Pace(Total(totals.bytes, None if totals.record_files else totals.documents))
        return (Silence() if self._quiet else progress_of(pace, self._job.batching.progress)), pace

    def _take(self, record: Record, outcome: Outcome, store: Store) -> None:
        if outcome.status in (Status.FAILED, Status.SKIPPED):
            self._counts[str(outcome.status)] += 1
            self._report.failed += outcome.status is Status.FAILED
            if not self._quiet:
                skipped = "skipped: " if outcome.status is Status.SKIPPED else ""
                tell(f"{name_of(record)}: {skipped}{outcome.reason}")
            return
        self._report.cleaned += 1
        self._counts["counted" if outcome.facts else "passed over as no article"] += 1
        if outcome.facts:
            store.add(_site_of(record, self._job), outcome.facts)


def _site_of(record: Record, job: Job) -> str:
    """The site of a page: the host of its address, or what the call says, or the folder, or the file of records."""
    url = record.request.url or job.url
    if site := (site_of(url) if url else ""):
        return site
    if job.options.site is not None:
        return _plain(job.options.site)
    path = record.request.path
    if path == STDIN:
        return _NAMELESS
    if record.number is not None:
        return _plain(os.path.basename(path).split(".")[0])
    return _plain(os.path.basename(os.path.dirname(os.path.abspath(path))))


def _plain(name: str) -> str:
    """A name that may hold bytes that are no UTF-8, as text."""
    return name.encode("utf-8", "replace").decode()[:LONGEST_SITE] or _NAMELESS


def _learned(store: Store, before: Mapping[str, SiteProfile]) -> Iterator[SiteProfile]:
    """The profiles of all sites, in the order of their names."""
    sites = sorted(before.keys() | set(store.sites()))
    for site in sites:
        profile = learn(before.get(site, SiteProfile(site)), store.pages(site))
        # One page says nothing yet; it is remembered where there are not so many sites that nobody could read them.
        if len(profile.articles) > 1 or len(sites) <= _MOST_SITES_OF_ONE_PAGE:
            yield profile


def _write(path: str, profiles: Iterator[SiteProfile]) -> str:
    """Write a file of profiles; what is in it, in a few words. Raises TargetError."""
    sites = lines = 0

    def counted() -> Iterator[SiteProfile]:
        nonlocal sites, lines
        for profile in profiles:
            sites += 1
            lines += len(profile.lines)
            yield profile

    with replaced(path) as file:
        for piece in written(counted()):
            file.write(piece.encode())
    return f"{sites:,} {'site' if sites == 1 else 'sites'}, {lines:,} lines that stand on several pages"


def _holds_something(path: str) -> bool:
    with contextlib.suppress(OSError):
        return os.path.getsize(path) > 0
    return False
