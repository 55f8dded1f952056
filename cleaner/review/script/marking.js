// Marking a block as wrong, and the list of all marks.

const marking = byId("marking");
let asked = null; // the document and the block that the dialog is about
let typed = ""; // the first letters of a label
let forgetTyped = 0;

function askForLabel(doc, block) {
  asked = { doc, block };
  typed = "";
  byId("marking-text").replaceChildren();
  appendVisible(byId("marking-text"), beginning(block.text, 240));
  byId("marking-labels").replaceChildren(...["text", "furniture", "boilerplate"].map(familyOfLabels));
  byId("marking-none").hidden = markOf(doc, block) === null;
  marking.showModal();
  marking.querySelector("[aria-pressed=true]").focus();
}

function familyOfLabels(family) {
  const { doc, block } = asked;
  const now = markOf(doc, block) ?? block.label;
  const buttons = LABELS.filter((label) => label.family === family).map((label) => {
    const button = make("button", { type: "submit", class: "plain", "data-name": label.name }, chip(label));
    button.setAttribute("aria-pressed", label === now);
    button.addEventListener("click", () => markAsked(label));
    return button;
  });
  return make("fieldset", {}, make("legend", {}, family), ...buttons);
}

function markAsked(label) {
  const { doc, block } = asked;
  setMark(doc, block, label);
  showMarksCount();
  showRows();
  // When the dialog closes, it returns the focus to the block; so the block is replaced only after that.
  setTimeout(() => showMarkOf(doc, block));
}

function keyInMarking(event) {
  if (event.key.length !== 1 || event.key === " " || event.ctrlKey || event.metaKey || event.altKey) return;
  clearTimeout(forgetTyped);
  forgetTyped = setTimeout(() => (typed = ""), 800);
  typed += event.key.toLowerCase();
  const names = [...marking.querySelectorAll("[data-name]")];
  names.find((button) => button.dataset.name.startsWith(typed))?.focus();
}

function showMarksCount() {
  byId("marks-count").textContent = number(marksCount());
}

function showMarks() {
  const docs = markedDocuments();
  byId("marks-list").replaceChildren(
    ...(docs.length ? docs.map(marksOf) : [make("p", {}, "No marks yet. Press “Wrong?” beside a block, or the m key.")]),
  );
  byId("marks-hint").textContent = marksHint(docs);
  byId("download").disabled = byId("forget").disabled = docs.length === 0;
  if (!byId("marks").open) byId("marks").showModal();
}

function marksHint(docs) {
  if (!docs.length) return "";
  const stored = areStored ? "" : " This browser stores nothing for local files: closing the page deletes the marks.";
  return (
    "A text file with every line and the label that it should have. " +
    `Labels that you did not change are assumed to be correct.${stored}`
  );
}

function marksOf(doc) {
  const name = make("a", { href: `#document-${doc.at + 1}`, onclick: () => byId("marks").close() });
  appendVisible(name, doc.name);
  const why = make("input", {
    id: `why-${doc.at}`,
    value: whys.get(doc.at) ?? "",
    placeholder: plainWhy(doc),
    autocomplete: "off",
  });
  why.addEventListener("input", () => {
    whys.set(doc.at, why.value);
    storeMarks();
  });
  const rows = [...marks.get(doc.at)].map(([at, label]) => {
    const block = blocksOf(doc)[at];
    const text = make("span", { class: "excerpt" });
    appendVisible(text, beginning(block.text, 90));
    return make("li", {}, chip(block.label), " → ", chip(label), " ", text);
  });
  return make(
    "section",
    { class: "marked-document" },
    make("h3", {}, name),
    make("ul", {}, ...rows),
    make("label", { class: "field" }, make("span", {}, "Why this case exists"), why),
  );
}
