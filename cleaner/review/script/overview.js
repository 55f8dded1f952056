// All documents together: what was dropped, by label and by rule, and the most frequently dropped lines.

const RULES_SHOWN = 25;
const LINES_SHOWN = 50;
const chart = { by: "characters" };

function showOverview(docs) {
  const sum = (of) => docs.reduce((total, doc) => total + doc[of], 0);
  const lead = docs.length
    ? `${percent(sum("droppedCharacters"), sum("characters"))} % of the text was dropped: ` +
      `${number(sum("droppedBlocks"))} of ${counted(sum("blocks"), "block")}, in ${counted(docs.length, "document")}.`
    : "No document matches the filters.";
  view.replaceChildren(
    make(
      "header",
      { class: "head" },
      make("h1", { tabindex: "-1", id: "heading" }, "Overview"),
      make("p", { class: "lead" }, lead),
    ),
    ...(problems.length ? [problemSection()] : []),
    make(
      "section",
      { "aria-labelledby": "by-label" },
      make("h2", { id: "by-label" }, "Dropped, by label"),
      labelChart(docs),
    ),
    make(
      "section",
      { "aria-labelledby": "by-line" },
      make("h2", { id: "by-line" }, "Most frequently dropped lines"),
      lineTable(),
    ),
    make(
      "section",
      { "aria-labelledby": "by-rule" },
      make("h2", { id: "by-rule" }, "Dropped, by rule"),
      ruleTable(docs),
    ),
  );
}

// The inputs that failed, and those of which nothing was kept, which can be opened.
function problemSection() {
  const body = problems.map(({ name, reason, at }) => {
    const shown = at === null ? make("span") : make("a", { href: `#document-${at + 1}` });
    appendVisible(shown, name);
    const why = make("span");
    appendVisible(why, reason);
    return make(
      "tr",
      {},
      make("td", {}, at === null ? "failed" : "empty"),
      make("td", { class: "wide input" }, shown),
      make("td", { class: "wide" }, why),
    );
  });
  return make(
    "section",
    { "aria-labelledby": "by-problem" },
    make("h2", { id: "by-problem" }, `Failed or empty: ${counted(problems.length, "input")}`),
    tableOf(["Status", "Input", "Reason"], body, "problems"),
  );
}

// The dropped blocks and characters, and the documents they are from, grouped by the key of their facets.
function droppedBy(keyOf, docs) {
  const rows = new Map();
  for (const doc of docs) {
    const seen = new Set();
    for (const facet of doc.facets) {
      if (facet.kept || !passes(facet, isMarkedDocument(doc))) continue;
      const key = keyOf(facet);
      const row = rows.get(key) ?? { key, label: facet.label, blocks: 0, characters: 0, documents: 0 };
      rows.set(key, row);
      row.blocks += facet.blocks;
      row.characters += facet.characters;
      if (!seen.has(key)) row.documents++;
      seen.add(key);
    }
  }
  return [...rows.values()];
}

function labelChart(docs) {
  const rows = droppedBy((facet) => facet.label, docs).sort((a, b) => b[chart.by] - a[chart.by]);
  if (!rows.length) return make("p", { class: "hint" }, "Nothing was dropped.");
  const most = rows[0][chart.by];
  const all = rows.reduce((total, row) => total + row[chart.by], 0);
  const body = rows.map((row) => {
    const bar = make("span", { class: "length", "data-label": row.label.name });
    bar.style.setProperty("--part", row[chart.by] / most);
    const share = percent(row[chart.by], all);
    return make(
      "tr",
      {},
      make("th", { scope: "row" }, labelButton(row.label)),
      make("td", { class: "bars", "aria-hidden": "true" }, bar),
      make("td", { class: "share" }, `${share || "<1"} %`),
      make("td", {}, number(row.characters)),
      make("td", {}, number(row.blocks)),
      make("td", {}, number(row.documents)),
    );
  });
  const columns = [
    chartHead("characters", "Characters"),
    chartHead("blocks", "Blocks"),
    chartHead("documents", "Documents"),
  ];
  const head = make(
    "tr",
    {},
    make("th", { scope: "col" }, "Label"),
    make("td", { class: "bars", "aria-hidden": "true" }),
    make("th", { scope: "col" }, "Share"),
    ...columns,
  );
  return make("table", { class: "chart" }, make("thead", {}, head), make("tbody", {}, ...body));
}

function chartHead(by, name) {
  const isOn = chart.by === by;
  const sort = make("button", { type: "button", "data-arrow": isOn ? " ↓" : "" }, name);
  sort.addEventListener("click", () => {
    chart.by = by;
    showOverview(shownDocuments);
    byId("by-label").parentElement.querySelector("[aria-sort] button").focus();
  });
  return make("th", { scope: "col", "aria-sort": isOn ? "descending" : null }, sort);
}

function labelButton(label) {
  const button = make("button", { type: "button", class: "plain", onclick: () => toggleLabel(label) }, chip(label));
  button.setAttribute("aria-pressed", filters.labels.has(label));
  return button;
}

function lineTable() {
  const rows = frequentLines
    .filter((line) => passes({ ...line, kept: false, unsure: false }, false))
    .slice(0, LINES_SHOWN);
  if (!rows.length) return make("p", { class: "hint" }, "No line was dropped from more than one document.");
  const body = rows.map((line) => {
    const find = make("button", { type: "button", class: "line", dir: "auto", title: "Search for this line" });
    appendVisible(find, beginning(line.text, 140) + (line.text.length > 140 ? " …" : ""));
    find.addEventListener("click", () => searchFor(line.text));
    return make(
      "tr",
      {},
      make("td", {}, number(line.count)),
      make("td", { class: "wide" }, find),
      make("td", { class: "name" }, chip(line.label)),
    );
  });
  return tableOf(["Documents", "Line", "Label"], body, "lines");
}

function ruleTable(docs) {
  const rows = droppedBy((facet) => facet.reason, docs)
    .sort((a, b) => b.blocks - a.blocks)
    .slice(0, RULES_SHOWN);
  if (!rows.length) return make("p", { class: "hint" }, "Nothing was dropped.");
  const body = rows.map((row) => {
    const rule = make(
      "button",
      { type: "button", class: "line reason", onclick: () => filterByRule(row.key) },
      row.key,
    );
    return make(
      "tr",
      {},
      make("td", {}, number(row.blocks)),
      make("td", { class: "wide" }, rule),
      make("td", {}, number(row.documents)),
    );
  });
  return tableOf(["Blocks", "Rule", "Documents"], body, "rules");
}

function tableOf(heads, body, kind) {
  const head = make("tr", {}, ...heads.map((name) => make("th", { scope: "col" }, name)));
  return make("table", { class: kind }, make("thead", {}, head), make("tbody", {}, ...body));
}
