"""The machine: processors, processes, and what is said about them in the report."""
import os
import platform
import subprocess
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")
ALL = os.sched_getaffinity(0)
# Servers and PostgreSQL share the first processor, the load generator has another one.
SERVER, CLIENT = {min(ALL)}, ALL - {min(ALL)} or ALL


def environment(**more):
    """Ours without what would configure kiikd or libpq behind our back."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("KIIK_", "PG")) and k != "DATABASE_URL"}
    kept.update({k: v for k, v in os.environ.items() if k in ("KIIK_POSTGRES_BIN", "KIIK_POSTGRES_USER")})
    return {**kept, **more}


def start(command, **options):
    """A server, pinned from its first instruction on: runtimes count the processors once."""
    return subprocess.Popen(command, env=environment(), stdin=subprocess.DEVNULL,
                            preexec_fn=lambda: os.sched_setaffinity(0, SERVER), **options)


def tree(pid):
    found, waiting = [], [pid]
    while waiting:
        one = waiting.pop()
        found.append(one)
        try:
            for task in os.listdir(f"/proc/{one}/task"):
                waiting += map(int, Path(f"/proc/{one}/task/{task}/children").read_text().split())
        except OSError:
            pass
    return found


def cpu_seconds(pids):
    total = 0
    for pid in pids:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
            total += sum(map(int, fields[11:15]))
        except OSError:
            pass
    return total / TICK


def memory_megabytes(pid):
    """Proportional set size of one process."""
    for line in open(f"/proc/{pid}/smaps_rollup"):
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return None


def description():
    model = next((line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")),
                 platform.machine())
    return f"{os.cpu_count()} cores ({model}), Linux {platform.release()}"
