/* What the keyboard does. Every page works without it; nothing here is needed to find or open a thing. */

const root = document.documentElement;
root.classList.add("has-script");

const find = document.getElementById("find");
const WRITABLE = "input:not([type=checkbox], [type=radio], [type=submit], [type=button]), textarea, select, [contenteditable]";
const ROWS = "#content tbody tr, #content [data-row]";
const ICONS = document.querySelector("svg.icon use")?.getAttribute("href").split("#")[0];

const isWriting = (target) => target instanceof Element && target.matches(WRITABLE);
const isMenuOpen = () => document.querySelector(":popover-open, dialog[open]") !== null;

/* Rows: one can be stepped through, each by its first link. */

function doors() {
  return [...document.querySelectorAll(ROWS)]
    .filter((row) => row.checkVisibility())
    .map((row) => (row.matches("a") ? row : row.querySelector("a[href]")))
    .filter(Boolean);
}

function step(by) {
  const all = doors();
  const row = document.activeElement?.closest(ROWS);
  const at = all.findIndex((door) => door === document.activeElement || (row && door.closest(ROWS) === row));
  const next = at < 0 ? (by > 0 ? 0 : -1) : at + by;
  if (next < 0 && document.activeElement !== find && at >= 0) {
    find?.focus();
    return true;
  }
  all[next]?.focus();
  all[next]?.scrollIntoView({ block: "nearest" });
  return next in all;
}

/* Keys */

let before = "";

const KEYS = {
  "/": () => (find?.focus(), find?.select(), true),
  j: () => step(1),
  k: () => step(-1),
  ArrowDown: () => step(1),
  ArrowUp: () => step(-1),
  c: () => (document.querySelector("#content .copy[data-copy]")?.click(), true),
  h: () => before === "g" && (document.querySelector(".brand a")?.click(), true),
  "?": () => (document.getElementById("keys")?.showModal(), true),
};

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isMenuOpen()) {
    return;
  }
  const { key, target } = event;
  if (target === find && key === "Escape") {
    find.blur();
  } else if (target === find && key === "ArrowDown") {
    if (step(1)) {
      event.preventDefault();
    }
  } else if (!isWriting(target) && !(target instanceof Element && target.matches("[tabindex='0'], summary") && key.startsWith("Arrow"))) {
    if (Object.hasOwn(KEYS, key) && KEYS[key]()) {
      event.preventDefault();
    }
    before = key;
  }
});

/* Chips and other small menus close as one expects. */

document.addEventListener("keydown", (event) => {
  const open = event.key === "Escape" && event.target instanceof Element && event.target.closest("details[name][open]");
  if (open) {
    open.open = false;
    open.querySelector("summary").focus();
  }
});
document.addEventListener("click", (event) => {
  for (const open of document.querySelectorAll("details[name][open]")) {
    if (!open.contains(event.target)) {
      open.open = false;
    }
  }
});

/* Dialogs: [data-opens] names one. */

document.addEventListener("click", (event) => {
  const opener = event.target instanceof Element && event.target.closest("[data-opens]");
  const dialog = opener && document.getElementById(opener.dataset.opens);
  if (dialog) {
    event.preventDefault();
    opener.closest("[popover]")?.hidePopover();
    dialog.showModal();
  } else if (event.target instanceof HTMLDialogElement || (event.target instanceof Element && event.target.closest("[data-closes]"))) {
    event.target.closest("dialog")?.close(); // a click beside it, or on its own way out
  }
});

/* A slug follows the name that it is made of until somebody types it: [data-slug-of]. */

for (const slug of document.querySelectorAll("[data-slug-of]")) {
  const name = document.getElementById(slug.dataset.slugOf);
  let isOurs = slug.value === "";
  slug.addEventListener("input", () => (isOurs = slug.value === ""));
  name?.addEventListener("input", () => {
    if (isOurs) {
      const plain = name.value.normalize("NFKD").replace(/[^\p{L}\p{N}]+/gu, "-").replace(/[^a-z0-9-]/gi, "");
      slug.value = plain.toLowerCase().replace(/^-+|-+$/g, "").slice(0, 50);
    }
  });
}

/* Copying: [data-copy] has the text. Ids on the page of one thing get a button for it. */

function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `${ICONS}#${name}`);
  svg.append(use);
  return svg;
}

const MASKS = ["•••", "…"]; // as ledger.access masks, wholly or but for the end

for (const id of document.querySelectorAll("dd code.id, .copied code.id, code.id.copied")) {
  if (MASKS.some((mask) => id.textContent.includes(mask))) {
    continue;
  }
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy quiet";
  button.dataset.copy = id.textContent;
  button.setAttribute("aria-label", `Copy ${id.textContent}`);
  button.append(icon("copy"));
  (id.closest("a") ?? id).after(button);
}

const spoken = document.createElement("div");
spoken.className = "visually-hidden";
spoken.setAttribute("role", "status");
document.body.append(spoken);

document.addEventListener("click", async (event) => {
  const button = event.target instanceof Element && event.target.closest("[data-copy]");
  if (!button) {
    return;
  }
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
  } catch {
    spoken.textContent = "Copying is not allowed here.";
    return;
  }
  const use = button.querySelector("use");
  use?.setAttribute("href", `${ICONS}#done`);
  button.classList.add("done");
  spoken.textContent = "Copied.";
  setTimeout(() => {
    use?.setAttribute("href", `${ICONS}#copy`);
    button.classList.remove("done");
  }, 1200);
});
