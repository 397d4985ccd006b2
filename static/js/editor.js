/* <form data-editor>: the marks of an edited copy, drawn on the picture or typed into the rows. */
"use strict";

Edit.start = (form) => {
  const marks = new Edit.Marks(form);
  const studio = form.querySelector("[data-studio]");
  const media = studio?.querySelector("[data-media]");
  if (studio) studio.hidden = false;
  const player = media && form.dataset.kind !== "photo" ? new Edit.Player(form, media, marks) : null;
  const preview = studio?.querySelector("[data-preview]");
  const timed = form.dataset.kind === "photo" ? {} : { start: null, stop: null };
  const tools = {
    now: () => player?.now() ?? 0,
    outside: () => player?.outside() ?? false,
    preview: () => preview.checked,
    fresh: () => ({ mode: "black", ...timed }),
  };
  const canvas = studio?.querySelector("[data-stage]");
  const stage = canvas ? new Edit.Stage(canvas, media, marks, tools) : null;
  if (player && stage) player.moved = () => stage.draw();
  preview?.addEventListener("change", () => stage?.draw());

  const undo = studio?.querySelector("[data-undo]");
  undo?.addEventListener("click", () => marks.undo());
  marks.listeners.push(() => { if (undo) undo.disabled = !marks.history.length; });
  form.addEventListener("keydown", (event) => {
    const typing = event.target.matches("input:not([type=range], [type=checkbox]), select, textarea");
    if (!typing && (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z") {
      event.preventDefault();
      marks.undo();
    }
  });

  for (const [kind, section] of marks.lists) {
    const add = section.querySelector("[data-add]");
    add.hidden = false;
    add.addEventListener("click", () => {
      const now = tools.now();
      const span = { start: now, stop: Math.min(marks.length, now + 5000) };
      const area = { x: 4000, y: 4000, w: 2000, h: 2000, ...tools.fresh() };
      marks.add(kind, kind === "area" ? area : span);
      marks.commit();
      marks.rows(kind).at(-1).querySelector("input, select").focus();
    });
  }
  if (marks.refused()) form.querySelectorAll(".mark [hidden]").forEach((button) => { button.hidden = false; });
  else marks.renderAll();
};

document.querySelectorAll("form[data-editor]").forEach(Edit.start);
