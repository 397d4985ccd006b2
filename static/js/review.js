/* The scoring sheet: the keyboard, and the draft saved while it is filled in. Words come from data attributes.
   Without this file the sheet is a form with a button. A block of its own: every page has other scripts. */
"use strict";

{
  const sheet = document.getElementById("score-sheet");
  const inputs = [...sheet.querySelectorAll(".findings")];
  const bar = sheet.querySelector(".score-bar");
  const pause = 700;
  const dirty = new Set();
  let timer = 0;
  let sending = null;

  const key = (input) => input.name.replace(/^(findings|reason)-/, "");
  const part = (name) => bar.querySelector(`[data-${name}]`);

  function show(told) {
    part("total").textContent = told.total;
    part("judged").textContent = told.judged;
    part("veto").hidden = !told.vetoed;
    part("state").textContent = sheet.dataset.saved.replace("{time}", told.at);
  }

  function body(keys) {
    const data = new URLSearchParams();
    data.set("csrfmiddlewaretoken", sheet.querySelector("[name=csrfmiddlewaretoken]").value);
    for (const one of keys) {
      data.set(`findings-${one}`, sheet.elements[`findings-${one}`].value);
      data.set(`reason-${one}`, sheet.elements[`reason-${one}`].value);
    }
    return data;
  }

  /* One request at a time: what was changed meanwhile goes with the next. */
  async function save() {
    clearTimeout(timer);
    if (sending || !dirty.size) return sending;
    const keys = [...dirty];
    dirty.clear();
    sending = fetch(sheet.action, { method: "POST", headers: { Accept: "application/json" }, body: body(keys) }).catch(() => null);
    const answer = await sending;
    sending = null;
    const told = await answer?.json().catch(() => null);
    if (answer?.ok && told) show(told);
    else {
      keys.forEach((one) => dirty.add(one));
      part("state").textContent = sheet.dataset.failed + (told?.error ?? "");
      return false;
    }
    return dirty.size ? save() : true;
  }

  function changed(input) {
    dirty.add(key(input));
    clearTimeout(timer);
    timer = setTimeout(save, pause);
  }

  function go(input, step) {
    const next = inputs[inputs.indexOf(input) + step];
    next?.focus();
    next?.select();
  }

  function accept(input) {
    if (input.dataset.proposed === undefined) return false;
    input.value = input.dataset.proposed;
    changed(input);
    return true;
  }

  function onFindings(event) {
    const input = event.target;
    const act = {
      ArrowDown: () => go(input, 1),
      ArrowUp: () => go(input, -1),
      Enter: () => go(input, 1),
      p: () => accept(input) && go(input, 1),
      P: () => accept(input) && go(input, 1),
      r: () => sheet.elements[`reason-${key(input)}`].focus(),
      R: () => sheet.elements[`reason-${key(input)}`].focus(),
    }[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act();
  }

  function onReason(event) {
    if (event.isComposing || (event.key !== "Escape" && event.key !== "Enter")) return;
    event.preventDefault();
    const input = sheet.elements[`findings-${key(event.target)}`];
    if (event.key === "Escape") input.focus();
    else go(input, 1);
  }

  sheet.addEventListener("keydown", (event) => {
    if (event.target.matches(".findings")) onFindings(event);
    else if (event.target.matches(".reason")) onReason(event);
  });
  sheet.addEventListener("input", (event) => {
    if (event.target.matches(".findings, .reason")) changed(event.target);
  });

  for (const button of sheet.querySelectorAll("[data-accept]")) {
    const own = [...button.closest("section").querySelectorAll(".findings[data-proposed]")];
    button.hidden = !own.length;
    button.addEventListener("click", () => own.filter((input) => !input.value).forEach(accept));
  }

  const next = part("next");
  next.hidden = false;
  next.addEventListener("click", () => {
    const open = inputs.find((input) => !input.value);
    open?.scrollIntoView({ block: "center" });
    open?.focus();
  });

  /* Nobody leaves for the signature before the draft is kept. */
  for (const link of bar.querySelectorAll("a")) {
    link.addEventListener("click", async (event) => {
      if (!dirty.size && !sending) return;
      event.preventDefault();
      await sending;
      if ((await save()) !== false) location.href = link.href;
    });
  }
  addEventListener("beforeunload", (event) => {
    if (dirty.size) event.preventDefault();
  });
}
