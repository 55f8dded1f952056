// One document: its blocks in order with their labels and reasons, the dropped ones struck through.

const LONGEST_SHOWN = 6000; // characters of a block; a button shows the rest
const BLOCKS_AT_ONCE = 200;
const MOST_STRIPES = 300;
const FOLDED_FROM = 4; // so many dropped blocks in a row become one line
const LONGEST_START = 160; // characters of the blocks in a folded run
const LONGEST_OF_MENU = 60; // characters of a line
// Labels of menus and footers. Stories of others and comments are not among them: what is dropped there is to be seen.
const OF_MENUS = new Set(
  "navigation breadcrumb share tags media_controls app_promo contact copyright other".split(" "),
);

const view = byId("view");
let items = []; // the blocks in view, and gaps in place of blocks that the filters hide
let rendered = 0; // number of items that have elements
let currentBlock = null;
let sentinel = null;

function showDocument(doc) {
  currentBlock = null;
  items = itemsOf(doc);
  rendered = 0;
  const list = make("ol", { class: "blocks", id: "blocks", "aria-label": "Blocks" });
  view.replaceChildren(headOf(doc), list);
  sentinel = make("div", { class: "sentinel" });
  view.append(sentinel);
  watcher.observe(sentinel);
  showMore(doc);
}

const watcher = new IntersectionObserver(
  (entries) => {
    if (current && entries.some((entry) => entry.isIntersecting && entry.target === sentinel)) showMore(current);
  },
  { rootMargin: "1500px" },
);

function showMore(doc, until = rendered + BLOCKS_AT_ONCE) {
  const next = items.slice(rendered, until);
  byId("blocks").append(...next.map((item) => (item.block ? blockRow(doc, item.block) : gapRow(doc, item))));
  rendered += next.length;
  if (rendered >= items.length) {
    watcher.disconnect();
    return;
  }
  // An observer reports changes only. Observing anew makes it check again.
  watcher.unobserve(sentinel);
  watcher.observe(sentinel);
}

function itemsOf(doc) {
  const shown = new Set(shownBlocks(doc));
  const folds = filtersBlocks() || pattern ? new Map() : foldsOf(doc);
  const all = [];
  for (const block of blocksOf(doc)) {
    const fold = folds.get(block);
    if (fold && all.at(-1)?.folded !== fold) all.push({ folded: fold });
    else if (fold) continue;
    else if (shown.has(block)) all.push({ block });
    else if (all.at(-1)?.hidden) all.at(-1).hidden.push(block);
    else all.push({ hidden: [block] });
  }
  return all;
}

const isOfMenu = (block) => OF_MENUS.has(block.label.name) && block.text.length <= LONGEST_OF_MENU;

// Blocks that are folded, each with its run: the dropped ones above the article, and runs of lines of menus.
function foldsOf(doc) {
  const folds = new Map();
  const start = blocksOf(doc).findIndex((block) => block.kept);
  let run = [];
  const end = () => {
    if (run.length >= FOLDED_FROM) for (const block of run) folds.set(block, run);
    run = [];
  };
  for (const block of blocksOf(doc)) {
    if (block.at === start) end();
    const isFree = !block.kept && !block.doubtful && !markOf(doc, block);
    if (isFree && (block.at < start || isOfMenu(block))) run.push(block);
    else end();
  }
  end();
  return folds;
}

function headOf(doc) {
  const title = make("h1", { tabindex: "-1", id: "heading", dir: "auto" });
  appendVisible(title, doc.title || doc.name);
  const name = make("p", { class: "path" });
  appendVisible(name, doc.name);
  const facts = make(
    "dl",
    { class: "facts" },
    ...fact("Removed", `${Math.round(doc.removed * 100)} %`),
    ...fact("Confidence", `${doc.confidence} %`),
    ...fact("Blocks dropped", `${number(doc.droppedBlocks)} of ${number(doc.blocks)}`),
    ...fact("Format", doc.isHtml ? "HTML" : "text"),
    ...(doc.expectedWords ? fact("Worth a look", `the page declares ${number(doc.expectedWords)} words or more`) : []),
  );
  return make("header", { class: "head" }, name, title, facts, stripesOf(doc));
}

function fact(name, value) {
  return [make("div", {}, make("dt", {}, name), make("dd", {}, value))];
}

// A bar that stands for the whole document, with its dropped parts in the colours of their labels.
function stripesOf(doc) {
  const stripes = [];
  for (const block of blocksOf(doc)) {
    const last = stripes.at(-1);
    const label = block.kept ? null : block.label;
    if (last && last.label === label) last.size += block.text.length;
    else stripes.push({ label, size: block.text.length, at: block.at });
  }
  const bar = make("div", { class: "stripes", "aria-hidden": "true" });
  const least = stripes.length > MOST_STRIPES ? doc.characters / MOST_STRIPES : 0;
  for (const stripe of stripes.filter((each) => each.size >= least)) {
    const part = make("span", stripe.label ? { "data-label": stripe.label.name, title: stripe.label.name } : {});
    part.style.flexGrow = stripe.size;
    bar.append(part);
  }
  return bar;
}

function blockRow(doc, block) {
  const mark = markOf(doc, block);
  return make(
    "li",
    {
      id: `block-${block.at}`,
      class: `block ${block.kept ? "kept" : "dropped"}${mark ? " marked" : ""}`,
      "data-label": block.label.name,
      tabindex: "-1",
      onfocus: () => (currentBlock = block),
    },
    make("span", { class: "where" }, hiddenText(block.line === null ? "Block " : "Line "), whereOf(block)),
    textOf(block),
    verdictOf(doc, block, mark),
  );
}

function textOf(block) {
  const text = make(block.kept ? "div" : "del", { class: "text", dir: "auto" });
  const start = beginning(block.text, LONGEST_SHOWN);
  if (!block.kept) text.append(hiddenText("Dropped: "));
  appendText(text, start, pattern);
  if (start.length === block.text.length) return text;
  const all = make("button", { type: "button", class: "link" }, `Show all ${number(block.text.length)} characters`);
  all.addEventListener("click", () => {
    text.replaceChildren();
    appendText(text, block.text, pattern);
    all.remove();
  });
  return make("div", { class: "cut" }, text, all);
}

function verdictOf(doc, block, mark) {
  return make(
    "div",
    { class: "verdict" },
    make(
      "div",
      { class: "why" },
      chip(block.label),
      make("span", { class: "reason" }, block.reason),
      make("span", { class: "score" }, hiddenText("score "), (block.score / 100).toFixed(2)),
    ),
    mark && make("div", { class: "should" }, "should be ", chip(mark)),
    block.hidden ? make("div", { class: "note" }, "hidden on the page") : null,
    block.doubtful ? make("div", { class: "note doubtful" }, "worth a look: reads like the article") : null,
    make(
      "button",
      { type: "button", class: "wrong", onclick: () => askForLabel(doc, block) },
      mark ? "Change" : "Wrong?",
      hiddenText(` Block ${whereOf(block)}`),
    ),
  );
}

function gapRow(doc, item) {
  const row = make("li", { class: item.folded ? "gap folded" : "gap" });
  const blocks = item.folded ?? item.hidden;
  const what = item.folded ? "dropped: " : "not shown";
  const more = make("button", { type: "button", class: "link" }, `${counted(blocks.length, "block")} ${what}`);
  if (item.folded) {
    more.append(...[...new Set(blocks.map((block) => block.label))].map(chip));
    const start = make("span", { class: "start", dir: "auto" });
    appendVisible(start, beginning(blocks.map((block) => block.text).join(" · "), LONGEST_START));
    row.append(start);
  }
  more.addEventListener("click", () => {
    const at = items.indexOf(item);
    items.splice(at, 1, ...blocks.map((block) => ({ block })));
    rendered += blocks.length - 1;
    const rows = blocks.map((block) => blockRow(doc, block));
    row.replaceWith(...rows);
    rows[0].focus();
  });
  row.prepend(more);
  return row;
}

function showMarkOf(doc, block) {
  const row = byId(`block-${block.at}`);
  if (!row) return;
  const anew = blockRow(doc, block);
  row.replaceWith(anew);
  anew.focus();
}

// Move to the next or previous block for which `wanted` is true.
function moveBlock(step, wanted = () => true) {
  const at = items.findIndex((item) => item.block && item.block === currentBlock);
  for (let next = at < 0 && step < 0 ? items.length - 1 : at + step; next >= 0 && next < items.length; next += step) {
    const { block } = items[next];
    if (block && wanted(block)) {
      if (next >= rendered) showMore(current, next + BLOCKS_AT_ONCE);
      byId(`block-${block.at}`).focus();
      return;
    }
  }
}
