"""Corpora larger than one machine: every input file is a shard with a part of the output and one of the manifest.

    shard          a Source -> Shards, and the names of their parts (a file of Parquet may be several)
    clean_shard    in a task: read the shard, clean it, write both parts here, then publish them
    shard_folder   the output on a store: which shards are done, what belongs to an earlier run
    manifest_part  the manifest of a shard as Parquet, with its counts in the footer
    schedule       which shards are at work; few at a time, however many there are

A shard is done when its part and its part of the manifest are both there; the latter comes last. Both depend on the
input and the settings alone, so a shard that is cleaned twice, by tasks that know nothing of each other, does no harm.
"""
