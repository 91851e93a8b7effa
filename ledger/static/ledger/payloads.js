/* Payloads: found in by what is typed, and marked where a value of the page stands. The trees are there without it. */

const place = document.querySelector("[data-payloads]");
const leaves = place ? [...place.querySelectorAll(".leaf")] : [];

function open(leaf) {
  for (let at = leaf.closest("details"); at; at = at.parentElement.closest("details")) {
    at.open = true;
  }
}

/* Finding */

const sift = place?.querySelector("[data-sift]");
const sifted = place?.querySelector("[data-sifted]");

function path(leaf) {
  return leaf.title + " " + leaf.textContent;
}

sift?.addEventListener("input", () => {
  const typed = sift.value.trim().toLowerCase();
  const fits = (leaf) => path(leaf).toLowerCase().includes(typed);
  let found = 0;
  for (const leaf of leaves) {
    const fitting = typed === "" || fits(leaf);
    leaf.hidden = !fitting;
    leaf.classList.toggle("marked", typed !== "" && fitting);
    if (typed !== "" && fitting) {
      found += 1;
      open(leaf);
    }
  }
  for (const branch of place.querySelectorAll(".tree li:has(> details)")) {
    branch.hidden = typed !== "" && branch.querySelector(".leaf:not([hidden])") === null;
  }
  sifted.textContent = typed === "" ? "" : found === 1 ? "1 value fits." : `${found} values fit.`;
});

/* Marking: pointing at a value shows where it stands, a click goes there and back again. */

let kept = "";

function mark(name) {
  for (const leaf of leaves) {
    leaf.classList.toggle("marked", name !== "" && (leaf.dataset.of ?? "").split(" ").includes(name));
  }
  for (const row of document.querySelectorAll("[data-marks]")) {
    row.classList.toggle("marked", name !== "" && row.dataset.marks === name);
  }
}

function keep(name) {
  kept = kept === name ? "" : name;
  mark(kept || name);
  const found = kept ? leaves.filter((leaf) => leaf.classList.contains("marked")) : [];
  found.forEach(open);
  found[0]?.scrollIntoView({ block: "nearest" });
}

for (const row of document.querySelectorAll("[data-marks]")) {
  const name = row.dataset.marks;
  row.tabIndex = 0;
  row.addEventListener("pointerenter", () => mark(name));
  row.addEventListener("pointerleave", () => mark(kept));
  row.addEventListener("focusin", () => mark(name));
  row.addEventListener("focusout", () => mark(kept));
  row.addEventListener("keydown", (event) => event.key === "Enter" && event.target === row && keep(name));
  row.addEventListener("click", (event) => {
    if (event.target instanceof Element && !event.target.closest("a, button, code.id")) {
      keep(name); // those have a meaning of their own
    }
  });
}
