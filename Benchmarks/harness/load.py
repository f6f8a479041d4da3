"""Load for a moment: wrk against a server, pgbench against kiikd's PostgreSQL. One result each."""
import glob
import http.client
import os
import re
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

from harness import machine

HERE = Path(__file__).resolve().parents[1]
PATHS = {"hello": "/hello", "V": "/verify?scope=customers:read", "L": "/api/ai-actions/context/customers/?limit=50",
         "C": "/api/ai-actions/actions/customers/"}
BODY = '{"name":"Teszt Elek Kft.","email":"teszt.elek{u}@example.com"}'


def result(peer, job, c, done, seconds, p50, p99, refused=0, broken=0, **more):
    return dict(peer=peer, job=job, c=c, rps=(done - refused) / seconds, p50=p50, p99=p99, err=refused,
                neterr=broken, **more)


def on_client(command, environment):
    return subprocess.run(command, env=environment, capture_output=True, text=True,
                          preexec_fn=lambda: os.sched_setaffinity(0, machine.CLIENT))


def request(server, job, c, seconds, keys=None, postmaster=None):
    environment = machine.environment(METHOD="POST" if job == "C" else "GET", TARGET=PATHS[job],
                                      KEYS=str(keys or ""), BODY=BODY)
    database = machine.tree(postmaster) if postmaster else []
    before = machine.cpu_seconds([server.pid]), machine.cpu_seconds(database)
    run = on_client(["wrk", "-t1", f"-c{c}", f"-d{seconds}s", "--timeout", "10s", "-s", str(HERE / "request.lua"),
                     server.url + "/"], environment)
    after = machine.cpu_seconds([server.pid]), machine.cpu_seconds(database)
    found = re.search(r"^RESULT (\d+) (\d+) (\d+) (\d+) (\d+) (\d+)$", run.stdout, re.M)
    if not found or found[1] == "0":
        sys.exit(f"{server.name} {job}: wrk measured nothing\n{run.stdout}{run.stderr}")
    done, micros, p50, p99, refused, broken = map(int, found.groups())
    return result(server.name, job, c, done, micros / 1e6, p50, p99, refused, broken,
                  cpu10k=(after[0] - before[0]) / done * 1e4,
                  pg10k=(after[1] - before[1]) / done * 1e4 if database else None,
                  memory=machine.memory_megabytes(server.pid))


def request_slowly(server, job, seconds, keys):
    """Without wrk: one connection, for the smoke run only."""
    keys, connection = Path(keys).read_text().split(), http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    began, times, refused = time.monotonic(), [], 0
    while time.monotonic() - began < seconds:
        unique = f"{time.time_ns():020d}"
        headers = {"Authorization": "Bearer " + keys[len(times) % len(keys)]}
        if job == "C":
            headers.update({"Content-Type": "application/json", "Idempotency-Key": unique})
        sent = time.monotonic()
        connection.request("POST" if job == "C" else "GET", PATHS[job],
                           BODY.replace("{u}", unique) if job == "C" else None, headers)
        answer = connection.getresponse()
        answer.read()
        refused += answer.status >= 400
        times.append((time.monotonic() - sent) * 1e6)
    times.sort()
    return result(server.name, job, 1, len(times), time.monotonic() - began, statistics.median(times),
                  times[len(times) * 99 // 100], refused)


def pgbench_program():
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin/pgbench"), key=lambda x: int(x.split("/")[4]))
    return found[-1] if found else shutil.which("pgbench")


def pgbench(daemon, job, c, seconds, folder, digest):
    ids = daemon.tenant_ids()
    steps = {b - a for a, b in zip(ids, ids[1:])}
    if len(steps) != 1:
        sys.exit(f"the benchmark tenants' ids are not evenly spaced: {ids}")
    run = on_client([pgbench_program(), "-n", "-M", "prepared", "-f", str(HERE / f"pgbench/{job}.sql"),
                     "-D", f"first={ids[0]}", "-D", f"step={steps.pop()}", "-D", f"digest={digest}",
                     "-c", str(c), "-j", "1", "-T", str(seconds), "--log", f"--log-prefix={folder}/pgbench"],
                    daemon.database_environment("kiik_app"))
    times = []
    for log in glob.glob(f"{folder}/pgbench.*"):
        times += [int(line.split()[2]) for line in open(log)]
        os.unlink(log)
    found = re.search(r"^tps = ([\d.]+)", run.stdout, re.M)
    if run.returncode or not found or not times:
        sys.exit(f"pgbench {job} failed\n{run.stdout}{run.stderr}")
    times.sort()
    rate = float(found[1])
    return result("pgbench-kiik", job, c, len(times), len(times) / rate, statistics.median(times),
                  times[len(times) * 99 // 100])
