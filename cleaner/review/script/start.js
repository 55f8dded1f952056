// Starts the page, and reacts to filters, addresses and themes.

let shownDocuments = documents; // those that match the filters
let readsNext = false; // whether the next document to open gets the focus

async function filtersChanged() {
  const matching = await matchingDocuments();
  if (matching === null) return;
  shownDocuments = matching;
  byId("found").textContent = filtersAnything()
    ? `${number(matching.length)} of ${counted(documents.length, "document")}`
    : counted(documents.length, "document");
  byId("reset").hidden = !filtersAnything();
  listing.scrollTop = 0;
  showListing(matching);
  showView();
}

function showView() {
  showLabels();
  if (current) showDocument(current);
  else showOverview(shownDocuments);
}

// The address tells what is shown, so that the browser's back button works.
function addressChanged() {
  const asked = /^#document-(\d+)$/.exec(location.hash);
  if (location.hash && !asked && location.hash !== "#overview") return;
  current = asked ? (documents[asked[1] - 1] ?? null) : null;
  document.title = current ? `${current.title || current.name} · Review` : "Review";
  byId("to-overview").setAttribute("aria-current", current ? "false" : "page");
  byId("to-documents").setAttribute("aria-current", current ? "page" : "false");
  scrollToRow(current);
  showRows();
  showView();
  byId("main").scrollTop = 0;
  if (readsNext) byId("heading").focus();
  readsNext = false;
}

function openAndRead(doc) {
  if (!doc || doc === current) return;
  readsNext = true;
  open(doc);
}

// The labels that occur in the view, as filters.
function showLabels() {
  const counts = new Map();
  for (const doc of current ? [current] : shownDocuments) {
    for (const facet of doc.facets) counts.set(facet.label, (counts.get(facet.label) ?? 0) + facet.blocks);
  }
  for (const label of filters.labels) if (!counts.has(label)) counts.set(label, 0);
  const inOrder = [...counts].sort(([a], [b]) => a.at - b.at);
  byId("labels").replaceChildren(
    ...inOrder.map(([label, count]) => {
      const button = labelButton(label);
      button.firstElementChild.append(make("span", { class: "count" }, number(count)));
      button.dataset.labelName = label.name;
      return button;
    }),
  );
}

async function toggleLabel(label) {
  if (!filters.labels.delete(label)) filters.labels.add(label);
  await filtersChanged();
  byId("labels").querySelector(`[data-label-name=${label.name}]`)?.focus();
}

function searchFor(text) {
  byId("search").value = text;
  setText(text);
  filtersChanged();
}

function filterByRule(rule) {
  byId("rule").value = filters.rule = rule;
  filtersChanged();
}

function setConfidence(value) {
  filters.confidence = Number(value);
  byId("confidence").value = value;
  byId("confidence-shown").textContent = `${value} %`;
}

function resetFilters() {
  filters.labels.clear();
  byId("state").value = filters.state = "";
  byId("rule").value = filters.rule = "";
  setConfidence(100);
  searchFor("");
  byId("search").focus();
}

const THEME = "cleaner-review-theme";
const THEMES = ["system", "light", "dark"];

function showTheme(theme) {
  document.documentElement.dataset.theme = theme;
  byId("theme").textContent = `Theme: ${theme}`;
}

function nextTheme() {
  const theme = THEMES[(THEMES.indexOf(document.documentElement.dataset.theme) + 1) % THEMES.length];
  showTheme(theme);
  store(THEME, theme);
}

// Run an action once a frame, however often it is asked for.
function once(action) {
  let waiting = 0;
  return () => {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(action);
  };
}

function listen() {
  const filterSoon = once(filtersChanged);
  byId("search").addEventListener("input", (event) => (setText(event.target.value), filterSoon()));
  byId("state").addEventListener("change", (event) => ((filters.state = event.target.value), filterSoon()));
  byId("rule").addEventListener("input", (event) => ((filters.rule = event.target.value.trim()), filterSoon()));
  byId("confidence").addEventListener("input", (event) => (setConfidence(event.target.value), filterSoon()));
  byId("reset").addEventListener("click", resetFilters);
  for (const button of document.querySelectorAll("[data-sort]"))
    button.addEventListener("click", () => sortBy(button.dataset.sort));
  listing.addEventListener("scroll", once(showRows), { passive: true });
  listing.addEventListener("keydown", keyInListing);
  new ResizeObserver(once(showRows)).observe(listing);
  byId("to-documents").addEventListener(
    "click",
    (event) => (event.preventDefault(), openAndRead(current ?? listed[0])),
  );
  byId("open-marks").addEventListener("click", showMarks);
  byId("download").addEventListener("click", downloadCases);
  byId("forget").addEventListener("click", forgetAll);
  byId("open-help").addEventListener("click", () => byId("help").showModal());
  byId("theme").addEventListener("click", nextTheme);
  byId("marking-none").addEventListener("click", () => markAsked(null));
  marking.addEventListener("keydown", keyInMarking);
  document.addEventListener("keydown", keyOnPage);
  window.addEventListener("hashchange", addressChanged);
}

function sortBy(by) {
  sorting.down = sorting.by === by ? !sorting.down : by === "removed";
  sorting.by = by;
  showListing(shownDocuments);
  scrollToRow(current);
}

function forgetAll() {
  if (!confirm(`Delete ${counted(marksCount(), "mark")}?`)) return;
  forgetMarks();
  showMarksCount();
  showMarks();
  showRows();
  showView();
}

function start() {
  showTheme(THEMES.includes(recall(THEME)) ? recall(THEME) : "system");
  byId("rules").replaceChildren(...[...REASONS].sort().map((rule) => make("option", { value: rule })));
  showKeys();
  recallMarks();
  showMarksCount();
  listen();
  showListing(documents);
  byId("found").textContent = counted(documents.length, "document");
  addressChanged();
}

start();
