// The list of documents. Only the visible rows exist, so that thousands of documents cost no more than a few.

const ROW = 62; // pixels; style.css sets the same height
const MARGIN = 6; // rows above and below the visible ones

const listing = byId("listing");
const sorting = { by: "confidence", down: false };
let listed = []; // the documents in the order shown
let current = null; // the document that is open

const SORT_KEY = { name: (doc) => doc.name, removed: (doc) => doc.removed, confidence: (doc) => doc.confidence };
const collator = new Intl.Collator("en", { numeric: true });

function sorted(docs) {
  const key = SORT_KEY[sorting.by];
  const compare = sorting.by === "name" ? (a, b) => collator.compare(key(a), key(b)) : (a, b) => key(a) - key(b);
  const sign = sorting.down ? -1 : 1;
  return [...docs].sort((a, b) => sign * compare(a, b) || a.at - b.at);
}

function showListing(docs) {
  listed = sorted(docs);
  const room = make("div", { class: "room", role: "presentation" });
  room.style.height = `${listed.length * ROW}px`;
  listing.replaceChildren(room);
  showRows();
  for (const button of document.querySelectorAll("[data-sort]")) {
    const isOn = button.dataset.sort === sorting.by;
    button.setAttribute("aria-pressed", isOn);
    button.dataset.arrow = isOn ? (sorting.down ? " ↓" : " ↑") : "";
  }
}

function showRows() {
  const first = Math.max(0, Math.floor(listing.scrollTop / ROW) - MARGIN);
  const last = Math.min(listed.length, Math.ceil((listing.scrollTop + listing.clientHeight) / ROW) + MARGIN);
  const rows = listed.slice(first, last).map((doc, at) => listRow(doc, first + at));
  listing.firstElementChild?.replaceChildren(...rows);
  const active = rows.find((each) => each.getAttribute("aria-selected") === "true");
  if (active) listing.setAttribute("aria-activedescendant", active.id);
  else listing.removeAttribute("aria-activedescendant");
}

function listRow(doc, at) {
  const name = make("span", { class: "name" });
  appendVisible(name, doc.name);
  const title = make("span", { class: "title" });
  appendVisible(title, doc.title || "No title");
  const bar = make("span", { class: "bar-of", "aria-hidden": "true" });
  bar.style.setProperty("--part", doc.removed);
  const own = marks.get(doc.at)?.size ?? 0;
  const option = make(
    "div",
    {
      role: "option",
      id: `option-${doc.at}`,
      class: "row",
      "aria-selected": String(doc === current),
      "aria-setsize": listed.length,
      "aria-posinset": at + 1,
      onclick: () => open(doc),
    },
    title,
    make("span", { class: "removed" }, `${Math.round(doc.removed * 100)} %`, hiddenText(" removed,")),
    make("span", { class: "sure" }, hiddenText("confidence "), `${doc.confidence} %`),
    name,
    bar,
    make("span", { class: "own" }, own ? counted(own, "mark") : ""),
  );
  option.style.top = `${at * ROW}px`;
  return option;
}

function scrollToRow(doc) {
  const top = listed.indexOf(doc) * ROW;
  if (top < 0) return;
  if (top < listing.scrollTop) listing.scrollTop = top;
  else if (top + ROW > listing.scrollTop + listing.clientHeight) listing.scrollTop = top + ROW - listing.clientHeight;
}

// The document `step` places further down the list, or the first or last one at its ends.
function neighbour(step) {
  const at = listed.indexOf(current); // -1, just above the first, if it is not on the list
  return listed[Math.min(Math.max(at + step, 0), listed.length - 1)] ?? null;
}

function open(doc) {
  if (doc) location.hash = `document-${doc.at + 1}`;
}

function keyInListing(event) {
  const page = Math.max(1, Math.floor(listing.clientHeight / ROW) - 1);
  const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity };
  if (!(event.key in steps) || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  open(neighbour(steps[event.key]));
}
