/* Files in pieces: <form data-pieces="address"> announces each file, then sends it by the tus protocol.
   A broken line is taken up where it broke; after a reload the same file is chosen again and goes on.
   Without this file the form is sent as it is. No words are written here: the panel brings them in
   data attributes, in the language of the reader. */
"use strict";

const FIRST_PIECE = 1024 * 1024; /* small, so that a wrong file is refused at once */
const WAITS = [1, 2, 4, 8, 15, 30]; /* seconds until the next try */
const ASK_SECONDS = 2;
const SPEED_WINDOW = 5000; /* milliseconds */
const CONFLICTS = 4; /* answers 409 in a row: another window has the file */

const sleep = (seconds) => new Promise((done) => { setTimeout(done, seconds * 1000); });

/* One file on its way. `state`: chosen, queued, sending, broken, paused, verifying, sealed, rejected, cancelled,
   waiting (for the same file to be chosen again). */
class Transfer {
  constructor(panel, file, known) {
    this.panel = panel;
    this.file = file;
    this.name = file?.name ?? known.name;
    this.size = file?.size ?? known.size;
    this.url = known?.url ?? "";
    this.modified = known?.modified ?? file.lastModified;
    this.offset = known?.offset ?? 0;
    this.reason = "";
    this.marks = [];
    this.row = panel.template.content.firstElementChild.cloneNode(true);
    this.row.querySelector("[data-name]").textContent = this.name;
    this.row.querySelector("[data-size]").textContent = readableSize(this.size);
    this.bar = this.row.querySelector("progress");
    this.bar.setAttribute("aria-label", this.name);
    this.row.addEventListener("click", (event) => this.pressed(event.target.closest("button")));
    panel.list.append(this.row);
    this.to(known ? "waiting" : "chosen");
  }

  get active() { return ["queued", "sending", "broken"].includes(this.state); }
  get over() { return ["sealed", "rejected", "cancelled"].includes(this.state); }

  to(state, reason = "") {
    this.state = state;
    this.reason = reason;
    const shown = {
      pause: this.active, resume: state === "paused", remove: state === "chosen" || state === "rejected",
      cancel: this.active || state === "paused" || state === "waiting",
    };
    for (const button of this.row.querySelectorAll("[data-do]")) button.hidden = !shown[button.dataset.do];
    this.row.dataset.state = state;
    this.show();
  }

  show() {
    const words = this.panel.element.dataset;
    this.bar.value = this.size ? (this.offset / this.size) * 100 : 0;
    this.bar.hidden = this.state === "chosen" || this.state === "rejected";
    const pattern = (this.state === "sending" && !this.speed ? words.starting : words[this.state]) ?? "";
    this.row.querySelector("[data-text]").textContent = pattern
      .replace("{percent}", Math.floor(this.bar.value))
      .replace("{speed}", readableSize(this.speed))
      .replace("{left}", readableTime((this.size - this.offset) / Math.max(this.speed, 1)))
      .replace("{reason}", this.reason);
  }

  get speed() {
    const [first, last] = [this.marks[0], this.marks.at(-1)];
    return first && last.at > first.at ? ((last.offset - first.offset) / (last.at - first.at)) * 1000 : 0;
  }

  moved(offset) {
    const at = performance.now();
    this.offset = offset;
    this.marks.push({ at, offset });
    while (this.marks.length > 2 && at - this.marks[0].at > SPEED_WINDOW) this.marks.shift();
    this.show();
  }

  pressed(button) {
    const act = { pause: () => this.pause(), resume: () => this.resume(), cancel: () => this.cancel(),
      remove: () => this.drop() }[button?.dataset.do];
    if (act) act();
  }

  pause() {
    this.to("paused");
    this.request?.abort();
    this.wake?.();
  }

  resume() {
    this.conflicts = 0;
    this.to("queued");
    this.panel.run();
  }

  async cancel() {
    this.to("cancelled");
    this.request?.abort();
    this.wake?.();
    if (this.url) await this.ask("DELETE").catch(() => null);
    this.drop();
  }

  drop() {
    this.row.remove();
    this.panel.forget(this);
  }

  /* The request as a promise of the XMLHttpRequest; a broken line rejects. */
  ask(method, body = null, headers = {}) {
    return new Promise((done, failed) => {
      const request = new XMLHttpRequest();
      this.request = request;
      request.open(method, this.url);
      const all = { "X-CSRFToken": this.panel.token, ...(method === "GET" ? {} : { "Tus-Resumable": "1.0.0" }), ...headers };
      for (const [name, value] of Object.entries(all)) request.setRequestHeader(name, value);
      const start = this.offset;
      if (body) request.upload.addEventListener("progress", (event) => this.moved(start + event.loaded));
      request.addEventListener("load", () => done(request));
      for (const end of ["error", "abort", "timeout"]) request.addEventListener(end, () => failed(new Error(end)));
      request.send(body);
    });
  }

  /* Where the server stands; null when it cannot say now. */
  async ahead() {
    const answer = await this.ask("HEAD");
    if (answer.status !== 200) return this.refused(answer);
    this.moved(Number(answer.getResponseHeader("Upload-Offset")));
    return true;
  }

  async piece() {
    const end = this.offset === 0 ? FIRST_PIECE : this.size;
    const answer = await this.ask("PATCH", this.file.slice(this.offset, end), {
      "Upload-Offset": String(this.offset), "Content-Type": "application/offset+octet-stream",
    });
    if (answer.status !== 204) return this.refused(answer);
    this.conflicts = 0;
    this.moved(Number(answer.getResponseHeader("Upload-Offset")));
    return true;
  }

  /* False: to be tried again. Otherwise the state says how it ended. */
  async refused(answer) {
    const words = this.panel.element.dataset;
    if (answer.status === 423) return true;
    if (answer.status === 401 || (answer.status === 403 && !answer.getResponseHeader("Tus-Resumable"))) this.to("paused", words.signin);
    else if (answer.status === 409) {
      this.conflicts = (this.conflicts ?? 0) + 1;
      if (this.conflicts >= CONFLICTS) this.to("paused", words.elsewhere);
    } else if (answer.status < 500 && answer.status !== 400 && answer.status !== 460) {
      const state = await this.ask("GET").then((got) => JSON.parse(got.responseText)).catch(() => ({}));
      this.to("rejected", state.reason || state.label || words.refused);
    }
    return false;
  }

  /* Send until all is there, through broken lines; returns when it is not active any more. */
  async send() {
    let tries = 0;
    this.marks = [];
    this.to("sending");
    let known = this.offset === 0 && this.fresh;
    this.fresh = false;
    while (this.active) {
      const before = this.offset;
      try {
        if (!known && (known = await this.ahead())) this.to("sending");
        if (known && this.offset < this.size) known = await this.piece();
      } catch {
        known = false;
      }
      if (!this.active) return;
      if (known && this.offset >= this.size) {
        this.to("verifying");
        return this.look();
      }
      if (known) { tries = 0; this.to("sending"); continue; }
      tries = this.offset > before ? 0 : tries;
      this.marks = [];
      this.to("broken");
      await Promise.race([sleep(WAITS[Math.min(tries, WAITS.length - 1)]), new Promise((done) => { this.wake = done; })]);
      tries += 1;
    }
  }

  /* Ask what became of it. */
  async look() {
    const got = await this.ask("GET").then((answer) => JSON.parse(answer.responseText)).catch(() => null);
    if (got && got.status !== "verifying") this.to(got.status === "receiving" ? "broken" : got.status, got.reason);
  }
}

class Panel {
  constructor(form) {
    this.form = form;
    this.element = form.querySelector("[data-pieces-panel]");
    this.list = this.element.querySelector("[data-list]");
    this.template = this.element.querySelector("template");
    this.errors = this.element.querySelector("[data-errors]");
    this.input = form.querySelector('input[type="file"]');
    this.token = form.querySelector('[name="csrfmiddlewaretoken"]').value;
    this.transfers = [];
    this.element.hidden = false;
    this.input.required = false;
    form.querySelectorAll(".upload > .help").forEach((help) => { help.hidden = true; });
    this.input.addEventListener("change", () => { this.take(this.input.files); this.input.value = ""; });
    form.addEventListener("submit", (event) => { event.preventDefault(); this.submit(); });
    addEventListener("beforeunload", (event) => { if (this.transfers.some((one) => one.active)) event.preventDefault(); });
    addEventListener("online", () => this.transfers.forEach((one) => one.wake?.()));
    this.dropping(this.element.querySelector("[data-drop]"));
    this.recall();
  }

  dropping(zone) {
    const over = (event, inside) => { event.preventDefault(); zone.classList.toggle("drop-over", inside); };
    for (const name of ["dragenter", "dragover"]) zone.addEventListener(name, (event) => over(event, true));
    zone.addEventListener("dragleave", (event) => over(event, false));
    zone.addEventListener("drop", (event) => { over(event, false); this.take(event.dataTransfer.files); });
  }

  /* What began in an earlier window and is not finished. */
  recall() {
    const said = JSON.parse(document.getElementById("upload-facts").textContent);
    const limit = this.element.querySelector("[data-limit]");
    limit.textContent += limit.dataset.limit.replace("{size}", readableSize(said.max));
    for (const known of said.uploads) {
      const transfer = new Transfer(this, null, known);
      this.transfers.push(transfer);
      if (known.status === "verifying") { transfer.offset = transfer.size; transfer.to("verifying"); }
    }
    if (this.transfers.length) this.watch();
  }

  take(files) {
    for (const file of files) {
      const known = this.transfers.find((one) => one.state === "waiting" && one.name === file.name
        && one.size === file.size && one.modified === file.lastModified);
      if (known) { known.file = file; known.to("queued"); this.run(); }
      else this.transfers.push(new Transfer(this, file));
    }
    this.say([]);
  }

  forget(transfer) { this.transfers = this.transfers.filter((one) => one !== transfer); }

  say(lines) {
    this.errors.hidden = !lines.length;
    this.errors.querySelector("ul").replaceChildren(...lines.map((line) => {
      const item = document.createElement("li");
      item.textContent = line;
      return item;
    }));
    if (lines.length) this.errors.focus();
  }

  async submit() {
    const chosen = this.transfers.filter((one) => one.state === "chosen");
    if (!chosen.length) return this.say([this.element.dataset.none]);
    const button = this.form.querySelector('.form-actions [type="submit"]');
    button.disabled = true;
    for (const [index, transfer] of chosen.entries()) {
      const lines = await this.announce(transfer, index, chosen.length);
      this.say(lines);
      if (lines.length) break;
    }
    button.disabled = false;
    if (this.errors.hidden) this.list.scrollIntoView({ block: "center" });
    this.run();
  }

  /* Announce one file; the sentences that refuse it. */
  async announce(transfer, index, count) {
    const data = new FormData(this.form);
    data.delete(this.input.name);
    const title = data.get("title").trim();
    if (title && count > 1) data.set("title", `${title}（${index + 1}）`);
    data.set("file_name", transfer.name);
    data.set("size", transfer.size);
    data.set("modified", transfer.modified);
    const answer = await fetch(this.form.dataset.pieces, { method: "POST", body: data, headers: { "X-CSRFToken": this.token } }).catch(() => null);
    if (!answer) return [this.element.dataset.offline];
    const said = await answer.json().catch(() => null);
    if (answer.status !== 201) return said?.lines ?? [[said?.error, said?.article && `（${said.article}）`, said?.remedy].filter(Boolean).join("") || this.element.dataset.signin];
    transfer.url = said.url;
    transfer.fresh = true;
    transfer.to("queued");
    return [];
  }

  /* One after the other: several at once would only share the line. */
  async run() {
    this.watch();
    if (this.running) return;
    this.running = true;
    let next;
    while ((next = this.transfers.find((one) => one.state === "queued" && one.file))) await next.send();
    this.running = false;
  }

  async watch() {
    if (this.watching) return;
    this.watching = true;
    while (this.transfers.some((one) => !one.over)) {
      await sleep(ASK_SECONDS);
      for (const one of this.transfers.filter((row) => row.state === "verifying")) await one.look();
    }
    this.watching = false;
    const ended = this.transfers.filter((one) => one.state === "sealed");
    if (ended.length && ended.length === this.transfers.length) location.assign(this.element.dataset.done);
  }
}

/* After portal.js, whose words for sizes and times are used here. */
addEventListener("DOMContentLoaded", () => {
  for (const form of document.querySelectorAll("form[data-pieces]")) new Panel(form);
});
