/* A desk by keyboard: the reviewer's, the publisher's. Without this file all is reached by Tab. */
"use strict";

{
  const rows = [...document.querySelectorAll("[data-rows] tr")].map((row) => row.querySelector("a"));
  const form = document.getElementById("opinion-form");
  const heads = form ? [...form.querySelectorAll(".desk-head-row")] : [];
  const results = { 1: "pass", 2: "fail", 3: "none", 4: "flaw" };

  const typing = (element) => element.matches("textarea, select, input:not([type=radio]):not([type=checkbox])");
  const moving = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };

  for (const told of document.querySelectorAll(".desk-keys")) told.hidden = false;

  function reach(row) {
    row?.focus();
    row?.scrollIntoView({ block: "nearest" });
  }

  function step(list, here, by) {
    const place = list.indexOf(here);
    if (place < 0) return list[by > 0 ? 0 : list.length - 1];
    return list[Math.min(list.length - 1, Math.max(0, place + by))];
  }

  const first = (head) => head?.querySelector("input:checked") ?? head?.querySelector("input");
  /* After the last head comes the outcome. */
  const onward = (head) => (head === heads.at(-1) ? form.elements.outcome[0] : first(step(heads, head, 1)));

  function onRadio(event, head) {
    const key = event.key.toLowerCase();
    const chosen = results[key] && head.querySelector(`input[value="${results[key]}"]`);
    if (chosen) {
      chosen.checked = true;
      chosen.dispatchEvent(new Event("input", { bubbles: true }));
      chosen.dispatchEvent(new Event("change", { bubbles: true }));
      const wanting = ["fail", "flaw"].includes(chosen.value);
      reach(wanting ? head.querySelector("select") : onward(head));
      return true;
    }
    if (key !== "j" && key !== "k") return false;
    reach(first(step(heads, head, moving[key])));
    return true;
  }

  /* A key opens a link; a button it only reaches, and Enter presses it. */
  function onPage(key) {
    const link = document.querySelector(`[data-key="${key}"]`);
    if (link?.matches("button")) reach(link);
    else if (link) link.click();
    else if (form && (key === "j" || key === "k")) reach(first(step(heads, null, moving[key])));
    else if (form && key === "o") reach(form.elements.opinion);
    else return false;
    return true;
  }

  function onRows(event) {
    if (!rows.length || !(event.key in moving)) return false;
    /* Arrows still scroll a page whose list nobody has entered. */
    const inside = rows.includes(event.target);
    if (event.key.startsWith("Arrow") && !inside && event.target !== document.body) return false;
    reach(step(rows, inside ? event.target : null, moving[event.key]));
    return true;
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return;
    const head = event.target.matches(".desk-head-row [type=radio]") && event.target.closest(".desk-head-row");
    const done = (head && onRadio(event, head)) || onRows(event) || onPage(event.key.toLowerCase());
    if (done) event.preventDefault();
  });
}
