"""What the sites of the inputs repeat: learned into a file of profiles, or before a batch is cleaned."""

from __future__ import annotations

import contextlib
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import replace

from cleaner.batch.record import Outcome, Record, Status
from cleaner.batch.run import settled
from cleaner.batch.sources import Sources
from cleaner.batch.work import Task
from cleaner.cli.exit_codes import CommandError, Report
from cleaner.cli.guards import ended_in_order, writing_to
from cleaner.cli.inputs import batch_errors, engine_of, names_of, reading_of
from cleaner.cli.job import Job
from cleaner.cli.messages import counted, tell_failure
from cleaner.cli.progress import progress_of_inputs
from cleaner.cli.streams import inform
from cleaner.files.atomic import FileType, check_target, replaced
from cleaner.files.read import STDIN
from cleaner.profile.learn import SiteProfile, learn
from cleaner.profile.lookup import Profiles, site_of
from cleaner.profile.profile_file import LONGEST_SITE, MARK, read_file, written
from cleaner.profile.store import Store

_PROFILE = FileType("profile", MARK)
_MOST_SITES_OF_ONE_PAGE = 100
_NAMELESS = "pages"  # the site of standard input, and of a file in no folder


def learn_into(path: str, job: Job, report: Report) -> None:
    """Learn from all inputs, and add that to a file of profiles. Raises CommandError."""
    with batch_errors(job), writing_to(path):
        check_profile(path, job)
        if not os.path.isdir(os.path.dirname(path) or "."):
            raise CommandError(f"{path}: there is no such folder")
        before = read_file(path) if _holds_something(path) else {}
        with Store() as store, ended_in_order():
            counter = _PageCounter(job, report, quiet=False)
            counter.count(store, path)
            lines = _write(path, _learned(store, before))
        inform(f"{counter.summary()}; {path}: {lines}")


def check_profile(path: str, job: Job) -> None:
    """Raise TargetError if writing a file of profiles here would destroy something."""
    check_target(path, [name for name in job.names if name != STDIN], _PROFILE)


def learn_ahead(job: Job, aside: Iterable[str]) -> list[SiteProfile]:
    """The profiles of a batch's own sites, of those with more than one page.

    Failures are not reported here, but when the inputs are cleaned. Raises whatever stops a batch.
    """
    with Store() as store, ended_in_order():
        _PageCounter(job, Report(), quiet=True).count(store, *aside)
        return [profile for profile in _learned(store, {}) if len(profile.articles) > 1]


def write_learned(path: str, profiles: Iterable[SiteProfile]) -> None:
    """Write a file of profiles. Raises TargetError."""
    _write(path, iter(profiles))


def with_profiles(job: Job, profiles: Iterable[SiteProfile]) -> Job:
    """The job with these profiles, which replace those of the same sites that it already has."""
    learned = Profiles.of(*profiles).over(job.options.profiles)
    return job._replace(options=replace(job.options, profiles=learned))


class _PageCounter:
    """Reads the inputs, counts them, and stores what each page shows of its site."""

    def __init__(self, job: Job, report: Report, quiet: bool) -> None:
        self._job = job
        self._report = report
        self._quiet = quiet
        self._counts: Counter[str] = Counter()

    def count(self, store: Store, *aside: str) -> None:
        """Read every input that is not `aside`. Raises whatever stops a batch."""
        job = self._job
        # Without the profiles of the call: a profile says how often a line is kept without one.
        options = replace(job.options, profiles=None)
        task = Task(options, job.limits, job.input.kind.value, job.input.url, counts=True)
        engine = engine_of(task, job.workers)
        with Sources(names_of(job), reading_of(job, aside)) as sources:
            progress = progress_of_inputs(sources.totals, not job.batch.no_progress and not self._quiet)
            records = settled(sources.records(), engine, None)
            with closing(engine), closing(records) as events, closing(progress):
                for record, outcome, earlier in events:
                    self._take(record, outcome, store)
                    progress.count(record.read, outcome.status is Status.FAILED, earlier)

    def summary(self) -> str:
        """One line that adds up."""
        parts = ", ".join(f"{number:,} {what}" for what, number in sorted(self._counts.items()))
        return counted(self._counts.total(), "input") + (f": {parts}" if parts else "")

    def _take(self, record: Record, outcome: Outcome, store: Store) -> None:
        if outcome.status in (Status.FAILED, Status.SKIPPED):
            self._counts[str(outcome.status)] += 1
            self._report.failed += outcome.status is Status.FAILED
            if not self._quiet:
                tell_failure(record, outcome)
            return
        self._report.cleaned += 1
        self._counts["counted" if outcome.facts else "skipped as no article"] += 1
        if outcome.facts:
            store.add(_site_of(record, outcome.own_url, self._job), outcome.facts)


def _site_of(record: Record, own_url: str | None, job: Job) -> str:
    """The site of a page.

    It is the host of its address, else that of --site, else the host of the address that the page gives itself, else
    its folder or file of records.
    """
    url = record.request.url or job.input.url
    if site := (site_of(url) if url else ""):
        return site
    if job.options.site is not None:
        return _plain(job.options.site)
    if site := (site_of(own_url) if own_url else ""):
        return site
    path = record.request.path
    if path == STDIN:
        return _NAMELESS
    if record.number is not None:
        return _plain(os.path.basename(path).split(".")[0])
    return _plain(os.path.basename(os.path.dirname(os.path.abspath(path))))


def _plain(name: str) -> str:
    """A file name as text; bytes in it that are not UTF-8 are replaced."""
    return name.encode("utf-8", "replace").decode()[:LONGEST_SITE] or _NAMELESS


def _learned(store: Store, before: Mapping[str, SiteProfile]) -> Iterator[SiteProfile]:
    """The profiles of all sites, sorted by name."""
    sites = sorted(before.keys() | set(store.sites()))
    for site in sites:
        profile = learn(before.get(site, SiteProfile(site)), store.pages(site))
        # One page proves nothing. Keep it for the next run, unless there are more than 100 sites.
        if len(profile.articles) > 1 or len(sites) <= _MOST_SITES_OF_ONE_PAGE:
            yield profile


def _write(path: str, profiles: Iterator[SiteProfile]) -> str:
    """Write a file of profiles, and say in a few words what is in it. Raises TargetError."""
    sites = lines = 0

    def tallied() -> Iterator[SiteProfile]:
        nonlocal sites, lines
        for profile in profiles:
            sites += 1
            lines += len(profile.lines)
            yield profile

    with replaced(path) as file:
        for piece in written(tallied()):
            file.write(piece.encode())
    return f"{counted(sites, 'site')}, {counted(lines, 'line')} found on several pages"


def _holds_something(path: str) -> bool:
    with contextlib.suppress(OSError):
        return os.path.getsize(path) > 0
    return False
