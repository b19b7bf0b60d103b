"""Compares what programs that others wrote read in the files for calendars with what the pages say.

    compare.py SITE … -- FOLDER …

Of the sites every file is read and each event held against its page: the same instants, the same title. Of the folders
the files are only read: the three programs must agree. Any disagreement is told, and the program then fails.
"""

import datetime
import json
import subprocess
import sys
import zoneinfo
from html.parser import HTMLParser
from importlib.metadata import version
from pathlib import Path
from urllib.parse import urlsplit

import icalendar
import vobject

UTC = datetime.timezone.utc
# What is wrong in very many files is wrong in one way.
MOST_TOLD = 20
wrong = []


def moment(value):
    """A day, or an instant in UTC, as text."""
    if isinstance(value, datetime.datetime):
        if value.tzinfo is None:
            raise ValueError(f"{value}: an hour of no zone")
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return value.isoformat()


def with_vobject(path):
    # It makes its zones from the VTIMEZONE, and forgets those of other files only when told.
    vobject.icalendar.__dict__["__tzidMap"].clear()
    calendar = vobject.readOne(path.read_bytes().decode("utf-8"))
    calendar.validate(raiseException=True)
    return [
        (e.uid.value, moment(e.dtstart.value), moment(e.dtend.value), e.summary.value, e.url.value, e.status.value)
        for e in calendar.vevent_list
    ]


def with_icalendar(path):
    calendar = icalendar.Calendar.from_ical(path.read_bytes())
    for component in calendar.walk():
        if component.errors:
            raise ValueError(f"{component.name}: {component.errors}")
    return [
        (str(e["UID"]), moment(e.start), moment(e.end), str(e["SUMMARY"]), str(e["URL"]), str(e["STATUS"]))
        for e in calendar.walk("VEVENT")
    ]


def with_ical_js(paths):
    answer = subprocess.run(
        ["node", "ical.mjs"], input="\n".join(map(str, paths)), capture_output=True, text=True, check=True
    )
    return {Path(path): [tuple(event) for event in events] for path, events in json.loads(answer.stdout).items()}


class Page(HTMLParser):
    """What an event's page says of when it is, and the ends that lists tell of the events they lead to."""

    def __init__(self, html):
        super().__init__()
        self.start = self.end = self.title = self.day = None
        self.ends = {}
        self.card_ends = None
        self.reads_title = False
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        attribute = dict(attributes)
        names = (attribute.get("class") or "").split()
        if tag == "h1" and "p-name" in names:
            self.title, self.reads_title = "", True
        if tag == "time" and self.title is not None and self.day is None:
            self.day = attribute["datetime"]
        if tag == "data" and "dt-start" in names:
            self.start = attribute["value"]
        if tag == "data" and "dt-end" in names:
            self.end = attribute["value"]
        if tag == "li" and "card" in names:
            self.card_ends = attribute.get("data-ends")
        if tag == "a" and self.card_ends:
            self.ends[attribute["href"]] = self.card_ends
            self.card_ends = None

    def handle_endtag(self, tag):
        if tag == "h1":
            self.reads_title = False

    def handle_data(self, text):
        if self.reads_title:
            self.title += text


def said(text):
    """A day or an instant as a page writes it."""
    return moment(datetime.datetime.fromisoformat(text)) if "T" in text else text


def complain(where, what):
    wrong.append(f"{where}: {what}")


def against_pages(site, base, path, events):
    """Holds each event of a file against its page; answers how many have both of their instants on it."""
    whole = 0
    for _, start, end, summary, url, status in events:
        where = f"{path.relative_to(site)}, {url}"
        if not url.startswith(base):
            complain(where, f"does not begin with {base}")
            continue
        file = site / url.removeprefix(base) / "index.html"
        if not file.is_file():
            complain(where, "there is no such page")
            continue
        page = Page(file.read_text(encoding="utf-8"))
        if page.title not in summary:
            complain(where, f"“{summary}” is not “{page.title}”")
        if status == "TENTATIVE":
            if page.day is not None or page.start is not None:
                complain(where, "its page says when it is")
            continue
        if page.day != page.start or said(page.start) != start:
            complain(where, f"begins at {start}, on the page at {page.day}")
        if page.end is not None:
            whole += 1
            if said(page.end) != end:
                complain(where, f"ends at {end}, on the page at {page.end}")
        ends = lists_of(site).get(url.removeprefix(base))
        if ends is not None:
            # A list tells the first instant after it, which for whole days is the day after in the zone of the list.
            told = ends[: len(end)] if len(end) == len("2027-05-10") else said(ends)
            whole += page.end is None
            if told != end:
                complain(where, f"ends at {end}, in the list at {ends}")
    return whole


def against_data(path, events):
    """Holds the events of an agenda against the open data beside it; answers how many instants agree."""
    data = json.loads(path.with_name("evenements.json").read_text(encoding="utf-8"))
    told = {event["uid"]: event for event in data["evenements"]}
    if set(told) != {uid for uid, *_ in events}:
        complain(path, "the open data has other events")
        return 0
    agreed = 0
    for uid, start, end, _, url, status in events:
        event, where = told[uid], f"{path}, {url}"
        if url != event["page"]:
            complain(where, f"its page is {event['page']} in the open data")
        if (status == "TENTATIVE") != (event["premier_jour"] is None) or (status == "CANCELLED") != (
            event["statut"] == "annule"
        ):
            complain(where, f"{status}, {event['statut']} in the open data")
        if event["premier_jour"] is None:
            continue
        day_after = (datetime.date.fromisoformat(event["dernier_jour"]) + datetime.timedelta(days=1)).isoformat()
        if event["debut"] is None:
            expected = (event["premier_jour"], day_after)
        else:
            # An end that is not known is that of the last day, on the clocks of the zone.
            midnight = datetime.datetime.fromisoformat(day_after).replace(tzinfo=zoneinfo.ZoneInfo(event["fuseau"]))
            expected = (said(event["debut"]), said(event["fin"]) if event["fin"] else moment(midnight))
        if (start, end) != expected:
            complain(where, f"from {start} to {end}, in the open data from {expected[0]} to {expected[1]}")
        else:
            agreed += 2
    return agreed


KNOWN_LISTS = {}


def lists_of(site):
    """When events end, by the address of their page from the root, as the lists of the sites say."""
    if site not in KNOWN_LISTS:
        ends = {}
        for file in sorted(site.glob("**/evenements/**/index.html")):
            for href, end in Page(file.read_text(encoding="utf-8")).ends.items():
                page = (file.parent / href).resolve()
                ends.setdefault(f"{page.relative_to(site.resolve())}/", end)
        KNOWN_LISTS[site] = ends
    return KNOWN_LISTS[site]


def main():
    arguments = sys.argv[1:]
    split = arguments.index("--")
    sites, folders = map(Path, arguments[:split]), map(Path, arguments[split + 1 :])
    files = {path: site for site in sites for path in sorted(site.glob("**/*.ics"))}
    files |= {path: None for folder in folders for path in sorted(folder.glob("*.ics"))}
    if not files:
        sys.exit("there is no file to read")
    of_ical_js = with_ical_js(files)
    events_read = whole = instants = 0
    for path, site in files.items():
        try:
            read = {"vobject": with_vobject(path), "icalendar": with_icalendar(path), "ical.js": of_ical_js[path]}
        except Exception as error:
            complain(path, error)
            continue
        first = read["vobject"]
        for name, events in read.items():
            if events != first:
                complain(path, f"{name} reads {events}, vobject {first}")
        events_read += len(first)
        if site is not None:
            base = "{0.scheme}://{0.netloc}/".format(urlsplit(first[0][4]))
            whole += against_pages(site, base, path, first)
            if path.name == "agenda.ics":
                instants += against_data(path, first)
    readers = f"vobject {version('vobject')}, icalendar {version('icalendar')} and ical.js"
    print(
        f"{readers} read {events_read} events in {len(files)} files; {whole} have both of their instants on a page, and "
        f"{instants} instants are those of the open data."
    )
    for line in wrong[:MOST_TOLD]:
        print(line, file=sys.stderr)
    if wrong or not whole or not instants:
        sys.exit(f"{len(wrong)} disagreements")


main()
