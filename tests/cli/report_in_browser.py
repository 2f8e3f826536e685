#!/usr/bin/env python3
"""Opens pages of souk report in headless Chromium and holds them to what a reader needs.

    report_in_browser.py [--pictures DIR] PAGE.html...

Of every page: each chart has marks and a table; nothing is said on the console; nothing is asked for but the page
itself; every control can be reached by keyboard; colours change with the system's. Speaks the DevTools protocol over a
pipe, so no port is opened. Exit code 0: all holds; 1: the faults are printed; 77: no Chromium here, so it is skipped.
"""
import base64
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

LOOK = """(() => {
  const charts = [...document.querySelectorAll('figure.chart')].map(f => ({
    title: f.dataset.title,
    marks: f.querySelectorAll('.plot svg [class*="mark-"] :is(path, line, rect, text)').length,
    label: !!f.querySelector('.plot svg[aria-label]'),
    rows: f.querySelectorAll('table tbody tr').length,
    clipped: f.querySelector('.plot').scrollWidth > f.querySelector('.plot').clientWidth + 2
  }));
  return JSON.stringify({
    drawn: document.documentElement.dataset.drawn === '1', failures: window.soukFailures || ['no script ran'], charts,
    wider: document.documentElement.scrollWidth > innerWidth,
    mouse_only: [...document.querySelectorAll('button, summary, a[href], .scroll')].filter(e => e.tabIndex < 0).length,
    ink: getComputedStyle(document.body).color, paper: getComputedStyle(document.body).backgroundColor
  });
})()"""


class Browser:
    """Chromium at the other end of a pipe of messages, each ended by a zero byte."""

    def __init__(self, program, folder):
        to_read, self._write = os.pipe()
        self._read, to_write = os.pipe()

        def ends():
            copies = os.dup(to_read), os.dup(to_write)
            os.dup2(copies[0], 3)
            os.dup2(copies[1], 4)

        self._process = subprocess.Popen(
            [program, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
             "--disable-background-networking", "--window-size=1280,900", f"--user-data-dir={folder}", "--remote-debugging-pipe", "about:blank"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, close_fds=False,
            preexec_fn=ends)
        os.close(to_read)
        os.close(to_write)
        self._buffer, self._number, self.events = b"", 0, []

    def _next(self):
        while b"\0" not in self._buffer:
            piece = os.read(self._read, 1 << 20)
            if not piece:
                raise RuntimeError("Chromium ended early")
            self._buffer += piece
        message, self._buffer = self._buffer.split(b"\0", 1)
        return json.loads(message)

    def call(self, method, session=None, **given):
        self._number += 1
        message = {"id": self._number, "method": method, "params": given}
        if session:
            message["sessionId"] = session
        os.write(self._write, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == self._number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']['message']}")
                return answer["result"]
            if "method" in answer:
                self.events.append(answer)

    def close(self):
        try:
            self.call("Browser.close")
        except (RuntimeError, OSError):
            pass
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()


def emulate(browser, session, scheme, media=""):
    browser.call("Emulation.setEmulatedMedia", session, media=media,
                 features=[{"name": "prefers-color-scheme", "value": scheme}])


def evaluate(browser, session, expression):
    return browser.call("Runtime.evaluate", session, expression=expression)["result"].get("value")


def look(browser, session):
    return json.loads(evaluate(browser, session, LOOK))


def open_page(browser, page):
    target = browser.call("Target.createTarget", url="about:blank")["targetId"]
    session = browser.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
    for domain in ("Page", "Runtime", "Log", "Network"):
        browser.call(domain + ".enable", session)
    emulate(browser, session, "light")
    browser.events.clear()
    browser.call("Page.navigate", session, url=page.as_uri())
    for _ in range(600):
        if evaluate(browser, session, "document.documentElement.dataset.drawn") == "1":
            break
        time.sleep(0.1)
    return target, session, look(browser, session)


def said(browser, page):
    """What was logged, and what was asked for beside the page."""
    faults = []
    for event in browser.events:
        given = event["params"]
        if event["method"] == "Runtime.exceptionThrown":
            faults.append("exception: " + json.dumps(given["exceptionDetails"])[:300])
        elif event["method"] == "Runtime.consoleAPICalled":
            faults.append(f"console.{given['type']}: " + json.dumps(given["args"])[:300])
        elif event["method"] == "Log.entryAdded":
            faults.append("log: " + given["entry"]["text"])
        elif event["method"] == "Network.requestWillBeSent":
            url = given["request"]["url"]
            if url != page.as_uri() and not url.startswith("data:"):
                faults.append("asks for " + url)
    return faults


def chart_faults(seen):
    faults = list(seen["failures"])
    if not seen["drawn"]:
        faults.append("the charts were not drawn within a minute")
    if not seen["charts"]:
        faults.append("no chart")
    for chart in seen["charts"]:
        for holds, fault in ((chart["marks"] > 0, "no marks"), (chart["rows"] > 0, "no table of data"),
                             (chart["label"], "no label"), (not chart["clipped"], "wider than its place")):
            if not holds:
                faults.append(f"chart \"{chart['title']}\": {fault}")
    if seen["wider"]:
        faults.append("the page is wider than the window")
    if seen["mouse_only"]:
        faults.append(f"{seen['mouse_only']} controls cannot be reached by keyboard")
    return faults


def press(browser, session, key, code):
    for kind in ("rawKeyDown", "char", "keyUp"):
        browser.call("Input.dispatchKeyEvent", session, type=kind, key=key, code=key, windowsVirtualKeyCode=code,
                     **({"text": "\r"} if kind == "char" and key == "Enter" else {}))


def keyboard_faults(browser, session):
    """Tab comes to the data of the first chart, and Enter opens it."""
    state = ("(() => { const e = document.activeElement; return e && e.tagName === 'SUMMARY' "
             "? (e.parentElement.open ? 'open' : 'shut') : ''; })()")
    for _ in range(200):
        press(browser, session, "Tab", 9)
        if evaluate(browser, session, state):
            press(browser, session, "Enter", 13)
            after = evaluate(browser, session, state)
            press(browser, session, "Enter", 13)
            return [] if after == "open" else ["Enter does not open the data of a chart"]
    return ["Tab does not come to the data of a chart"]


def take_pictures(browser, session, folder, name):
    """The whole page in pieces of 1,500 pixels: NAME-1.png and so on."""
    evaluate(browser, session, "scrollTo({top: 0, behavior: 'instant'}); "
             "document.querySelectorAll('.scroll').forEach(e => e.scrollTo(0, 0)); document.activeElement.blur()")
    height = browser.call("Page.getLayoutMetrics", session)["cssContentSize"]["height"]
    for piece, top in enumerate(range(0, int(height), 1500), 1):
        shot = browser.call("Page.captureScreenshot", session, captureBeyondViewport=True,
                            clip={"x": 0, "y": top, "width": 1280, "height": min(1500, height - top), "scale": 1})
        (folder / f"{name}-{piece}.png").write_bytes(base64.b64decode(shot["data"]))


def faults_of(browser, page, pictures):
    target, session, seen = open_page(browser, page)
    faults = chart_faults(seen) + keyboard_faults(browser, session)
    emulate(browser, session, "dark")
    dark = look(browser, session)
    if dark["ink"] == seen["ink"] or dark["paper"] == seen["paper"]:
        faults.append("dark is as light")
    emulate(browser, session, "dark", "print")
    paper = look(browser, session)
    if paper["paper"] != "rgb(255, 255, 255)" or paper["ink"] != "rgb(0, 0, 0)":
        faults.append("print is not black on white")
    pdf = base64.b64decode(browser.call("Page.printToPDF", session)["data"])
    if pictures:
        (pictures / (page.stem + ".pdf")).write_bytes(pdf)
        for scheme, media in (("light", ""), ("dark", ""), ("dark", "print")):
            emulate(browser, session, scheme, media)
            take_pictures(browser, session, pictures, f"{page.stem}-{media or scheme}")
    faults += said(browser, page)
    browser.call("Target.closeTarget", targetId=target)
    print(f"{page.name}: {len(seen['charts'])} charts, {page.stat().st_size} bytes, {len(pdf)} bytes of PDF")
    return [f"{page.name}: {fault}" for fault in faults]


def main(words):
    pictures = None
    if words[:1] == ["--pictures"]:
        pictures, words = pathlib.Path(words[1]), words[2:]
        pictures.mkdir(parents=True, exist_ok=True)
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        print("skipped: no chromium, whose package is in the launcher's list of test packages")
        return 77
    with tempfile.TemporaryDirectory() as folder:
        browser = Browser(program, folder)
        try:
            faults = [fault for word in words for fault in faults_of(browser, pathlib.Path(word).resolve(), pictures)]
        finally:
            browser.close()
    for fault in faults:
        print("fault: " + fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
