// What single keys do. They can be switched off, for those whose voice or fingers press them by accident.

const KEYS = [
  ["j", "next block", () => moveBlock(1)],
  ["k", "block before", () => moveBlock(-1)],
  ["d", "next dropped block", () => moveBlock(1, (block) => !block.kept)],
  ["D", "dropped block before", () => moveBlock(-1, (block) => !block.kept)],
  ["n", "next document", () => openAndRead(neighbour(1))],
  ["p", "document before", () => openAndRead(neighbour(-1))],
  ["m", "mark the block as wrong", () => current && currentBlock && askForLabel(current, currentBlock)],
  ["o", "overview", () => (location.hash = "overview")],
  ["/", "search", () => byId("search").select()],
  ["t", "theme: system, light, dark", () => nextTheme()],
  ["?", "this list", () => byId("help").showModal()],
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
      make("dd", {}, "leave the search (so does Enter), or a dialog"),
    ),
  );
  byId("keys-on").checked = recall(KEYS_OFF) !== "yes";
  byId("keys-on").addEventListener("change", (event) => store(KEYS_OFF, event.target.checked ? "no" : "yes"));
}

const isTyping = (target) =>
  target.closest("input:not([type=range]):not([type=checkbox]), select, textarea, dialog") !== null;

function keyOnPage(event) {
  if (event.target === byId("search") && (event.key === "Enter" || event.key === "Escape")) {
    event.preventDefault(); // some browsers empty the field
    byId("main").focus();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || !byId("keys-on").checked) return;
  const action = ACTIONS.get(event.key);
  if (!action) return;
  event.preventDefault();
  action();
}
