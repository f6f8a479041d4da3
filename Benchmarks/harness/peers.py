"""The peer services and their own harness, where they are present: KIIK_PEERS, or shared/peers beside the checkout."""
import json
import os
import subprocess
from pathlib import Path

from harness import load, machine
from harness.daemon import ROOT


def folder():
    path = Path(os.environ.get("KIIK_PEERS") or ROOT.parent / "shared/peers")
    return path if (path / "bench.py").exists() and (path / "setup").exists() else None


def call(script, *arguments, check=True):
    print(f"{script.name} of the peers", flush=True)
    return subprocess.run([str(script), *map(str, arguments)], check=check, env=machine.environment(),
                          stdin=subprocess.DEVNULL)


def subject(server, name, paths, keys=None, postmaster=None):
    arguments = ["--subject", name, "--subject-url", server.url, "--subject-pid", server.pid,
                 "--subject-paths", ",".join(f"{job}={load.PATHS[job]}" for job in paths)]
    if keys:
        arguments += ["--subject-keys", keys, "--subject-body", load.BODY]
    if "C" in paths:
        arguments += ["--subject-header", "Idempotency-Key: {u}"]
    if postmaster:
        arguments += ["--subject-db-pid", postmaster]
    return arguments


def measure(where, scratch, daemon, bare, options):
    """Everything interleaved by the peers' bench.py; its runs as they are."""
    call(where / "setup")
    out = scratch / "peers.json"
    try:
        arguments = ["--rounds", options.rounds, "--secs", options.secs, "--conc", options.conc]
        arguments += subject(daemon, "kiikd", "VLC", daemon.keys, daemon.postmaster)
        arguments += subject(daemon, "kiikd-new", "V", daemon.new_keys, daemon.postmaster)
        if bare:
            arguments += subject(bare, "bare", ["hello"])
        call(where / "bench.py", out, *arguments)
    finally:
        call(where / "stop", check=False)
    return json.loads(out.read_text())["runs"]
