"""Slow clients by slowhttptest, and a probe that must be served well meanwhile.

slow.py PID URL TOKEN PATH RESULTS
"""

import http.client
import os
import statistics
import subprocess
import sys
import threading
import time
import urllib.parse

pid, url, token, path, results = sys.argv[1:]
CONNECTIONS, SECONDS, MOST_SECONDS = 1000, 60, 1.0
# Each at an address that reads what it sends, without a token.
ATTACKS = {
    "heads": ("/version", ["-H", "-i", "5", "-x", "24"]),
    "bodies": ("/api/v1/auth/token", ["-B", "-i", "5", "-s", "8192", "-x", "24"]),
    "ranges": ("/docs/swagger-ui-bundle.js", ["-R", "-a", "1", "-b", "3000"]),
}
address = urllib.parse.urlparse(url)


def descriptors():
    return len(os.listdir(f"/proc/{pid}/fd"))


def probe(stop, took, wrong):
    """Each time on a connection of its own: it must be let in, too."""
    while not stop.is_set():
        began = time.monotonic()
        try:
            connection = http.client.HTTPConnection(address.hostname, address.port, timeout=10)
            connection.request("GET", path, headers={"Authorization": f"Bearer {token}"})
            answer = connection.getresponse()
            answer.read()
            connection.close()
            if answer.status != 200:
                wrong.append(str(answer.status))
        except OSError as error:
            wrong.append(repr(error))
        took.append(time.monotonic() - began)
        time.sleep(0.05)


def attacked_by(name, target, flags):
    before = descriptors()
    stop, took, wrong = threading.Event(), [], []
    prober = threading.Thread(target=probe, args=(stop, took, wrong))
    prober.start()
    most = before
    attacker = subprocess.Popen(
        ["slowhttptest", "-c", str(CONNECTIONS), "-r", "200", "-l", str(SECONDS), "-p", "3", "-u", url + target, *flags],
        stdout=open(f"{results}/slow-{name}.log", "w"),
        stderr=subprocess.STDOUT,
    )
    while attacker.poll() is None:
        most = max(most, descriptors())
        time.sleep(0.2)
    stop.set()
    prober.join()
    # What was open may take its time-out to go.
    until = time.monotonic() + 90
    while (after := descriptors()) > before + 5 and time.monotonic() < until:
        time.sleep(0.5)
    p99 = statistics.quantiles(took, n=100)[98]
    print(
        f"slow {name}: {len(took)} probes, p99 {p99 * 1000:.0f} ms, {len(wrong)} wrong; "
        f"descriptors {before}, at most {most}, afterwards {after}"
    )
    return p99 <= MOST_SECONDS and not wrong and after <= before + 5 and most > before + 50


failed = [name for name, (target, flags) in ATTACKS.items() if not attacked_by(name, target, flags)]
sys.exit(f"not served well: {failed}" if failed else 0)
