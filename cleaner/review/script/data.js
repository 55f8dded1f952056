// The data of the page. review/data.py writes the rows; this file alone knows the order of their fields.

const summary = JSON.parse(byId("summary").textContent);
const LABELS = summary.labels.map(([name, family], at) => ({ name, family, at }));
const LABEL_OF = new Map(LABELS.map((label) => [label.name, label]));
const REASONS = summary.reasons;

const documents = summary.documents.map(([name, title, isHtml, confidence, rows, expectedWords], at) => {
  const facets = rows.map(([label, reason, kept, unsure, blocks, characters]) => ({
    label: LABELS[label],
    reason: REASONS[reason],
    kept: kept === 1,
    unsure: unsure === 1,
    blocks,
    characters,
  }));
  const sum = (of, only = () => true) => facets.filter(only).reduce((total, facet) => total + facet[of], 0);
  const dropped = (facet) => !facet.kept;
  return {
    at,
    name,
    title,
    isHtml: isHtml === 1,
    confidence,
    expectedWords,
    facets,
    blocks: sum("blocks"),
    characters: sum("characters"),
    droppedBlocks: sum("blocks", dropped),
    droppedCharacters: sum("characters", dropped),
  };
});

for (const each of documents) each.removed = each.characters ? each.droppedCharacters / each.characters : 0;

const frequentLines = summary.lines.map(([text, label, reason, count]) => ({
  text,
  label: LABELS[label],
  reason: REASONS[reason],
  count,
}));

// Inputs that failed, or (with the number of their document) of which nothing was kept.
const problems = summary.problems.map(([name, reason, at]) => ({ name, reason, at }));

// The blocks of a document, parsed when they are first needed.
function blocksOf(doc) {
  doc.read ??= JSON.parse(byId(`rows-${doc.at}`).textContent).map(
    ([label, reason, kept, score, line, endLine, hidden, doubtful, text], at) => ({
      at,
      label: LABELS[label],
      reason: REASONS[reason],
      kept: kept === 1,
      score,
      line,
      endLine,
      hidden: hidden === 1,
      doubtful: doubtful === 1,
      text,
    }),
  );
  return doc.read;
}

// The HTML that a document was read from.
async function markupOf(doc) {
  const packed = atob(JSON.parse(byId(`markup-${doc.at}`).textContent));
  const bytes = Uint8Array.from(packed, (character) => character.charCodeAt(0));
  const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  const buffer = await new Response(unpacked).arrayBuffer();
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(buffer); // that is, the byte-order mark stays
}

const isUnsure = (block) =>
  block.doubtful || (block.score >= summary.unsure[0] && block.score <= summary.unsure[1]);

function whereOf(block) {
  if (block.line === null) return `${block.at + 1}`;
  return block.line === block.endLine ? `${block.line}` : `${block.line}–${block.endLine}`;
}
