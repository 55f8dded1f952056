// The blocks that were marked as wrong, each with the label that it should have. They survive a reload if the browser
// stores anything for local files.

const STORED = `cleaner-review-${summary.page}`;
const marks = new Map(); // document number -> Map(block number -> label)
const whys = new Map(); // document number -> why the case exists, as it was typed
let areStored = true;

const markOf = (doc, block) => marks.get(doc.at)?.get(block.at) ?? null;
const isMarkedDocument = (doc) => marks.has(doc.at);
const markedDocuments = () => documents.filter(isMarkedDocument);
const marksCount = () => [...marks.values()].reduce((total, each) => total + each.size, 0);

function setMark(doc, block, label) {
  const own = marks.get(doc.at) ?? new Map();
  if (label === null || label === block.label) own.delete(block.at);
  else own.set(block.at, label);
  if (own.size) marks.set(doc.at, own);
  else marks.delete(doc.at);
  storeMarks();
}

function forgetMarks() {
  marks.clear();
  whys.clear();
  storeMarks();
}

function storeMarks() {
  const rows = [...marks].flatMap(([doc, own]) => [...own].map(([block, label]) => [doc, block, label.name]));
  areStored = store(STORED, JSON.stringify({ marks: rows, whys: [...whys] }));
}

function recallMarks() {
  try {
    const stored = JSON.parse(recall(STORED) ?? '{"marks": [], "whys": []}');
    for (const [doc, block, label] of stored.marks) {
      setMark(documents[doc], blocksOf(documents[doc])[block], LABEL_OF.get(label) ?? null);
    }
    for (const [doc, why] of stored.whys) whys.set(doc, why);
  } catch {
    forgetMarks(); // other data under this name
  }
}

function store(name, value) {
  try {
    localStorage.setItem(name, value);
    return true;
  } catch {
    return false;
  }
}

function recall(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}
