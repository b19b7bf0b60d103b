"""Compares what programs that others wrote read in pages, feeds and lists of pages with what the sites' data say.

    web.py SITE …

Feeds are read by feedparser, which must find nothing odd; the h-events of pages by mf2py, and held against the
structured data of the page and the open data of the site; lists of pages by an XML parser, against the rules of the
protocol's schema. Any disagreement is told, and the program then fails.
"""

import datetime
import json
import re
import sys
import xml.etree.ElementTree as ElementTree
from importlib.metadata import version
from pathlib import Path
from urllib.parse import urlsplit

import feedparser
import mf2py

MOST_TOLD = 20
SITEMAPS = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
wrong = []


def complain(where, what):
    wrong.append(f"{where}: {what}")


def read_feed(path):
    """Answers how many entries a feed has."""
    feed = feedparser.parse(path.read_bytes())
    if feed.bozo or feed.version != "atom10":
        complain(path, f"{feed.version}: {feed.get('bozo_exception')}")
        return 0
    if len({entry.id for entry in feed.entries}) != len(feed.entries):
        complain(path, "two entries have one id")
    changes = [entry.updated_parsed for entry in feed.entries]
    if changes != sorted(changes, reverse=True) or feed.feed.updated_parsed != changes[0]:
        complain(path, "the last change is not the first entry")
    for entry in feed.entries:
        if not (entry.title and urlsplit(entry.link).scheme == "https"):
            complain(path, f"{entry.id} has no title or no address")
    return len(feed.entries)


def instant(text):
    return datetime.datetime.fromisoformat(text) if text and "T" in text else text


def read_events(path, data):
    """Holds the h-event of a page against its structured data and the open data; answers how many there were."""
    html = path.read_text(encoding="utf-8")
    found = [item for item in mf2py.parse(doc=html)["items"] if "h-event" in item["type"]]
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    things = json.loads(block.group(1))["@graph"] if block else []
    told = [thing for thing in things if thing["@type"] == "EducationEvent"]
    if len(found) != len(told):
        complain(path, f"{len(found)} h-events, {len(told)} in the structured data")
        return 0
    for item, event in zip(found, told):
        properties = {name: values[0] for name, values in item["properties"].items()}
        record = data.get(event["url"])
        if record is None:
            complain(path, "is not in the open data")
            continue
        for name, expected in [
            ("name", [event["name"], record["titre"]]),
            ("summary", [event["description"], record["resume"]]),
            ("url", [event["url"], record["page"]]),
        ]:
            if any(properties.get(name) != one for one in expected):
                complain(path, f"{name}: {properties.get(name)} in the h-event, {expected}")
        if record["premier_jour"] is None:
            if "start" in properties:
                complain(path, "a start that is not known")
            continue
        starts = [properties.get("start"), event["startDate"], record["debut"] or record["premier_jour"]]
        if len({instant(start) for start in starts}) != 1:
            complain(path, f"starts: {starts}")
        ends = [event["endDate"], record["fin"] or record["dernier_jour"]]
        if "end" in properties and record["fin"]:
            ends.append(properties["end"])
        if len({instant(end) for end in ends}) != 1:
            complain(path, f"ends: {ends}")
        if record["lieu"] and record["mode"] != "en-ligne" and record["lieu"] not in properties.get("location", ""):
            complain(path, f"location: {properties.get('location')}, {record['lieu']}")
    return len(found)


def read_pages(path):
    """Holds a list of pages against the rules of sitemap.xsd; answers its addresses."""
    root = ElementTree.fromstring(path.read_bytes())
    if root.tag != f"{SITEMAPS}urlset" or len(root) == 0:
        complain(path, f"{root.tag} with {len(root)} elements")
    addresses = []
    for page in root:
        names = [element.tag.removeprefix(SITEMAPS) for element in page]
        if page.tag != f"{SITEMAPS}url" or names not in (["loc"], ["loc", "lastmod"]):
            complain(path, f"{page.tag}: {names}")
            continue
        address = page[0].text
        parts = urlsplit(address)
        if not (12 <= len(address) <= 2048 and parts.scheme in ("http", "https") and parts.netloc):
            complain(path, f"{address} is no address")
        if len(page) > 1:
            datetime.date.fromisoformat(page[1].text)
        addresses.append(address)
    if len(set(addresses)) != len(addresses):
        complain(path, "an address stands twice")
    return addresses


def main():
    entries = events = pages = 0
    for site in map(Path, sys.argv[1:]):
        for path in sorted(site.glob("**/flux.atom")):
            entries += read_feed(path)
        data = {}
        for path in sorted(site.glob("**/evenements.json")):
            for event in json.loads(path.read_text(encoding="utf-8"))["evenements"]:
                former = data.setdefault(event["page"], event)
                # On another region's clocks the same instant may be written otherwise.
                if any(instant(former[name]) != instant(event[name]) for name in ("debut", "fin")):
                    complain(path, f"{event['page']}: {event['debut']} here, {former['debut']} elsewhere")
        for path in sorted(site.glob("**/evenements/*/index.html")):
            events += read_events(path, data)
        for path in sorted(site.glob("**/sitemap.xml")):
            addresses = read_pages(path)
            pages += len(addresses)
            for address in addresses:
                if not (site / urlsplit(address).path.lstrip("/") / "index.html").is_file():
                    complain(path, f"{address} is not there")
    print(
        f"feedparser {version('feedparser')} read {entries} entries, mf2py {version('mf2py')} {events} events; "
        f"lists have {pages} pages."
    )
    for line in wrong[:MOST_TOLD]:
        print(line, file=sys.stderr)
    if wrong or not (entries and events and pages):
        sys.exit(f"{len(wrong)} disagreements")


main()
