// Creates elements and fills them. Anything from a document is set as text, never as markup.

const byId = (id) => document.getElementById(id);

function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name === "class") element.className = value;
    else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (typeof value === "boolean") element.toggleAttribute(name, value);
    else if (value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

const hiddenText = (text) => make("span", { class: "sr" }, text);

const number = (value) => value.toLocaleString("en-GB");
const percent = (part, whole) => (whole ? Math.round((100 * part) / whole) : 0);
const counted = (value, one, many = `${one}s`) => `${number(value)} ${value === 1 ? one : many}`;

// Control characters, marks that change the direction of text, and lone surrogates: as in text/printable.py.
const UNPRINTABLE =
  /([\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]|\r(?!\n))/u;

function escaped(character) {
  const code = character.codePointAt(0);
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u${code.toString(16).padStart(4, "0")}`;
}

// Append a text, with invisible characters shown as escapes.
function appendVisible(element, text) {
  for (const [at, piece] of text.split(UNPRINTABLE).entries()) {
    if (at % 2) element.append(make("span", { class: "control" }, escaped(piece)));
    else if (piece) element.append(piece);
  }
}

// The same, with every match of a pattern highlighted.
function appendText(element, text, pattern) {
  if (!pattern) {
    appendVisible(element, text);
    return;
  }
  let from = 0;
  for (const found of text.matchAll(pattern)) {
    appendVisible(element, text.slice(from, found.index));
    const mark = make("mark");
    appendVisible(mark, found[0]);
    element.append(mark);
    from = found.index + found[0].length;
  }
  appendVisible(element, text.slice(from));
}

// The beginning of a long text, without cutting a surrogate pair in two.
function beginning(text, length) {
  if (text.length <= length) return text;
  const end = /[\ud800-\udbff]/.test(text[length - 1]) ? length - 1 : length;
  return text.slice(0, end);
}

function chip(label) {
  return make("span", { class: "chip", "data-label": label.name, "data-family": label.family }, label.name);
}

function download(text, name) {
  const url = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  const link = make("a", { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
