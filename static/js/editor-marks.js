/* The marks of an edited copy: rows of form fields, the same as values, and a way back.
   Areas in ten-thousandths of the picture, times in milliseconds; null is a time left open. */
"use strict";

const Edit = { WHOLE: 10000, SMALLEST: 20, SIDES: ["x", "y", "w", "h"], TIMES: ["start", "stop"], WORDS: ["mode", "why"] };

Edit.clock = (moment) => {
  const whole = Math.max(0, Math.round(moment));
  const hours = Math.floor(whole / 3600000);
  const minutes = Math.floor(whole / 60000) % 60;
  const tail = `${String(Math.floor(whole / 1000) % 60).padStart(2, "0")}.${String(whole % 1000).padStart(3, "0")}`;
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${tail}` : `${minutes}:${tail}`;
};

/* 分:秒.毫秒, 时:分:秒 or seconds; null for anything else. */
Edit.moment = (text) => {
  const found = /^(?:(\d{1,3}):)?(?:(\d{1,3}):)?(\d{1,6})(?:[.．](\d{1,3})\d*)?$/.exec(text.trim().replaceAll("：", ":"));
  if (!found) return null;
  const [, first, second, seconds, part] = found;
  const minutes = second === undefined ? Number(first ?? 0) : Number(first) * 60 + Number(second);
  return (minutes * 60 + Number(seconds)) * 1000 + Number((part ?? "0").padEnd(3, "0"));
};

Edit.Marks = class {
  constructor(form) {
    this.form = form;
    this.length = Number(form.dataset.length);
    this.lists = new Map();
    this.values = {};
    this.chosen = null;
    this.listeners = [];
    this.history = [];
    this.mirror = form.elements.drawn;
    for (const section of form.querySelectorAll("[data-marks]")) this.lists.set(section.dataset.marks, section);
    for (const kind of this.lists.keys()) this.values[kind] = this.read(kind);
    this.last = JSON.stringify(this.values);
    this.listen();
  }

  /* ---- rows to values and back */
  field(row, name) {
    return row.querySelector(`[name$="-${name}"]`);
  }

  rows(kind) {
    return [...this.lists.get(kind).querySelectorAll("[data-list] > .mark")];
  }

  value(row) {
    const mark = {};
    for (const side of Edit.SIDES) {
      const field = this.field(row, side);
      if (field) mark[side] = field.value === "" ? null : Math.round(Number(field.value) * 100);
    }
    for (const name of Edit.WORDS) {
      const field = this.field(row, name);
      if (field) mark[name] = field.value;
    }
    for (const time of Edit.TIMES) {
      const field = this.field(row, time);
      if (field) mark[time] = Edit.moment(field.value);
    }
    return mark;
  }

  blank(mark) {
    return [...Edit.SIDES, ...Edit.TIMES].every((name) => mark[name] === undefined || mark[name] === null);
  }

  /* Rows left empty are none. Refused rows stay as they are typed, for the person to mend. */
  read(kind) {
    const found = this.rows(kind).map((row) => this.value(row));
    return this.refused() ? found : found.filter((mark) => !this.blank(mark));
  }

  refused() {
    return Boolean(this.form.querySelector(".mark [aria-invalid]"));
  }

  show(row, mark) {
    const put = (name, text) => {
      const field = this.field(row, name);
      if (field && field !== document.activeElement) field.value = text;
    };
    for (const side of Edit.SIDES) put(side, mark[side] === null || mark[side] === undefined ? "" : (mark[side] / 100).toFixed(2));
    for (const time of Edit.TIMES) put(time, mark[time] === null || mark[time] === undefined ? "" : Edit.clock(mark[time]));
    for (const name of Edit.WORDS) {
      const field = this.field(row, name);
      if (field && mark[name]) field.value = mark[name];
    }
  }

  /* Draw all rows of a kind anew: their number has changed. */
  render(kind) {
    const section = this.lists.get(kind);
    const list = section.querySelector("[data-list]");
    const template = section.querySelector("template[data-row]");
    list.replaceChildren(...this.values[kind].map((mark, index) => {
      const shell = document.createElement("template");
      shell.innerHTML = template.innerHTML.replaceAll("__prefix__", index).replaceAll("__number__", index + 1);
      const row = shell.content.querySelector(".mark");
      this.show(row, mark);
      row.querySelectorAll("[hidden]").forEach((button) => { button.hidden = false; });
      return row;
    }));
    section.querySelector('[name$="-TOTAL_FORMS"]').value = this.values[kind].length;
  }

  renderAll() {
    for (const kind of this.lists.keys()) this.render(kind);
    this.tell();
  }

  refresh(kind, index) {
    this.show(this.rows(kind)[index], this.values[kind][index]);
    this.tell();
  }

  /* ---- changes */
  get(kind) {
    return this.values[kind] ?? [];
  }

  chosenArea() {
    return this.chosen?.kind === "area" ? this.values.area[this.chosen.index] : null;
  }

  choose(kind, index) {
    this.chosen = kind === null ? null : { kind, index };
    for (const name of this.lists.keys()) {
      this.rows(name).forEach((row, at) => row.classList.toggle("mark-chosen", name === kind && at === index));
    }
    this.tell();
  }

  add(kind, mark) {
    this.values[kind].push(mark);
    this.render(kind);
    this.choose(kind, this.values[kind].length - 1);
    return mark;
  }

  remove(kind, index) {
    this.values[kind].splice(index, 1);
    this.render(kind);
    const left = this.values[kind].length;
    this.choose(left ? kind : null, Math.min(index, left - 1));
    this.commit();
  }

  /* A gesture is over: it can be undone from here, and is kept against a closed window. */
  commit() {
    const now = JSON.stringify(this.values);
    if (now === this.last) return;
    this.history.push(this.last);
    this.last = now;
    this.note();
  }

  note() {
    this.mirror.value = this.last;
    this.mirror.dispatchEvent(new Event("input", { bubbles: true }));
    this.tell();
  }

  undo() {
    if (!this.history.length) return;
    this.last = this.history.pop();
    this.restore(this.last);
    this.note();
  }

  restore(text) {
    let found = null;
    try { found = JSON.parse(text); } catch { return; }
    for (const kind of this.lists.keys()) this.values[kind] = found?.[kind] ?? [];
    this.chosen = null;
    this.renderAll();
  }

  tell() {
    this.listeners.forEach((listener) => listener());
  }

  /* ---- what happens in the rows */
  place(element) {
    const row = element.closest?.(".mark");
    const kind = row?.closest("[data-marks]")?.dataset.marks;
    return kind ? { row, kind, index: this.rows(kind).indexOf(row) } : null;
  }

  listen() {
    this.form.addEventListener("input", (event) => {
      /* kept.js has filled the form: the hidden field knows all rows. */
      if (event.target === this.form && this.mirror.value) {
        this.restore(this.mirror.value);
        this.last = JSON.stringify(this.values);
      }
      const found = this.place(event.target);
      if (!found) return;
      this.values[found.kind][found.index] = this.value(found.row);
      this.tell();
    });
    this.form.addEventListener("change", (event) => { if (this.place(event.target)) this.commit(); });
    this.form.addEventListener("focusin", (event) => {
      const found = this.place(event.target);
      if (found) this.choose(found.kind, found.index);
    });
    this.form.addEventListener("click", (event) => {
      const found = this.place(event.target);
      if (found && event.target.closest("[data-remove]")) this.removeFromRow(found);
    });
  }

  removeFromRow({ kind, index }) {
    this.remove(kind, index);
    const rows = this.rows(kind);
    const next = rows[Math.min(index, rows.length - 1)]?.querySelector("[data-remove]");
    (next ?? this.lists.get(kind).querySelector("[data-add]")).focus();
  }
};
