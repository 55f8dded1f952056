"""The profiles of a call, and which of them a page is cleaned with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path

from cleaner.document import Block
from cleaner.files.formats import host_of
from cleaner.profile.learn import SiteProfile
from cleaner.profile.normal_forms import line_form
from cleaner.profile.profile_file import LONGEST_SITE, ProfileError, read_file
from cleaner.profile.site_evidence import CompiledProfile, compile_profile

# Without an address or a named site, the site is guessed: at least so many, and more than this share, of the lines that
# most of its pages have must be on the page.
_FEWEST_LINES = 3
_SHARE_OF_LINES = 0.5
# Hosts that differ only in these show the same pages.
_PREFIXES_OF_HOSTS = ("www.", "m.", "mobile.", "amp.")


@dataclass(frozen=True, slots=True)
class Profiles:
    """The profiles of several sites. Two are equal if the same was learned about the same sites."""

    digest: str
    _sites: Mapping[str, CompiledProfile] = field(init=False, repr=False, compare=False)

    @classmethod
    def of(cls, *profiles: SiteProfile) -> Profiles:
        """Prepare profiles for use."""
        return cls._of(compile_profile(profile) for profile in profiles)

    @classmethod
    def _of(cls, sites: Iterable[CompiledProfile]) -> Profiles:
        ordered = {site.site: site for site in sorted(sites, key=lambda site: site.site)}
        described = "\n".join(f"{site.site}\t{site.digest}" for site in ordered.values())
        profiles = cls(blake2b(described.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest())
        object.__setattr__(profiles, "_sites", ordered)
        return profiles

    def over(self, base: Profiles | None) -> Profiles:
        """These profiles, with those of `base` for sites that have none here."""
        return self if base is None else self._of({**base._sites, **self._sites}.values())

    def of_page(self, site: str | None, url: str | None, blocks: Sequence[Block]) -> CompiledProfile | None:
        """The profile for a page, by the host of its address, or else by the name of its site.

        Without either, the only profile there is, or else the one with the largest share of its lines on the page.
        """
        name = (site_of(url) if url else None) or site
        if name is not None:
            return self._sites.get(name)
        if len(self._sites) <= 1:
            return next(iter(self._sites.values()), None)
        return self._likeliest({line_form(block.text) for block in blocks})

    def _likeliest(self, forms: set[str]) -> CompiledProfile | None:
        best, largest = None, _SHARE_OF_LINES
        for site in self._sites.values():
            found = len(site.standing & forms)
            if found >= _FEWEST_LINES and found / len(site.standing) > largest:
                best, largest = site, found / len(site.standing)
        return best


def load_profiles(*paths: str | Path) -> Profiles:
    """Read the profiles in these files. Raises ProfileError, also if two of them have a profile of the same site."""
    found: dict[str, SiteProfile] = {}
    origin: dict[str, str | Path] = {}
    for path in paths:
        for site, profile in read_file(path).items():
            if site in found:
                raise ProfileError(f"{path}: a profile of {site!r} is in {origin[site]} already")
            found[site], origin[site] = profile, path
    return Profiles.of(*found.values())


def site_of(url: str) -> str:
    """The site of an address: its host in lower case, without "www." and the like; "" if it has no usable host."""
    host = host_of(url).rstrip(".")
    host = next((host.removeprefix(front) for front in _PREFIXES_OF_HOSTS if host.startswith(front)), host)
    # A lone surrogate cannot be encoded.
    return host.encode("utf-8", "replace").decode() if len(host) <= LONGEST_SITE else ""
