// Marked documents as cases: a file of labels and lines, and the page beside it where there is one.

const BAR = 14; // the column of the bar
const MOST_NAMED = 3; // marks that the reason of a case names

// White space as the reader of cases folds it.
const SPACES = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/g;
const folded = (text) => text.replace(SPACES, " ").replace(/^ | $/g, "");

const row = (label, text) => `${label.padEnd(BAR)}|${text ? ` ${text}` : ""}`;

function caseOf(doc) {
  const blocks = blocksOf(doc).filter((block) => !block.hidden);
  const rows = doc.isHtml ? rowsOfPage(doc, blocks) : rowsOfText(doc, blocks);
  return [`# why: ${whyOf(doc)}`, ...rows].map((line) => `${line}\n`).join("");
}

const expected = (doc, block) => (markOf(doc, block) ?? block.label).name;

function rowsOfPage(doc, blocks) {
  return blocks
    .map((block) => [expected(doc, block), folded(block.text)])
    .filter(([, text]) => text)
    .map(([label, text]) => row(label, text));
}

function rowsOfText(doc, blocks) {
  const rows = [];
  let line = 1;
  for (const block of blocks) {
    for (; line < block.line; line++) rows.push(row("", ""));
    for (const [at, text] of block.text.split("\n").entries()) rows.push(row(at ? "" : expected(doc, block), text));
    line = block.endLine + 1;
  }
  return rows;
}

const whyOf = (doc) => folded(whys.get(doc.at) ?? "") || plainWhy(doc);

function plainWhy(doc) {
  const marked = blocksOf(doc).filter((block) => markOf(doc, block));
  const named = marked.slice(0, MOST_NAMED).map((block) => {
    const where = block.line === null ? "Block" : block.line === block.endLine ? "Line" : "Lines";
    return `${where} ${whereOf(block)} should be ${expected(doc, block)}, not ${block.label.name}.`;
  });
  const rest = marked.length - named.length;
  return [...named, ...(rest ? [`So should ${counted(rest, "other block")} be something else.`] : [])].join(" ");
}

// A name for the files of a case that no system minds.
function stemOf(doc, taken) {
  const name = doc.name
    .split(/[/\\]/)
    .at(-1)
    .replace(/\.[^.]*$/, "");
  const stem =
    name
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, "-")
      .replace(/^-|-$/g, "")
      .slice(0, 80) || "case";
  let unique = stem;
  for (let count = 2; taken.has(unique); count++) unique = `${stem}-${count}`;
  taken.add(unique);
  return unique;
}

// Name and bytes of every file.
async function caseFiles() {
  const files = [];
  const taken = new Set();
  for (const doc of markedDocuments()) {
    const stem = stemOf(doc, taken);
    files.push([`${stem}.case`, new TextEncoder().encode(caseOf(doc))]);
    if (doc.isHtml) files.push([`${stem}.html`, await markupOf(doc)]);
  }
  return files;
}

async function downloadCases() {
  const files = await caseFiles();
  if (files.length === 1) download(new Blob([files[0][1]], { type: "text/plain" }), files[0][0]);
  else if (files.length) download(zipOf(files), "cases.zip");
}
