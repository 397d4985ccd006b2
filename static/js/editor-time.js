/* The player of the editor: where it stands, and a strip that shows what is kept, covered and muted. */
"use strict";

Edit.Player = class {
  constructor(form, media, marks) {
    this.media = media;
    this.marks = marks;
    this.length = marks.length;
    this.head = form.querySelector("[data-head]");
    this.clock = form.querySelector("[data-clock]");
    this.button = form.querySelector("[data-play]");
    this.strip = form.querySelector("[data-strip]");
    this.words = [this.button.textContent, this.button.dataset.pause];
    this.moved = () => {};
    marks.listeners.push(() => this.draw());
    new ResizeObserver(() => this.draw()).observe(this.strip);
    this.listen(form);
    this.draw();
  }

  now() {
    return Math.min(this.length, Math.round(this.media.currentTime * 1000));
  }

  go(moment) {
    this.media.currentTime = Math.min(this.length, Math.max(0, moment)) / 1000;
    this.show();
  }

  within(kind) {
    const now = this.now();
    return this.marks.get(kind).some((mark) => mark.start !== null && mark.stop !== null && mark.start <= now && now < mark.stop);
  }

  /* Whether the present moment is not in the copy. */
  outside() {
    return this.marks.get("keep").length > 0 && !this.within("keep");
  }

  show() {
    this.head.value = this.now();
    this.head.setAttribute("aria-valuetext", Edit.clock(this.now()));
    this.clock.textContent = Edit.clock(this.now());
    this.media.muted = this.within("mute");
    this.draw();
    this.moved();
  }

  draw() {
    const ratio = devicePixelRatio || 1;
    const width = Math.max(1, Math.round(this.strip.clientWidth * ratio));
    const height = Math.round(48 * ratio);
    this.strip.width = width;
    this.strip.height = height;
    const paper = this.strip.getContext("2d");
    const lane = height / 3;
    const keep = this.marks.get("keep");
    const lanes = [[keep.length ? keep : [{ start: 0, stop: this.length }], "#17603f"], [this.marks.get("area"), "#0b4264"], [this.marks.get("mute"), "#a8201a"]];
    lanes.forEach(([marks, colour], row) => {
      paper.fillStyle = "#e7edf0";
      paper.fillRect(0, row * lane + ratio, width, lane - 2 * ratio);
      paper.fillStyle = colour;
      for (const mark of marks) {
        const start = ((mark.start ?? 0) / this.length) * width;
        const stop = ((mark.stop ?? this.length) / this.length) * width;
        paper.fillRect(start, row * lane + ratio, Math.max(2 * ratio, stop - start), lane - 2 * ratio);
      }
    });
    paper.fillStyle = "#d9730d";
    paper.fillRect((this.now() / this.length) * width - ratio, 0, 3 * ratio, height);
  }

  play() {
    if (this.media.paused) this.media.play(); else this.media.pause();
  }

  follow() {
    this.show();
    if (!this.media.paused) requestAnimationFrame(() => this.follow());
  }

  seekTo(event) {
    const box = this.strip.getBoundingClientRect();
    this.go(((event.clientX - box.left) / box.width) * this.length);
  }

  listen(form) {
    this.button.addEventListener("click", () => this.play());
    this.head.addEventListener("input", () => this.go(Number(this.head.value)));
    for (const button of form.querySelectorAll("[data-step]")) {
      button.addEventListener("click", () => { this.media.pause(); this.go(this.now() + Number(button.dataset.step)); });
    }
    this.strip.addEventListener("pointerdown", (event) => { this.strip.setPointerCapture(event.pointerId); this.seekTo(event); });
    this.strip.addEventListener("pointermove", (event) => { if (event.buttons) this.seekTo(event); });
    this.media.addEventListener("play", () => { this.button.textContent = this.words[1]; this.follow(); });
    this.media.addEventListener("pause", () => { this.button.textContent = this.words[0]; this.show(); });
    this.media.addEventListener("seeked", () => this.show());
    this.media.addEventListener("loadeddata", () => this.show());
    form.addEventListener("click", (event) => this.set(event));
  }

  /* 从当前位置开始, 到当前位置结束: in a row of marks. */
  set(event) {
    const button = event.target.closest("[data-set]");
    const found = button && this.marks.place(button);
    if (!found) return;
    this.marks.values[found.kind][found.index][button.dataset.set] = this.now();
    this.marks.choose(found.kind, found.index);
    this.marks.refresh(found.kind, found.index);
    this.marks.commit();
  }
};
