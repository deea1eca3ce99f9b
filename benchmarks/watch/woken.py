"""How much dearer a little work is here for a process that wakes for it once a second.

    python -m benchmarks.watch.woken SECONDS

A machine that has slept, or served others, in between gives back cold caches: the same work was seen
to take from once to seven times as much CPU. Knows nothing of the daemon.
"""

from __future__ import annotations

import json
import sys
import time

#: Objects that are gone through each time, so that some hundred kilobytes of memory are touched.
_DATA = [{str(number): number for number in range(200)} for _ in range(200)]
_HOT = 20


def _work() -> int:
    return sum(sum(one.values()) for one in _DATA) + len(json.dumps(_DATA[:20]))


def dearer(seconds: int) -> float:
    """Return how many times the CPU of the work without a pause it takes once a second; 1 or more.

    Takes so many seconds.
    """
    _work()
    began = time.process_time()
    for _ in range(_HOT):
        _work()
    hot = (time.process_time() - began) / _HOT
    began = time.process_time()
    for _ in range(seconds):
        time.sleep(1.0)
        _work()
    return max(1.0, (time.process_time() - began) / seconds / hot)


if __name__ == "__main__":
    print(dearer(int(sys.argv[1])))
