// Marked documents as case files for the tests: every line with its expected label, and the page if there is one.

const BAR = 14; // column of the bar
const MOST_NAMED = 3; // marks that the reason for a case lists

// White space as Python's str.split() sees it.
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
  const others = rest ? [`${counted(rest, "other block is", "other blocks are")} wrong too.`] : [];
  return [...named, ...others].join(" ");
}

// A file name that is valid on every system, without its ending.
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

// Name and text of every file.
async function caseFiles() {
  const files = [];
  const taken = new Set();
  for (const doc of markedDocuments()) {
    const stem = stemOf(doc, taken);
    files.push([`${stem}.case`, caseOf(doc)]);
    if (doc.isHtml) files.push([`${stem}.html`, pageLines(await markupOf(doc))]);
  }
  return files;
}

// A bar before each line, so that no line of a page can be mistaken for the head of a file.
const pageLines = (markup) =>
  markup
    .split("\n")
    .map((line) => `| ${line}\n`)
    .join("");

// One case of a text is a file as the tests have it. Several files become one, each below a head with its name.
async function downloadCases() {
  const files = await caseFiles();
  if (files.length === 1) download(files[0][1], files[0][0]);
  else if (files.length) download(files.map(([name, text]) => `# file: ${name}\n${text}`).join(""), "review.cases");
}
