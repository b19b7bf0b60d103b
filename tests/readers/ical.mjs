// What ical.js reads in the files named, one on each line of the input: { file: [[uid, start, end, summary, url, status]] }.
// Days stay days; hours become instants by the file's own VTIMEZONE, of which this program knows no other.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

const moment = (time) => {
  if (time.isDate) return time.toString();
  if (time.zone === ICAL.Timezone.localTimezone) throw new Error(`${time}: an hour of no zone`);
  return new Date(time.toUnixTime() * 1000).toISOString().replace(".000Z", "Z");
};

const read = (file) => {
  const calendar = new ICAL.Component(ICAL.parse(readFileSync(file, "utf8")));
  ICAL.TimezoneService.reset();
  for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
  return calendar.getAllSubcomponents("vevent").map((component) => {
    const event = new ICAL.Event(component);
    const value = (name) => component.getFirstPropertyValue(name);
    return [event.uid, moment(event.startDate), moment(event.endDate), event.summary, value("url"), value("status")];
  });
};

const files = readFileSync(0, "utf8").split("\n").filter(Boolean);
console.log(JSON.stringify(Object.fromEntries(files.map((file) => [file, read(file)]))));
