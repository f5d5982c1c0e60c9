"use strict";
// The page reads without this script; it opens what a link points into, filters claims, and adds keys.
(() => {
  const claims = Array.from(document.querySelectorAll(".claim"));
  const more = document.getElementById("more");

  // A link into a closed part opens it.
  const reveal = () => {
    const id = decodeURIComponent(location.hash.slice(1));
    // Of a great many articles some stand here without their text.
    const target = document.getElementById(id) ?? document.getElementById(id.replace(/s\d+$/, ""));
    if (!target) return;
    for (let part = target; part; part = part.parentElement) {
      if (part instanceof HTMLDetailsElement) part.open = true;
    }
    if (target.matches(".claim[hidden]")) filters.reset();
    target.scrollIntoView();
    if (target.matches("[tabindex]")) target.focus({ preventScroll: true });
  };

  const filters = document.getElementById("filters");
  const values = claims.map((claim) => ({
    claim,
    outlet: new Set(Array.from(claim.querySelectorAll("[data-outlet]"), (e) => e.dataset.outlet)),
    aspect: new Set(Array.from(claim.querySelectorAll("[data-aspect]"), (e) => e.dataset.aspect)),
  }));

  const fill = (key) => {
    const counts = new Map();
    for (const value of values) for (const name of value[key]) counts.set(name, (counts.get(name) ?? 0) + 1);
    for (const name of Array.from(counts.keys()).sort()) {
      filters.elements[key].append(new Option(`${name} (${counts.get(name)})`, name));
    }
  };

  const apply = () => {
    const wanted = ["outlet", "aspect"].filter((key) => filters.elements[key].value !== "");
    let shown = 0;
    for (const value of values) {
      const fits = wanted.every((key) => value[key].has(filters.elements[key].value));
      value.claim.hidden = !fits;
      if (fits) shown += 1;
    }
    if (more && wanted.length > 0) more.open = true;
    filters.querySelector("output").textContent = wanted.length > 0 ? `${shown} of ${claims.length} shown` : "";
  };

  if (filters) {
    fill("outlet");
    fill("aspect");
    filters.hidden = false;
    filters.addEventListener("change", apply);
    filters.addEventListener("submit", (event) => event.preventDefault());
    // The fields are empty only after the event.
    filters.addEventListener("reset", () => setTimeout(apply));
  }

  const step = (by) => {
    const open = claims.filter((claim) => !claim.hidden);
    const here = open.indexOf(document.activeElement.closest?.(".claim"));
    const next = open[here === -1 ? (by > 0 ? 0 : open.length - 1) : here + by];
    if (!next) return;
    if (more && more.contains(next)) more.open = true;
    next.focus({ preventScroll: true });
    next.scrollIntoView();
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target instanceof HTMLSelectElement) return;
    if (event.key === "j") step(1);
    if (event.key === "k") step(-1);
  });
  window.addEventListener("hashchange", reveal);
  reveal();
})();
