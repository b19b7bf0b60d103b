//! The instants at which a site changes by itself, without anybody writing: until the next of them,
//! what was built stays right.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::{BTreeSet, BinaryHeap};
use std::sync::Arc;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ZonedDateTime};

use super::address::SiteId;
use super::edition::Edition;
use super::event::{Event, RegistrationState};
use super::origin::Publication;
use super::page::Page;
use super::programme::Programme;
use super::region::Region;

/// How many of the next changes a build knows.
pub const KNOWN_AHEAD: usize = 20;

/// Something that time alone changes on the pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// When, on the clocks of whoever wrote it: a region's, or the programme's.
    pub at: ZonedDateTime,
    /// What.
    pub kind: ChangeKind,
    /// The title of the event, page or stop.
    pub title: String,
    /// The file that it comes from.
    pub file: Arc<str>,
    /// What its owner knows it by: the id of an event or a stop, the address of a page.
    pub name: String,
    /// Whether visitors see the page that it comes from already: what is not public yet is told to staff alone.
    pub is_public: bool,
    /// The sites that it belongs to. (The hub lists the events of all regions, so that it changes with each.)
    pub sites: BTreeSet<SiteId>,
}

/// What kind of change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChangeKind {
    /// A page or an event appears (`publier_le`).
    Published,
    /// A page or an event disappears (`retirer_le`).
    Retired,
    /// Registration opens.
    RegistrationOpens,
    /// Registration will close soon.
    RegistrationClosesSoon,
    /// Registration closes.
    RegistrationCloses,
    /// The event begins.
    EventStarts,
    /// The event is over.
    EventEnds,
    /// A stop of the tour begins.
    StopStarts,
    /// A stop of the tour is over.
    StopEnds,
}

impl ChangeKind {
    /// Each kind with the word that programs know it by.
    pub const WORDS: [(&'static str, Self); 9] = [
        ("published", Self::Published),
        ("retired", Self::Retired),
        ("registration-opens", Self::RegistrationOpens),
        ("registration-closes-soon", Self::RegistrationClosesSoon),
        ("registration-closes", Self::RegistrationCloses),
        ("event-starts", Self::EventStarts),
        ("event-ends", Self::EventEnds),
        ("stop-starts", Self::StopStarts),
        ("stop-ends", Self::StopEnds),
    ];

    /// `registration-opens`
    pub fn word(self) -> &'static str {
        super::event::word(self, &Self::WORDS)
    }
}

impl Change {
    /// What decides the order of changes: time, then what happens, then what it happens to, so that the order is total.
    fn order(&self) -> (Timestamp, ChangeKind, &str, &str, &str) {
        (self.at.timestamp(), self.kind, &self.title, &self.file, &self.name)
    }
}

/// The changes after `now`, in time order, those of all sites; what several sites inherit is one change of them.
pub fn all(programme: &Programme, now: Timestamp) -> Vec<Change> {
    merged(
        of_programme(programme, now, usize::MAX).into_iter().chain(
            programme.regions.iter().flat_map(|region| of_region(region, now, programme.closing_soon, usize::MAX)),
        ),
    )
}

/// Changes of several sites in time order, each once: the same one in two sites is one of both.
pub fn merged(changes: impl IntoIterator<Item = Change>) -> Vec<Change> {
    let mut changes: Vec<Change> = changes.into_iter().collect();
    changes.sort_by(|a, b| a.order().cmp(&b.order()));
    changes.dedup_by(|later, kept| {
        let is_same = later.order() == kept.order();
        if is_same {
            kept.sites.append(&mut later.sites);
        }
        is_same
    });
    changes
}

/// The first `most` changes that time alone will bring after `now` to a region's pages.
pub fn of_region(region: &Region, now: Timestamp, soon: SignedDuration, most: usize) -> Vec<Change> {
    let coming = subjects_of_region(region).flat_map(|subject| subject.changes(Span::after(now), soon));
    told(first(coming, most), &SiteId::Region(region.id.clone()), now)
}

/// The first `most` changes that time alone will bring after `now` to what is not of one region.
pub fn of_programme(programme: &Programme, now: Timestamp, most: usize) -> Vec<Change> {
    let soon = programme.closing_soon;
    let coming = subjects_of_programme(programme).flat_map(|subject| subject.changes(Span::after(now), soon));
    told(first(coming, most), &SiteId::Hub, now)
}

/// The last instant, `now` included, at which time alone has changed a region's pages.
pub fn last_of_region(region: &Region, now: Timestamp, soon: SignedDuration) -> Option<Timestamp> {
    last(subjects_of_region(region), now, soon)
}

/// The same of what is not of one region.
pub fn last_of_programme(programme: &Programme, now: Timestamp) -> Option<Timestamp> {
    last(subjects_of_programme(programme), now, programme.closing_soon)
}

fn subjects_of_region(region: &Region) -> impl Iterator<Item = Subject<'_>> {
    let events = region.events.iter().map(|event| Subject::Event(event));
    let pages = region.pages.values().filter_map(Subject::page);
    let stops = region.editions.iter().map(|edition| Subject::Stop(region, edition));
    events.chain(pages).chain(stops)
}

fn subjects_of_programme(programme: &Programme) -> impl Iterator<Item = Subject<'_>> {
    let events = programme.events.iter().map(|event| Subject::Event(event));
    programme.pages.values().filter_map(Subject::page).chain(events)
}

/// Each subject is only asked for changes after the last that is known already.
fn last<'m>(subjects: impl Iterator<Item = Subject<'m>>, now: Timestamp, soon: SignedDuration) -> Option<Timestamp> {
    subjects.fold(None, |last, subject| {
        let span = Span { after: last.unwrap_or(Timestamp::MIN), until: now };
        subject.changes(span, soon).into_iter().map(|change| change.at).max().or(last)
    })
}

/// The instants after one, up to another, which is included.
#[derive(Debug, Clone, Copy)]
struct Span {
    after: Timestamp,
    until: Timestamp,
}

impl Span {
    fn after(now: Timestamp) -> Self {
        Self { after: now, until: Timestamp::MAX }
    }

    fn holds(self, at: Timestamp) -> bool {
        self.after < at && at <= self.until
    }
}

/// A change that nobody was told of yet: most are not among the next, and cost nothing more than this.
#[derive(Debug, Clone, Copy)]
struct Coming<'m> {
    at: Timestamp,
    kind: ChangeKind,
    what: Subject<'m>,
}

/// What a change is about.
#[derive(Debug, Clone, Copy)]
enum Subject<'m> {
    Event(&'m Event),
    /// With the zone that its dates are in.
    Page(&'m Page, &'m TimeZone),
    Stop(&'m Region, &'m Edition),
}

impl<'m> Subject<'m> {
    /// `None` for a page that time does not change.
    fn page(page: &'m Arc<Page>) -> Option<Self> {
        let publication = &page.publication;
        let zone = publication.from.as_ref().or(publication.until.as_ref())?.time_zone();
        Some(Self::Page(page, zone))
    }

    /// The changes within a span, in no particular order.
    fn changes(self, span: Span, soon: SignedDuration) -> Vec<Coming<'m>> {
        let coming = |(at, kind)| Coming { at, kind, what: self };
        match self {
            Self::Event(event) => of_event(event, span, soon).into_iter().map(coming).collect(),
            Self::Page(page, _) => of_publication(&page.publication, span).map(coming).collect(),
            Self::Stop(region, edition) => of_stop(region, edition, span).map(coming).collect(),
        }
    }

    fn title(self) -> Cow<'m, str> {
        match self {
            Self::Event(event) => Cow::Borrowed(&event.title),
            Self::Page(page, _) => Cow::Borrowed(&page.title),
            Self::Stop(region, edition) => Cow::Owned(format!("{} – {}", edition.title, region.name)),
        }
    }

    fn file(self) -> &'m Arc<str> {
        match self {
            Self::Event(event) => &event.origin.file,
            Self::Page(page, _) => &page.origin.file,
            Self::Stop(_, edition) => &edition.place.file,
        }
    }

    fn name(self) -> &'m str {
        match self {
            Self::Event(event) => event.id.as_str(),
            Self::Page(page, _) => &page.address,
            Self::Stop(_, edition) => edition.id.as_str(),
        }
    }

    fn is_public(self, now: Timestamp) -> bool {
        match self {
            Self::Event(event) => event.publication.is_public(now),
            Self::Page(page, _) => page.publication.is_public(now),
            Self::Stop(..) => true,
        }
    }

    fn texts(self) -> (Cow<'m, str>, &'m str, &'m str) {
        (self.title(), self.file(), self.name())
    }
}

impl Coming<'_> {
    fn clocks(&self) -> ZonedDateTime {
        match self.what {
            Subject::Event(event) => self.at.to_zoned_datetime(event.when.start().time_zone().clone()),
            Subject::Page(_, zone) => self.at.to_zoned_datetime(zone.clone()),
            Subject::Stop(region, _) => region.zone.at(self.at),
        }
    }
}

/// In the order of [`Change::order`].
impl Ord for Coming<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.at, self.kind).cmp(&(other.at, other.kind)).then_with(|| self.what.texts().cmp(&other.what.texts()))
    }
}

impl PartialOrd for Coming<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Coming<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Coming<'_> {}

/// The first of many, in order; no more than `most` of them are held at a time.
fn first<'m>(coming: impl Iterator<Item = Coming<'m>>, most: usize) -> Vec<Coming<'m>> {
    let mut kept: BinaryHeap<Coming> = BinaryHeap::new();
    for one in coming {
        if kept.len() < most {
            kept.push(one);
        } else if let Some(mut last) = kept.peek_mut().filter(|last| one < **last) {
            *last = one;
        }
    }
    kept.into_sorted_vec()
}

fn told(coming: Vec<Coming>, site: &SiteId, now: Timestamp) -> Vec<Change> {
    let change = |one: Coming| Change {
        at: one.clocks(),
        kind: one.kind,
        title: one.what.title().into_owned(),
        file: Arc::clone(one.what.file()),
        name: one.what.name().to_owned(),
        is_public: one.what.is_public(now),
        sites: BTreeSet::from([site.clone()]),
    };
    coming.into_iter().map(change).collect()
}

/// The changes of an event.
///
/// Only instants at which a state really differs from the one before: the closing of a registration
/// that is full changes nothing that a visitor sees.
fn of_event(event: &Event, span: Span, soon: SignedDuration) -> Vec<(Timestamp, ChangeKind)> {
    let mut changes: Vec<(Timestamp, ChangeKind)> = of_publication(&event.publication, span).collect();
    let closes = event.deadline().passes.timestamp();
    let is_over = event.when.end().timestamp() <= span.after && closes <= span.after;
    let is_retired = event.publication.until.as_ref().is_some_and(|until| until.timestamp() <= span.after);
    if is_over || is_retired && !event.publication.is_always_shown {
        return changes;
    }
    let instants = [
        event.registration.opens.as_ref().map(|opens| opens.passes.timestamp()),
        closes.checked_sub(soon).ok(),
        Some(closes),
        Some(event.when.start().timestamp()),
        Some(event.when.end().timestamp()),
    ];
    let instants: BTreeSet<Timestamp> = instants.into_iter().flatten().collect();
    for at in instants.into_iter().filter(|at| span.holds(*at) && event.publication.is_visible(*at)) {
        changes.extend(kinds_at(event, at, soon).into_iter().flatten().map(|kind| (at, kind)));
    }
    changes
}

/// What changes at an instant, by comparing the states on its two sides: of registration, then of the event.
fn kinds_at(event: &Event, at: Timestamp, soon: SignedDuration) -> [Option<ChangeKind>; 2] {
    let Ok(before) = at.checked_sub(SignedDuration::from_nanos(1)) else { return [None, None] };
    if event.is_past(before) != event.is_past(at) {
        return [Some(ChangeKind::EventEnds), None];
    }
    let (was, is) = (event.registration_state(before, soon), event.registration_state(at, soon));
    let of_registration = match (was, is) {
        _ if was == is => None,
        (_, RegistrationState::Open) => Some(ChangeKind::RegistrationOpens),
        (RegistrationState::NotYetOpen, RegistrationState::ClosingSoon) => Some(ChangeKind::RegistrationOpens),
        (_, RegistrationState::ClosingSoon) => Some(ChangeKind::RegistrationClosesSoon),
        (_, RegistrationState::Closed) => Some(ChangeKind::RegistrationCloses),
        _ => None,
    };
    let starts = event.state(before) != event.state(at);
    [of_registration, starts.then_some(ChangeKind::EventStarts)]
}

/// The changes of a stop, by the days of its region.
fn of_stop(region: &Region, edition: &Edition, span: Span) -> impl Iterator<Item = (Timestamp, ChangeKind)> {
    let starts = (region.zone.start_of(edition.start.first_day()), ChangeKind::StopStarts);
    let ends = (region.zone.end_of(edition.last_day()), ChangeKind::StopEnds);
    [starts, ends].into_iter().map(|(at, kind)| (at.timestamp(), kind)).filter(move |(at, _)| span.holds(*at))
}

/// The changes that a publication window brings; none in what is always shown, and none in a draft.
fn of_publication(publication: &Publication, span: Span) -> impl Iterator<Item = (Timestamp, ChangeKind)> {
    let is_window = !publication.is_always_shown && !publication.is_draft;
    let change = |at: &Option<ZonedDateTime>, kind| {
        let at = at.as_ref().map(ZonedDateTime::timestamp);
        at.filter(|at| is_window && span.holds(*at)).map(|at| (at, kind))
    };
    [change(&publication.from, ChangeKind::Published), change(&publication.until, ChangeKind::Retired)]
        .into_iter()
        .flatten()
}
