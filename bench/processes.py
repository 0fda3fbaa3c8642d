"""Running what is timed: whole commands, peers that work on request, and tools that print a line a step."""
import os
import queue
import shlex
import signal
import subprocess
import sys
import threading
import time

MIB = 1024  # ru_maxrss counts KiB


def pin(threads):
    """Keeps this process and all that it starts on the first `threads` of its cores."""
    cores = sorted(os.sched_getaffinity(0))[:threads]
    os.sched_setaffinity(0, cores)
    os.environ.update(OMP_NUM_THREADS=str(len(cores)), MKL_NUM_THREADS=str(len(cores)))
    return len(cores)


def reap(process):
    """Waits for a child; its exit status and peak resident memory in MiB."""
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, usage.ru_maxrss / MIB


def run(*commands, log):
    """Runs commands as one pipeline; seconds, and the sum of their peak resident memory in MiB."""
    processes, source = [], subprocess.DEVNULL
    started = time.perf_counter()
    for command in commands:
        last = command is commands[-1]
        process = subprocess.Popen(
            [str(word) for word in command], stdin=source, stderr=log,
            stdout=subprocess.DEVNULL if last else subprocess.PIPE)
        if source is not subprocess.DEVNULL:
            source.close()
        source = process.stdout
        processes.append(process)
    ends = [reap(process) for process in processes]
    seconds = time.perf_counter() - started
    for command, (status, _) in zip(commands, ends):
        if status:
            sys.exit(f"bench: {shlex.join(map(str, command))} failed with status {status}; see {log.name}")
    return seconds, sum(memory for _, memory in ends)


class Lines:
    """Lines of a stream with the moments of their arrival."""

    def __init__(self, stream):
        self.queue = queue.SimpleQueue()
        threading.Thread(target=self._read, args=[stream], daemon=True).start()

    def _read(self, stream):
        for line in stream:
            self.queue.put((time.perf_counter(), line.decode(errors="replace").rstrip("\n")))
        self.queue.put(None)

    def next(self, command):
        line = self.queue.get()
        if line is None:
            sys.exit(f"bench: {shlex.join(command)} ended early")
        return line

    def drain(self):
        while not self.queue.empty():
            self.queue.get()


class Peer:
    """A Python peer: it imports, compiles and warms up once, then works once for every line it is sent."""

    def __init__(self, *words, log):
        self.command = [sys.executable, *map(str, words)]
        self.process = subprocess.Popen(
            self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, bufsize=0)
        self.lines = Lines(self.process.stdout)
        self.lines.next(self.command)

    def ask(self, word):
        started = time.perf_counter()
        self.process.stdin.write(f"{word}\n".encode())
        ended, answer = self.lines.next(self.command)
        return ended - started, answer

    def time(self, word="work"):
        return self.ask(word)[0]

    def check(self, path):
        answer = self.ask(f"check {path}")[1]
        if not answer.startswith("agrees"):
            sys.exit(f"bench: {shlex.join(self.command)}: {answer}")
        return answer

    def finish(self):
        """Peak resident memory in MiB."""
        self.process.stdin.close()
        return reap(self.process)[1]


class Steps:
    """A tool that prints a line a step; it stands still while others are timed."""

    def __init__(self, *words, log, lines="stdout", starts=""):
        self.command = list(map(str, words))
        self.starts = starts
        pipes = {"stdout": subprocess.DEVNULL, "stderr": log, lines: subprocess.PIPE}
        self.process = subprocess.Popen(self.command, stdin=subprocess.DEVNULL, bufsize=0, **pipes)
        self.lines = Lines(getattr(self.process, lines))
        self._next()
        os.kill(self.process.pid, signal.SIGSTOP)

    def _next(self):
        while True:
            moment, line = self.lines.next(self.command)
            if line.startswith(self.starts):
                return moment

    def time(self, steps=1):
        """Seconds a step, over whole steps: the one in which the tool was stopped does not count."""
        self.lines.drain()
        os.kill(self.process.pid, signal.SIGCONT)
        started = self._next()
        for _ in range(steps):
            ended = self._next()
        os.kill(self.process.pid, signal.SIGSTOP)
        return (ended - started) / steps

    def finish(self):
        """Peak resident memory in MiB."""
        os.kill(self.process.pid, signal.SIGTERM)
        os.kill(self.process.pid, signal.SIGCONT)
        return reap(self.process)[1]
