"""`verify` beside five million keys: against a daemon that has a thousand."""
import random
import statistics

from harness import load
from harness.daemon import Daemon

# As an import of another system's keys would have it: known by their digests, without check codes.
FILL = """
SET session_replication_role = replica;
INSERT INTO api_keys (tenant_id, account_id, id, uuid, name, family, prefix, digest, scopes, created_at)
SELECT t.id, t.id, nextval('api_keys_id'), gen_random_uuid(), 'Key', 'kiik', 'fta_0000...',
    sha256(convert_to('fta_' || lpad(i::text, 26, '0'), 'UTF8')), ARRAY['customers:read'], now()
FROM generate_series(1, {count}) i, tenants t WHERE t.subdomain = 'keys';
ANALYZE api_keys;
"""
IN_USE = 1000
# More than the cache of principals holds, so that each is new when its turn comes.
IN_ROTATION = 500_000


def secrets(path, numbers):
    path.write_text("".join(f"fta_{number:026d}\n" for number in numbers))
    return path


def fill(daemon, scratch, count):
    daemon.command("tenants", "create", "--subdomain", "keys", "--name", "Keys")
    # The import says that this family's keys may come without check codes.
    daemon.add_keys(scratch, "keys", 1)
    daemon.psql("-c", FILL.format(count=count))


def measure(executable, scratch, count, rounds, seconds):
    """Lines of the report."""
    few, many = Daemon(executable, scratch / "few"), Daemon(executable, scratch / "many")
    try:
        few.start()
        many.start()
        fill(few, scratch, IN_USE)
        print(f"{count:,} keys", flush=True)
        fill(many, scratch, count)
        used = secrets(scratch / "used.txt", range(1, IN_USE + 1))
        rotation = min(IN_ROTATION, count)
        turning = secrets(scratch / "turning.txt", random.Random(1).sample(range(1, count + 1), rotation))
        runs = []
        for _ in range(rounds):
            runs.append((load.request(few, "V", 16, seconds, used), load.request(many, "V", 16, seconds, used)))
        turns = [(load.request(few, "V", 16, seconds, used), load.request(many, "V", 16, seconds, turning))
                 for _ in range(rounds)]
    finally:
        few.stop()
        many.stop()
    if any(side["err"] or side["neterr"] for pair in runs + turns for side in pair):
        raise SystemExit("verify failed under load")

    def ratio(pairs):
        ratios = [pair[1]["rps"] / pair[0]["rps"] for pair in pairs]
        return f"{statistics.median(ratios):.2f} ({min(ratios):.2f}–{max(ratios):.2f})"

    return [
        "## Many keys", "",
        f"`verify` at 16 connections, a daemon whose database has {count:,} keys ÷ one that has {IN_USE:,} (bar 0.85):", "",
        "| keys in use | ratio | memory of the daemon, MB |", "|---|--:|--:|",
        f"| the same {IN_USE:,} | {ratio(runs)} | {runs[-1][1]['memory']:.0f} |",
        f"| {rotation:,} in turn, none in the cache when its turn comes | {ratio(turns)} | {turns[-1][1]['memory']:.0f} |",
    ]
