// The filters, and the documents and blocks that pass them.

const filters = { labels: new Set(), state: "", rule: "", confidence: 100, text: "" };

// Matches the words of the search with any white space between them; null without a search.
let pattern = null;

function setText(text) {
  filters.text = text;
  const words = text.trim().split(/\s+/u).filter(Boolean);
  const quoted = words.map((word) => word.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&"));
  pattern = quoted.length ? new RegExp(quoted.join("\\s+"), "giu") : null;
}

// Not test(), which would start the next search where this one ended.
const found = (text) => text.search(pattern) !== -1;

const filtersBlocks = () => filters.labels.size > 0 || filters.state !== "" || filters.rule !== "";
const filtersAnything = () => filtersBlocks() || filters.confidence < 100 || pattern !== null;

// Whether a block passes all filters but the search, or a facet, which stands for all blocks that are alike.
function passes(block, isMarked) {
  if (filters.labels.size && !filters.labels.has(block.label)) return false;
  if (filters.rule && !block.reason.includes(filters.rule)) return false;
  if (filters.state === "dropped") return !block.kept;
  if (filters.state === "kept") return block.kept;
  if (filters.state === "unsure") return block.unsure ?? isUnsure(block);
  if (filters.state === "marked") return isMarked;
  return true;
}

const passesBlock = (doc, block) => passes(block, markOf(doc, block) !== null);

function passesDocument(doc) {
  if (doc.confidence > filters.confidence) return false;
  return !filtersBlocks() || doc.facets.some((facet) => passes(facet, isMarkedDocument(doc)));
}

const isNamed = (doc) => found(doc.name) || found(doc.title);

function isFound(doc) {
  if (filtersBlocks()) return blocksOf(doc).some((block) => passesBlock(doc, block) && found(block.text));
  return isNamed(doc) || blocksOf(doc).some((block) => found(block.text));
}

// The blocks of a document that are shown. If the search matches only the document's name, it hides no block.
function shownBlocks(doc) {
  const passing = blocksOf(doc).filter((block) => passesBlock(doc, block));
  if (pattern === null) return passing;
  const hits = passing.filter((block) => found(block.text));
  return hits.length ? hits : passing;
}

const SLICE = 24; // milliseconds of searching before the page reacts to input again
let latestSearch = 0;

// The documents that match, or null if a newer call has replaced this one.
async function matchingDocuments() {
  const search = ++latestSearch;
  const candidates = documents.filter(passesDocument);
  if (pattern === null) return candidates;
  const matching = [];
  let pause = performance.now() + SLICE;
  for (const doc of candidates) {
    if (isFound(doc)) matching.push(doc);
    if (performance.now() > pause) {
      await new Promise((resume) => setTimeout(resume));
      if (search !== latestSearch) return null;
      pause = performance.now() + SLICE;
    }
  }
  return matching;
}
