/* Marks on the original, and the public text made of them. Without this file the texts are edited by hand. */
"use strict";

{
  const section = document.querySelector("[data-redaction]");
  const form = document.querySelector("form[action$='/redact/']");
  if (section && form) start(section, form);

  function start(section, form) {
    const dialog = section.querySelector("dialog");
    const words = section.dataset;
    const cells = [...section.querySelectorAll("[data-field]")];
    const names = { case_title: "title", party_name: "party_name" };
    const input = (cell) => form.elements[names[cell.dataset.field] ?? `section_${cell.dataset.field}`];
    const pieces = (cell) => [...cell.querySelectorAll(":scope > [data-piece]")];
    const spans = () => [...section.querySelectorAll("del[data-piece]")];
    const hidden = (piece) => piece.matches("del") && !piece.dataset.kept;
    const told = (cell) => pieces(cell).map((one) => (hidden(one) ? one.dataset.replacement : one.textContent)).join("");
    const built = new Map(cells.map((cell) => [cell, told(cell)]));

    section.querySelector(".redact-keys").hidden = false;
    beside();
    spans().forEach(reachable);
    remember();

    /* The text for the public stands beside the original it is made of. */
    function beside() {
      form.id ||= "redact-form";
      for (const cell of cells) {
        const field = input(cell);
        if (!field) continue;
        const label = form.querySelector(`label[for="${field.id}"]`);
        const box = field.closest(".field");
        field.setAttribute("form", form.id);
        field.setAttribute("aria-label", label?.textContent.trim() ?? "");
        const place = cell.nextElementSibling;
        place.replaceChildren(field);
        const error = box?.querySelector(".field-errors");
        if (error) place.append(error);
        box?.remove();
      }
    }

    function reachable(mark) {
      mark.tabIndex = 0;
      mark.setAttribute("role", "button");
    }

    function remember() {
      const marks = [];
      for (const cell of cells) {
        let position = 0;
        for (const piece of pieces(cell)) {
          const end = position + [...piece.textContent].length;
          const { kept, rule } = piece.dataset;
          if (kept || rule) marks.push({ field: cell.dataset.field, start: position, end, act: rule ? "hide" : "keep", why: rule || kept });
          position = end;
        }
      }
      form.elements.marks.value = marks.length ? JSON.stringify(marks) : "";
    }

    /* False when the reviewer keeps what was typed by hand. */
    function write(cell) {
      const field = input(cell);
      const text = told(cell);
      if (field && field.value !== built.get(cell) && field.value !== text && !window.confirm(words.overwrite)) return;
      if (field) field.value = text;
      built.set(cell, text);
    }

    function note(piece, text) {
      const small = piece.nextElementSibling;
      if (small?.matches("small")) small.textContent = text;
    }

    const cellOf = (piece) => piece.closest("[data-field]");
    /* The same name or address is one decision, wherever it stands. */
    const alike = (piece) => spans().filter((one) => one.dataset.type === piece.dataset.type && one.textContent === piece.textContent);

    function changed(touched) {
      new Set(touched.map(cellOf)).forEach(write);
      remember();
    }

    let asking = false; // until what was answered is taken in

    async function ask(kind) {
      asking = true;
      const heading = dialog.querySelector("h3");
      heading.textContent = kind === "keep" ? heading.dataset.titleKeep : heading.dataset.titleHide;
      for (const box of dialog.querySelectorAll("[data-for]")) {
        box.hidden = box.dataset.for !== kind;
        for (const one of box.querySelectorAll("input, select")) one.required = !box.hidden;
      }
      dialog.returnValue = "";
      dialog.showModal();
      const field = dialog.querySelector(`[data-for=${kind}] :is(input, select)`);
      field.focus();
      await new Promise((done) => { dialog.addEventListener("close", done, { once: true }); });
      asking = false;
      return dialog.returnValue === "yes" ? field : null;
    }

    async function keep(piece) {
      if (!("mayKeep" in piece.dataset)) return window.alert(words.never);
      const field = await ask("keep");
      const why = field?.value.trim();
      piece.focus();
      if (!why) return;
      const touched = alike(piece);
      for (const one of touched) {
        one.dataset.kept = why;
        note(one, words.keptWords.replace("%s", why));
      }
      changed(touched);
    }

    function accept(piece) {
      if (piece.dataset.rule) return drop(piece);
      const touched = alike(piece).filter((one) => one.dataset.kept);
      for (const one of touched) {
        delete one.dataset.kept;
        note(one, one.dataset.note ?? "");
      }
      if (touched.length) changed(touched);
    }

    function drop(piece) {
      const cell = cellOf(piece);
      const plain = document.createElement("span");
      plain.dataset.piece = "";
      plain.textContent = piece.textContent;
      if (piece.nextElementSibling?.matches("small")) piece.nextElementSibling.remove();
      piece.replaceWith(plain);
      write(cell);
      remember();
    }

    async function hide() {
      const chosen = window.getSelection();
      if (!chosen.rangeCount || chosen.isCollapsed) return;
      const range = chosen.getRangeAt(0);
      const piece = range.startContainer.parentElement?.closest("span[data-piece]");
      if (!piece || !section.contains(piece) || piece !== range.endContainer.parentElement?.closest("span[data-piece]")) return;
      const [from, to] = [range.startOffset, range.endOffset];
      const text = piece.textContent;
      const field = await ask("hide");
      if (!field) return;
      const option = field.selectedOptions[0];
      const mark = document.createElement("del");
      reachable(mark);
      Object.assign(mark.dataset, { piece: "", rule: option.value, replacement: option.dataset.replacement });
      mark.textContent = text.slice(from, to);
      const small = document.createElement("small");
      small.textContent = words.addedWords.replace("%s", option.textContent);
      piece.replaceWith(plain(text.slice(0, from)), mark, small, plain(text.slice(to)));
      mark.focus();
      changed([mark]);
    }

    function plain(text) {
      const span = document.createElement("span");
      span.dataset.piece = "";
      span.textContent = text;
      return span;
    }

    for (const one of spans()) {
      const small = one.nextElementSibling;
      if (small?.matches("small") && !one.dataset.kept) one.dataset.note = small.textContent;
    }

    function step(by) {
      const list = spans();
      const here = list.indexOf(document.activeElement);
      const next = here < 0 ? (by > 0 ? 0 : list.length - 1) : Math.min(list.length - 1, Math.max(0, here + by));
      list[next]?.focus();
      list[next]?.scrollIntoView({ block: "center" });
    }

    /* In a select Enter would only open the list. */
    dialog.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !event.target.matches("select")) return;
      event.preventDefault();
      dialog.close("yes");
    });

    section.addEventListener("click", (event) => {
      const piece = event.target.closest("del[data-piece]");
      if (piece && !asking) (piece.dataset.kept || piece.dataset.rule ? accept : keep)(piece);
    });

    document.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || asking) return;
      if (event.target.matches("textarea, select, input:not([type=hidden])")) return;
      const piece = event.target.closest("del[data-piece]");
      /* Enter belongs to the link or button that has the keyboard, unless that is a mark. */
      const onMark = piece && { r: () => keep(piece), Enter: () => keep(piece), a: () => accept(piece) };
      const act = { j: () => step(1), k: () => step(-1), h: hide, ...onMark }[event.key];
      if (!act) return;
      event.preventDefault();
      act();
    });
  }
}
