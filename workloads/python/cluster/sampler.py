"""A program of its own: samples one machine of a cluster, and writes a line of JSON each second.

A worker that computes holds its GIL, and would delay a sampler inside it. It needs Linux and the standard library, starts with
`PERIOD_NS PID ...` and takes more PIDs as lines of its input; it ends with that, which is the death of the worker that has started it.
"""
import json
import os
import sys
import threading
import time

CLOCK_TICKS = os.sysconf("SC_CLK_TCK")
LINE_SECONDS = 1
MAX_ROWS = 1000
"""Of tasks in a line: what is beyond is dropped, so that no line is too long for the pipe to the engine; chosen."""
MAX_BYTES = 60_000


class Cores:
    """Share of the time since the sample before in which each core was busy, waited for a disk, or was taken: in percent; -1 unknown."""

    def __init__(self):
        self.file = os.open("/proc/stat", os.O_RDONLY)
        self.before = self.read()

    def read(self):
        found = {}
        for line in os.pread(self.file, 1 << 20, 0).split(b"\n"):
            if line.startswith(b"cpu") and line[3:4].isdigit():
                name, *ticks = line.split()
                found[int(name[3:])] = [int(number) for number in ticks[:8]]
        return found

    def sample(self):
        now, before = self.read(), self.before
        self.before = now
        busy, iowait, steal = [], [], []
        for core in range(max(now) + 1):
            a, b = before.get(core), now.get(core)
            total = sum(b) - sum(a) if a and b else 0
            share = (lambda ticks: max(0, min(100, round(100 * ticks / total)))) if total > 0 else (lambda ticks: -1)
            waited, taken = (b[4] - a[4], b[7] - a[7]) if total > 0 else (0, 0)
            idle = b[3] - a[3] if total > 0 else 0
            busy.append(share(total - idle - waited - taken))
            iowait.append(share(waited))
            steal.append(share(taken))
        return busy, iowait, steal


class Thread:
    """Its files stay open: reading them is most of what a sample costs."""

    def __init__(self, pid, tid, index):
        folder = f"/proc/{pid}/task/{tid}"
        self.index = index
        self.stat = os.open(f"{folder}/stat", os.O_RDONLY)
        try:
            self.schedstat = os.open(f"{folder}/schedstat", os.O_RDONLY)
        except OSError:
            self.schedstat = None
        self.cpu_ns = -1
        name, fields = self.read_stat()
        self.info = [index, pid, tid, int(fields[19]), name]

    def read_stat(self):
        text = os.pread(self.stat, 1024, 0)
        opened, closed = text.index(b"("), text.rindex(b")")
        return text[opened + 1 : closed].decode(errors="replace"), text[closed + 2 :].split()

    def row(self):
        """[index, state, core, CPU ns], or None where nothing has changed since the last one."""
        cpu_ns = int(os.pread(self.schedstat, 128, 0).split()[0]) if self.schedstat is not None else None
        if cpu_ns is not None and cpu_ns == self.cpu_ns:
            return None
        _, fields = self.read_stat()
        if cpu_ns is None:
            cpu_ns = (int(fields[11]) + int(fields[12])) * (1_000_000_000 // CLOCK_TICKS)
        self.cpu_ns = cpu_ns
        return [self.index, fields[0].decode(), int(fields[36]), cpu_ns]

    def close(self):
        for file in (self.stat, self.schedstat):
            if file is not None:
                os.close(file)


class Sampler:
    def __init__(self, pids):
        self.pids = set(pids)
        self.threads = {}
        self.count = 0
        self.ending = False
        self.cores = Cores()
        self.clear()

    def clear(self):
        self.line = {"tNs": [], "busy": [], "iowait": [], "steal": [], "rows": []}
        self.ran = {}
        """What is known of the threads that have rows in this line, so that each line can be read alone."""

    def find(self):
        """Looks for threads that are new, and those that have ended."""
        alive = set()
        for pid in list(self.pids):
            try:
                alive.update((pid, int(tid)) for tid in os.listdir(f"/proc/{pid}/task"))
            except OSError:
                self.pids.discard(pid)
        for key in alive - set(self.threads):
            try:
                self.threads[key] = Thread(*key, self.count)
            except (OSError, ValueError):
                continue
            self.count += 1
        for key in set(self.threads) - alive:
            self.threads.pop(key).close()

    def sample(self):
        frame = len(self.line["tNs"])
        self.line["tNs"].append(time.perf_counter_ns())
        for name, shares in zip(("busy", "iowait", "steal"), self.cores.sample()):
            self.line[name].append(shares)
        for key, thread in list(self.threads.items()):
            try:
                row = thread.row()
            except (OSError, ValueError, IndexError):
                self.threads.pop(key).close()  # it has ended
                continue
            if row is not None and len(self.line["rows"]) < MAX_ROWS:
                self.line["rows"].append([frame, *row])
                self.ran[thread.index] = thread.info

    def write(self):
        self.line.update(tasks=list(self.ran.values()), cpuNs=time.process_time_ns())
        text = json.dumps(self.line, separators=(",", ":"))
        if len(text) > MAX_BYTES:
            self.line.update(rows=[], tasks=[])
            text = json.dumps(self.line, separators=(",", ":"))
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()
        self.clear()


def listen(sampler):
    for line in sys.stdin:
        sampler.pids.add(int(line))
    sampler.ending = True


def main(period_ns, *pids):
    sampler = Sampler(pids)
    threading.Thread(target=listen, args=(sampler,), daemon=True).start()
    # A share takes up to four characters, and each core has three of them.
    longest = MAX_BYTES // (12 * len(sampler.cores.before))
    each_line = max(1, min(LINE_SECONDS * 1_000_000_000 // period_ns, longest))
    due = time.perf_counter_ns()
    turn = 0
    while True:
        if turn % each_line == 0:
            sampler.find()
        due += period_ns
        time.sleep(max(0, due - time.perf_counter_ns()) / 1e9)
        sampler.sample()
        turn += 1
        if turn % each_line == 0 or sampler.ending:
            sampler.write()
        if sampler.ending:
            return


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
