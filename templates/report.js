"use strict";
// The page reads without this script; it adds the filters over the list of errors.
(() => {
  const form = document.getElementById("filters");
  if (!form) return;
  const output = form.querySelector("output");
  const groups = Array.from(document.querySelectorAll("details.errors"));
  const items = Array.from(document.querySelectorAll(".errors li"), (item) => ({
    item,
    group: item.closest("details"),
    values: { layer: item.closest("details").dataset.layer, ...item.dataset },
  }));
  const keys = ["layer", "gold", "predicted", "document"];

  const fill = (key) => {
    const counts = new Map();
    for (const { values } of items) counts.set(values[key], (counts.get(values[key]) ?? 0) + 1);
    for (const value of Array.from(counts.keys()).sort()) {
      form.elements[key].append(new Option(`${value} (${counts.get(value)})`, value));
    }
  };

  const apply = () => {
    const wanted = keys.filter((key) => form.elements[key].value !== "");
    const kept = new Set();
    let shown = 0;
    for (const { item, group, values } of items) {
      const fits = wanted.every((key) => values[key] === form.elements[key].value);
      item.hidden = !fits;
      if (fits) {
        kept.add(group);
        shown += 1;
      }
    }
    for (const group of groups) {
      group.hidden = !kept.has(group);
      group.open = wanted.length > 0 && kept.has(group);
    }
    output.textContent = wanted.length > 0 ? `${shown} of ${items.length} shown` : "";
  };

  keys.forEach(fill);
  form.hidden = false;
  form.addEventListener("change", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  // The fields are empty only after the event.
  form.addEventListener("reset", () => setTimeout(apply));
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a[data-gold]") : null;
    if (!link) return;
    for (const key of keys) form.elements[key].value = link.dataset[key] ?? "";
    apply();
  });
})();
