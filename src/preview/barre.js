// The bar of the preview: sites, date, drafts, this page, what visitors would find changed, problems.
// Every word comes with the state, in the reader's language. All of it stands in a shadow root of its own.

import { ICONS, button, copyText, element, filled, replaceUnless, store, stored } from "/.escale/elements.js";

const COLLAPSED = "escale:reduite";
const BLOCKING = "escale:bloquants";
const TOTAL = "escale:problemes";
const DISMISSED = "escale:message-masque:";
export class Bar extends HTMLElement {
  #root = this.attachShadow({ mode: "open" });
  #get;
  #address;
  /** What the server said last. */
  #state = null;
  /** What is always there, by its name. */
  #parts = {};
  #panels = {};
  /** @type {string | null} The panel that is open. */
  #opened = null;
  #openedByItself = false;
  #notices = new Set();

  /** @param {{get: (url: string) => Promise<{status: number, text: string}>, address: string}} hands */
  constructor({ get, address }) {
    super();
    this.#get = get;
    this.#address = address;
  }

  /** Asks for the state and shows it. */
  async refresh() {
    const { status, text } = await this.#get(`/.escale/etat?page=${encodeURIComponent(this.#address)}`);
    if (status !== 200) return;
    const state = JSON.parse(text);
    // Without any site there is nothing to choose: the page itself then says what is wrong.
    if (state.regions.length === 0) return;
    if (!this.#state) this.#build(state.words);
    const said = ({ problems, page }) => JSON.stringify([problems, page?.last_good]);
    const areProblemsNew = !this.#state || said(this.#state) !== said(state);
    this.#state = state;
    this.#show(state, areProblemsNew);
    if (this.#opened === "changes") this.#loadChanges();
  }

  /** Opens a panel; the focus goes in when a person asked for it. */
  open(name, isAsked = true, byItself = false) {
    if (!this.#panels[name]) return;
    if (this.#opened !== name) this.close();
    this.#unfold(false);
    this.#opened = name;
    this.#openedByItself = byItself;
    this.#mark(name, true);
    if (name === "changes") this.#loadChanges();
    if (isAsked) this.#panels[name].section.focus();
  }

  /** What is open now, for the page that comes in the place of this one. */
  get place() {
    return { panel: this.#opened, isByItself: this.#openedByItself, hasFocus: this.#root.activeElement !== null };
  }

  /** Opens what was open before, unless it was about problems that are mended. */
  async reopen({ panel, isByItself, hasFocus }) {
    if (!this.#state) return;
    const { blocking, total } = this.#state.problems;
    if (panel === "problems" && (isByItself ? blocking.length : total) === 0) return;
    // What is not shown yet takes no focus.
    await this.#parts.styled;
    this.open(panel, hasFocus, isByItself);
  }

  /** Closes the panel that is open; the focus that was in it goes back to its button. */
  close() {
    const name = this.#opened;
    if (!name) return;
    const hadFocus = this.#panels[name].section.contains(this.#root.activeElement);
    this.#opened = null;
    this.#mark(name, false);
    if (!hadFocus) return;
    const ways = [this.#panels[name].button, this.#parts.tools, this.#parts.expand];
    ways.find((button) => button.checkVisibility({ visibilityProperty: true }))?.focus();
  }

  /** Shows or hides a word about this page or the server. */
  notice(name, isShown = true) {
    const was = this.#notices.has(name);
    if (was === isShown || !this.#state) return;
    if (isShown) this.#notices.add(name);
    else this.#notices.delete(name);
    const { words } = this.#state;
    if (isShown) this.#say(words[name]);
    else if (name === "lost") this.#say(words.found);
    this.#showNotice();
  }

  #build(words) {
    const style = element("link", { rel: "stylesheet", href: "/.escale/apercu.css" });
    this.hidden = true;
    const parts = this.#parts;
    parts.styled = new Promise((resolve) => (style.onload = resolve)).then(() => (this.hidden = false));
    parts.live = element("p", { class: "unseen", role: "status" });
    parts.ribbon = element("div", { class: "ribbon", hidden: "" });
    parts.notice = element("div", { class: "notice", hidden: "" });
    const panels = [
      this.#panel("region", words.region, "place"),
      this.#panel("date", words.date_title, "date"),
      this.#panel("page", words.page, "page"),
      this.#panel("changes", words.changes_title, "changes", words.changes),
      this.#panel("problems", words.problems, "problems"),
    ];
    parts.drafts = element("button", { type: "button", class: "switch", role: "switch" }, words.drafts);
    parts.drafts.onclick = () => location.assign(this.#state.view.drafts);
    const { region, date, page, changes, problems } = this.#panels;
    const choices = [region.button, date.button, parts.drafts, page.button, changes.button];
    parts.choices = element("div", { class: "choices", id: "choices" }, ...choices);
    parts.tools = button("tools", words.tools, () => this.#unfold(!this.#isUnfolded()), "tools", words.tools);
    parts.tools.setAttribute("aria-controls", "choices");
    parts.collapse = button("icon-only", "", () => this.#collapse(true), "down", words.collapse);
    parts.expand = button("expand", "", () => this.#collapse(false), "show");
    parts.badge = element("span", { class: "badge", "aria-hidden": "true" });
    parts.expandName = element("span", { class: "unseen" });
    parts.expand.append(parts.badge, parts.expandName);
    parts.bar = element("div", { class: "bar" }, parts.tools, parts.choices, problems.button, parts.collapse);
    parts.dock = element("div", { class: "dock", role: "region", "aria-label": words.bar });
    parts.dock.append(...panels, parts.notice, parts.bar, parts.expand);
    this.#root.append(style, parts.ribbon, parts.dock, parts.live);
    this.#fillDate(words);
    this.#collapse(stored(localStorage, COLLAPSED) === "1", false);
    this.#unfold(false);
    this.#listen();
    document.body.append(this);
  }

  #listen() {
    addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.defaultPrevented || document.querySelector(":popover-open, dialog[open]")) return;
      if (this.#opened) this.close();
      else if (this.#isUnfolded()) this.#unfold(false, true);
    });
    addEventListener("pointerdown", (event) => {
      if (event.composedPath().includes(this)) return;
      if (this.#opened && this.#opened !== "problems") this.close();
      this.#unfold(false);
    });
  }

  /** A panel with its button. */
  #panel(name, title, icon, label = title) {
    const body = element("div", { class: "body", tabindex: "0" });
    const heading = element("h2", { id: `title-${name}` }, title);
    const close = button("icon-only", "", () => this.close(), "close", null);
    const section = element("section", { class: "panel", id: name, role: "dialog", tabindex: "-1", hidden: "" });
    section.setAttribute("aria-labelledby", heading.id);
    section.append(element("header", {}, heading, close), body);
    const opener = button(name, label, () => this.#toggle(name), icon);
    opener.setAttribute("aria-controls", name);
    opener.setAttribute("aria-expanded", "false");
    this.#panels[name] = { section, body, heading, close, button: opener, label: opener.querySelector(".label") };
    return section;
  }

  #toggle(name) {
    if (this.#opened === name) this.close();
    else this.open(name);
  }

  #mark(name, isOpen) {
    const { section, button: opener } = this.#panels[name];
    section.hidden = !isOpen;
    opener.setAttribute("aria-expanded", String(isOpen));
  }

  #isUnfolded() {
    return this.#parts.choices.classList.contains("unfolded");
  }

  /** On a narrow screen the choices stand above the bar, when asked for. */
  #unfold(isUnfolded, returnsFocus = false) {
    this.#parts.choices.classList.toggle("unfolded", isUnfolded);
    this.#parts.tools.setAttribute("aria-expanded", String(isUnfolded));
    if (isUnfolded) this.close();
    if (returnsFocus) this.#parts.tools.focus();
  }

  #collapse(isCollapsed, isAsked = true) {
    const { bar, dock, expand, collapse } = this.#parts;
    bar.hidden = isCollapsed;
    dock.classList.toggle("reduced", isCollapsed);
    expand.hidden = !isCollapsed;
    document.documentElement.style.scrollPaddingBottom = isCollapsed ? "" : "5rem";
    if (!isAsked) return;
    this.close();
    this.#unfold(false);
    store(localStorage, COLLAPSED, isCollapsed ? "1" : "0");
    (isCollapsed ? expand : collapse).focus();
  }

  #show(state, areProblemsNew) {
    const { words, view, page } = state;
    this.lang = state.language;
    for (const { close } of Object.values(this.#panels)) close.setAttribute("aria-label", words.close);
    this.#parts.drafts.setAttribute("aria-checked", String(view.has_drafts));
    const { date } = this.#panels;
    date.label.textContent = view.says ?? words.now;
    date.button.classList.toggle("chosen", view.says !== null);
    this.#parts.back.hidden = view.says === null;
    this.#parts.back.href = view.now;
    if (this.#root.activeElement !== this.#parts.field) this.#parts.field.value = view.value;
    this.#showNextChange(state);
    this.#showRegions(state);
    this.#showPage(page, words);
    this.#showRibbon(page?.ribbon, words);
    this.#showNotice();
    this.#showProblems(state, areProblemsNew);
  }

  #fillDate(words) {
    const field = element("input", { type: "datetime-local", id: "moment", required: "" });
    const wrong = element("p", { class: "wrong", role: "alert" });
    const form = element("form", { novalidate: "" });
    form.append(
      element("label", { for: "moment" }, words.date_label),
      element("div", { class: "row" }, field, element("button", { class: "main", type: "submit" }, words.date_go)),
      wrong,
    );
    form.onsubmit = (event) => {
      event.preventDefault();
      const { at } = this.#state.view;
      if (field.value) location.assign(at[0] + field.value.slice(0, "2027-05-10T08:00".length) + at[1]);
      else wrong.textContent = words.date_missing;
    };
    this.#parts.field = field;
    this.#parts.back = element("a", { class: "button", hidden: "" }, words.date_back);
    this.#parts.nextChange = element("div");
    this.#panels.date.body.append(form, this.#parts.back, this.#parts.nextChange);
  }

  #showNextChange({ valid_until, words }) {
    const body = element("p", { class: "quiet" });
    if (valid_until) body.append(valid_until.text, " ", element("a", { href: valid_until.href }, words.date_then));
    replaceUnless(this.#parts.nextChange, body);
  }

  #showRegions({ regions, words }) {
    const { button: opener, label, body } = this.#panels.region;
    const titled = ({ name, is_blocked }) => (is_blocked ? filled(words.region_blocked, { name }) : name);
    const current = regions.find((region) => region.is_current) ?? regions[0];
    label.textContent = titled(current);
    opener.classList.toggle("kept", current.is_blocked);
    const list = element("ul", { class: "sites" });
    for (const region of regions) {
      const { href, is_current, is_blocked } = region;
      const link = element("a", { href, class: is_blocked ? "kept" : "" }, titled(region));
      if (is_current) link.setAttribute("aria-current", "true");
      list.append(element("li", {}, link));
    }
    replaceUnless(body, list);
  }

  #showPage(page, words) {
    const body = element("div");
    if (!page) {
      body.append(element("p", {}, words.page_missing));
    } else {
      if (page.ribbon) body.append(element("p", { class: "strong" }, page.ribbon.text));
      if (page.last_good) body.append(element("p", { class: "strong" }, page.last_good));
      body.append(element("h3", {}, words.page_where));
      if (page.made) body.append(element("p", {}, page.made));
      body.append(this.#places(page.places, words));
      if (page.fields.length) {
        const fields = element("details", {}, element("summary", {}, words.page_fields), this.#places(page.fields, words, "fields"));
        fields.open = this.#panels.page.body.querySelector("details")?.open ?? false;
        body.append(fields);
      }
    }
    replaceUnless(this.#panels.page.body, body);
  }

  #places(places, words, kind = "files") {
    const list = element("dl", { class: kind });
    for (const { label, text, copied } of places) {
      const copy = button("copy", words.copy, () => this.#copy(copied, copy), null, filled(words.copy_one, { text: copied }));
      list.append(element("dt", {}, label), element("dd", {}, element("code", {}, text), copy));
    }
    return list;
  }

  async #copy(text, copy) {
    if (!(await copyText(text, this.#root))) return;
    const { words } = this.#state;
    const label = copy.querySelector(".label");
    label.textContent = words.copied;
    this.#say(words.copied);
    setTimeout(() => (label.textContent = words.copy), 2_000);
  }

  #showRibbon(ribbon, words) {
    const part = this.#parts.ribbon;
    const key = ribbon && DISMISSED + this.#address + ribbon.text;
    part.hidden = !ribbon || stored(sessionStorage, key) === "1";
    if (part.hidden) return;
    part.className = `ribbon ${ribbon.kind}`;
    const hide = () => {
      store(sessionStorage, key, "1");
      part.hidden = true;
    };
    part.replaceChildren(element("p", {}, ribbon.text), button("icon-only", "", hide, "close", words.dismiss));
  }

  #showNotice() {
    const { words, view, regions } = this.#state;
    const part = this.#parts.notice;
    const name = ["lost", "gone"].find((name) => this.#notices.has(name));
    part.hidden = !name;
    if (!name) return;
    part.className = `notice ${name}`;
    part.replaceChildren(element("p", {}, words[name]));
    if (name !== "gone") return;
    const home = regions.find((region) => region.is_current)?.href ?? `${view.prefix}/`;
    const isEvent = this.#address.includes("/evenements/");
    const [href, label] = isEvent ? [`${home}evenements/`, words.gone_link] : [home, words.gone_home];
    part.append(element("a", { class: "button", href }, label));
  }

  #showProblems({ problems, page, words }, areNew) {
    const { button: opener, label, heading, body } = this.#panels.problems;
    const kind = problems.blocking.length ? "blocking" : problems.total ? "some" : "fine";
    for (const part of [opener, this.#parts.expand]) part.dataset.problems = kind;
    label.textContent = problems.label;
    opener.querySelector("path").setAttribute("d", ICONS[problems.total ? "problems" : "fine"]);
    this.#parts.badge.textContent = problems.total || "";
    this.#parts.expandName.textContent = `${words.expand} (${problems.label})`;
    heading.textContent = problems.summary;
    if (areNew) {
      const list = element("div", { class: "problems" });
      list.innerHTML = problems.html;
      body.replaceChildren(list);
      if (problems.fixes) list.before(element("p", {}, problems.fixes));
      if (page?.last_good) body.prepend(element("p", { class: "strong" }, page.last_good));
    }
    this.#announce(problems, words);
  }

  /** Opens the panel once for each new problem that blocks, and closes it when it is mended. */
  #announce({ blocking, total }, words) {
    const known = JSON.parse(stored(sessionStorage, BLOCKING) ?? "[]");
    const before = Number(stored(sessionStorage, TOTAL) ?? total);
    const fresh = blocking.filter(({ key }) => !known.includes(key));
    store(sessionStorage, BLOCKING, JSON.stringify(blocking.map(({ key }) => key)));
    store(sessionStorage, TOTAL, String(total));
    if (fresh.length) {
      const [{ title }] = fresh;
      this.#say(filled(fresh.length === 1 ? words.blocking_one : words.blocking_many, { title, n: fresh.length }));
      if (this.#opened !== "problems") this.open("problems", false, true);
      return;
    }
    const isMended = total === 0 || (this.#openedByItself && blocking.length === 0);
    if (this.#opened === "problems" && isMended && before > total) this.close();
    if (before > 0 && total === 0) this.#say(words.mended);
    else if (known.length > 0 && blocking.length === 0) this.#say(words.unblocked);
  }

  async #loadChanges() {
    const { body } = this.#panels.changes;
    const { words } = this.#state;
    if (!body.firstChild) body.append(element("p", { class: "quiet" }, words.loading));
    const { status, text } = await this.#get(`/.escale/changements?page=${encodeURIComponent(this.#address)}`);
    if (status !== 200) return;
    const { note, groups } = JSON.parse(text);
    const found = element("div");
    if (note) found.append(element("p", {}, note));
    for (const { heading, count, lines, others } of groups) {
      const list = element("ul", { class: "changes" });
      for (const { title, detail, href } of lines) {
        const line = element("li", {}, href ? element("a", { href }, title) : element("span", {}, title));
        if (detail) line.append(" ", element("span", { class: "quiet" }, detail));
        list.append(line);
      }
      found.append(element("h3", {}, `${heading} (${count})`), list);
      if (others) found.append(element("p", { class: "quiet" }, others));
    }
    replaceUnless(body, found);
  }

  /** Tells those who hear the page. */
  #say(text) {
    this.#parts.live.textContent = "";
    setTimeout(() => (this.#parts.live.textContent = text), 100);
  }
}

customElements.define("escale-apercu", Bar);
