"use strict";
// The page reads without this script; it adds the details of a sentence and the keys.
(() => {
  const detail = document.getElementById("detail");
  const panel = detail.parentElement;
  const hint = detail.firstElementChild;
  const parties = Array.from(document.querySelectorAll("#parties li"), (li) => li.textContent);
  const names = Object.fromEntries(
    Object.entries(document.body.dataset).map(([layer, list]) => [layer, list.split("|")]),
  );
  let pinned = null;

  const make = (tag, className, text) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text !== undefined) element.textContent = text;
    return element;
  };

  const row = (name, permille, chosen) => {
    const line = make("div", chosen ? "row chosen" : "row");
    const track = make("div", "track");
    const fill = make("div", "fill");
    fill.style.width = `${permille / 10}%`;
    track.append(fill);
    line.append(make("span", "", name), track, make("span", "number", `${Math.round(permille / 10)} %`));
    return line;
  };

  const layer = (title, labels, chosen, permilles) => {
    detail.append(make("h4", "", chosen === "" ? `${title}: unclear` : title));
    if (permilles) {
      labels.forEach((name, i) => detail.append(row(name, permilles[i], String(i) === chosen)));
    } else if (chosen !== "") {
      detail.append(make("p", "", labels[chosen]));
    }
  };

  const numbers = (list) => list.split(",").map(Number);

  const sentenceLayers = (data, labels) => {
    const [voice, certainty, wording] = data.p ? data.p.split("|").map(numbers) : [];
    layer("Who speaks", names.voice, labels[2], voice);
    layer("How firmly", names.certainty, labels[3], certainty);
    layer("In what words", names.wording, labels[4], wording);
  };

  const stances = (list) => {
    for (const entry of list.split(";")) {
      const [party, chosen, p] = entry.split(":");
      layer(`How ${parties[party]} comes off`, names.stance, chosen, p ? numbers(p) : null);
    }
  };

  const frames = (list) => {
    detail.append(make("h4", "", "What it brings up"));
    for (const entry of list.split(";")) {
      const [frame, chosen, p] = entry.split(":");
      detail.append(p ? row(names.frames[frame], Number(p), chosen === "1") : make("p", "", names.frames[frame]));
    }
  };

  const evidence = (list) => {
    detail.append(make("h4", "", "Evidence"));
    for (const entry of list.split("\n")) {
      const [label, name, p, words] = entry.split("\t");
      const line = make("p");
      line.append(make("span", `e ${label}`, words), ` ${name}`);
      if (p) line.append(`, ${Math.round(Number(p) / 10)} %`);
      detail.append(line);
    }
  };

  const mentions = (sentence) => {
    const found = new Map();
    for (const part of sentence.querySelectorAll(".m")) {
      const known = found.get(part.dataset.m);
      found.set(part.dataset.m, { title: part.title, words: (known ? known.words : "") + part.textContent });
    }
    if (found.size === 0) return;
    detail.append(make("h4", "", "Who is meant"));
    for (const { title, words } of found.values()) detail.append(make("p", "", `“${words}”: ${title}`));
  };

  const show = (sentence) => {
    panel.classList.toggle("open", Boolean(sentence));
    if (!sentence) return detail.replaceChildren(hint);
    const data = sentence.dataset;
    const labels = data.labels.split("\t");
    panel.scrollTop = 0;
    detail.replaceChildren(make("h3", "", `Sentence ${sentence.id.slice(1)}: ${labels[0]}`));
    if (labels[1]) detail.append(make("p", "", labels[1]));
    if (data.source) detail.append(make("p", "", data.source));
    if (labels.length > 2) sentenceLayers(data, labels);
    if (data.stance) stances(data.stance);
    if (data.frames) frames(data.frames);
    if (data.evidence) evidence(data.evidence);
    mentions(sentence);
  };

  const pin = (sentence) => {
    if (pinned) pinned.classList.remove("pinned");
    pinned = sentence;
    if (pinned) pinned.classList.add("pinned");
    show(pinned);
  };

  const sentenceOf = (node) => (node instanceof Element ? node.closest(".s") : null);
  const sentences = document.getElementsByClassName("s");
  const step = (by) => {
    const place = pinned ? Number(pinned.id.slice(1)) - 1 + by : by > 0 ? 0 : sentences.length - 1;
    const next = sentences[place];
    if (next) next.focus();
  };

  document.addEventListener("pointerover", (event) => {
    const sentence = sentenceOf(event.target);
    if (sentence && event.pointerType === "mouse") show(sentence);
  });
  document.getElementById("article").addEventListener("pointerleave", () => show(pinned));
  document.addEventListener("focusin", (event) => {
    const sentence = sentenceOf(event.target);
    if (sentence) pin(sentence);
  });
  // An address may point to a sentence: page.html#s8.
  const pinTarget = () => {
    const target = document.getElementById(location.hash.slice(1));
    if (target && target.classList.contains("s")) pin(target);
  };
  window.addEventListener("hashchange", pinTarget);
  pinTarget();

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const switches = document.querySelectorAll(".layers input");
    const steps = { ArrowRight: 1, ArrowDown: 1, j: 1, ArrowLeft: -1, ArrowUp: -1, k: -1 };
    if (event.key === "Escape") {
      if (pinned) pinned.blur();
      pin(null);
    } else if (switches[Number(event.key) - 1]) {
      switches[Number(event.key) - 1].click();
    } else if (event.key in steps && (pinned || event.key.length === 1)) {
      event.preventDefault();
      step(steps[event.key]);
    }
  });
})();
