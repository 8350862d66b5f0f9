#!/usr/bin/env python3
"""Measures start-up time, CPU time and memory of published functions.

Runs them as whole processes, in turns, behind a Lambda Runtime API on the loopback interface:

    dotnet publish src/UploadFunction -c Release -o /tmp/ours
    dotnet publish src/UploadFunction -c Release -p:PublishAot=false --artifacts-path /tmp/build -o /tmp/managed
    python3 bench/function.py ours=/tmp/ours managed=/tmp/managed

Prints medians. Compare only figures of the same run, on an otherwise idle machine: ratios are reproducible, milliseconds are not.
"""
import base64
import http.server
import json
import os
import queue
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import uuid

COLD_STARTS = 15  # processes per program, each of which stores one image of 100 KB
WARM_PROCESSES = 5  # how many of them continue with images of 4 MB
WARM_UP, WARM_IMAGES = 5, 30
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


class RuntimeApi:
    """The part of https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html that a single process needs."""

    def __init__(self):
        self.events, self.answers = queue.Queue(), queue.Queue()
        api = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def do_GET(self):
                event = api.events.get()
                self.send_response(200)
                self.send_header("Lambda-Runtime-Aws-Request-Id", str(uuid.uuid4()))
                self.send_header("Lambda-Runtime-Deadline-Ms", str(int((time.time() + 60) * 1000)))
                self.send_header("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:eu-central-1:123456789012:function:bench")
                self.send_header("Content-Length", str(len(event)))
                self.end_headers()
                self.wfile.write(event)

            def do_POST(self):
                length = self.headers.get("Content-Length")
                body = self.rfile.read(int(length)) if length else b"".join(self.chunks())
                api.answers.put((time.perf_counter(), body))
                self.send_response(202)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def chunks(self):
                while size := int(self.rfile.readline(), 16):
                    yield self.rfile.read(size)
                    self.rfile.readline()
                self.rfile.readline()

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.handle_error = lambda *_: None  # a killed process breaks its connection
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def upload(self, image):
        """Returns the time at which the response arrived."""
        self.events.put(event_of(image))
        at, body = self.answers.get(timeout=60)
        if json.loads(body).get("statusCode") != 201:
            raise SystemExit(f"No image was stored: {body[:500]!r}")
        return at


def event_of(image):
    return json.dumps({
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": "/uploads",
        "rawQueryString": "",
        "headers": {"content-type": "image/jpeg", "host": "bench.example.com", "x-forwarded-proto": "https", "idempotency-key": uuid.uuid4().hex},
        "requestContext": {
            "domainName": "bench.example.com",
            "http": {"method": "POST", "path": "/uploads", "protocol": "HTTP/1.1", "sourceIp": "192.0.2.1", "userAgent": "bench"},
            "stage": "$default",
            "requestId": "bench",
        },
        "body": base64.b64encode(image).decode(),
        "isBase64Encoded": True,
    }).encode()


def jpeg_of(size, metadata=b""):
    """A real JPEG whose picture data goes on with bytes as random as coded data is, and a comment in front of the picture."""
    with open(os.path.join(ROOT, "test/images/jpeg-baseline.jpg"), "rb") as file:
        image = file.read()
    comment = b"\xff\xfe" + (len(metadata) + 2).to_bytes(2, "big") + metadata if metadata else b""
    data = random.Random(20250101).randbytes(size - len(image) - len(comment)).replace(b"\xff", b"\x00")
    return image[:2] + comment + image[2:-2] + data + image[-2:]


def start(folder, api, images):
    program = os.path.join(folder, "UploadFunction")
    dll = program + ".dll"
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": os.environ.get("HOME", "/tmp"),
        "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{api.server.server_port}",
        "AWS_LAMBDA_FUNCTION_NAME": "bench",
        "AWS_LAMBDA_LOG_FORMAT": "JSON",
        "AWS_REGION": "eu-central-1",
        "Upload__Directory": images,
    }
    return subprocess.Popen(
        ["dotnet", dll] if os.path.exists(dll) else [program], env=environment, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def processor_ms(process):
    """All of it, and what of it was in user mode: the rest is the kernel's, mostly for writing files."""
    with open(f"/proc/{process.pid}/stat") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    user, kernel = (int(field) * 1000 / os.sysconf("SC_CLK_TCK") for field in fields[11:13])
    return user + kernel, user


def peak_mb(process):
    with open(f"/proc/{process.pid}/status") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmHWM:")) * 1024 / 1e6


def measure(folder, small, larges):
    api, images = RuntimeApi(), tempfile.mkdtemp()
    began = time.perf_counter()
    process = start(folder, api, images)
    try:
        figures = {"first image of 100 KB, ms": (api.upload(small) - began) * 1000, "its processor time, ms": processor_ms(process)[0]}
        for label, large in larges.items():
            for _ in range(WARM_UP):
                api.upload(large)
            before = processor_ms(process)
            for _ in range(WARM_IMAGES):
                api.upload(large)
            for index, kind in enumerate(("processor time", "user time")):
                figures[f"{kind} of {label}, ms"] = (processor_ms(process)[index] - before[index]) / WARM_IMAGES
        if larges:
            figures["peak memory, MB"] = peak_mb(process)
        return figures
    finally:
        process.kill()
        process.wait()
        api.server.shutdown()
        api.server.server_close()
        shutil.rmtree(images)


def main():
    if not sys.argv[1:] or not all("=" in argument for argument in sys.argv[1:]):
        raise SystemExit(__doc__)
    programs = dict(argument.split("=", 1) for argument in sys.argv[1:])
    small = jpeg_of(100_000)
    larges = {"4 MB": jpeg_of(4_000_000), "4 MB with metadata": jpeg_of(4_000_000, bytes(1000))}
    figures = {name: [] for name in programs}
    for turn in range(COLD_STARTS):
        for name, folder in programs.items():
            figures[name].append(measure(os.path.abspath(folder), small, larges if turn < WARM_PROCESSES else {}))
    print(f"{'':40}", *(f"{name:>14}" for name in programs))
    for label in figures[next(iter(programs))][0]:
        medians = (statistics.median(turn[label] for turn in figures[name] if label in turn) for name in programs)
        print(f"{label:40}", *(f"{median:14.1f}" for median in medians))


if __name__ == "__main__":
    main()
