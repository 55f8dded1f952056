// Single-key shortcuts. They can be switched off, for people who trigger them by accident (WCAG 2.1.4).

const KEYS = [
  ["j", "next block", () => moveBlock(1)],
  ["k", "previous block", () => moveBlock(-1)],
  ["d", "next dropped block", () => moveBlock(1, (block) => !block.kept)],
  ["D", "previous dropped block", () => moveBlock(-1, (block) => !block.kept)],
  ["n", "next document", () => openAndRead(neighbour(1))],
  ["p", "previous document", () => openAndRead(neighbour(-1))],
  ["m", "mark the block as wrong", () => current && currentBlock && askForLabel(current, currentBlock)],
  ["o", "overview", () => (location.hash = "overview")],
  ["/", "search", () => byId("search").select()],
  ["t", "theme: system, light, dark", () => nextTheme()],
  ["?", "show this list", () => byId("help").showModal()],
];
const ACTIONS = new Map(KEYS.map(([key, , action]) => [key, action]));
const KEYS_OFF = "cleaner-review-keys-off";

function showKeys() {
  const rows = KEYS.map(([key, what]) => make("div", {}, make("dt", {}, make("kbd", {}, key)), make("dd", {}, what)));
  byId("keys").replaceChildren(
    ...rows,
    make(
      "div",
      {},
      make("dt", {}, make("kbd", {}, "Esc")),
      make("dd", {}, "leave the search field (so does Enter), or close a dialog"),
    ),
  );
  byId("keys-on").checked = recall(KEYS_OFF) !== "yes";
  byId("keys-on").addEventListener("change", (event) => store(KEYS_OFF, event.target.checked ? "no" : "yes"));
}

const isTyping = (target) =>
  target.closest("input:not([type=range]):not([type=checkbox]), select, textarea, dialog") !== null;

function keyOnPage(event) {
  if (event.target === byId("search") && (event.key === "Enter" || event.key === "Escape")) {
    event.preventDefault(); // some browsers clear the field
    byId("main").focus();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || !byId("keys-on").checked) return;
  const action = ACTIONS.get(event.key);
  if (!action) return;
  event.preventDefault();
  action();
}
