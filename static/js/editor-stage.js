/* The canvas over a photograph or film: areas are drawn, moved, resized and removed there. */
"use strict";

Edit.Stage = class {
  constructor(canvas, media, marks, tools) {
    this.canvas = canvas;
    this.media = media;
    this.marks = marks;
    this.tools = tools;
    this.paper = canvas.getContext("2d");
    this.gesture = null;
    this.small = document.createElement("canvas");
    marks.listeners.push(() => this.draw());
    new ResizeObserver(() => this.fit()).observe(media);
    for (const name of ["load", "loadeddata", "seeked", "loadedmetadata"]) media.addEventListener(name, () => this.fit());
    this.listen();
    this.fit();
  }

  fit() {
    const box = this.media.getBoundingClientRect();
    const ratio = devicePixelRatio || 1;
    this.canvas.width = Math.max(1, Math.round(box.width * ratio));
    this.canvas.height = Math.max(1, Math.round(box.height * ratio));
    this.canvas.style.width = `${box.width}px`;
    this.canvas.style.height = `${box.height}px`;
    this.draw();
  }

  /* ---- drawing */
  pixels(area) {
    const { width, height } = this.canvas;
    return [area.x * width, area.y * height, area.w * width, area.h * height].map((side) => side / Edit.WHOLE);
  }

  shown(area) {
    const now = this.tools.now();
    return Edit.SIDES.every((side) => Number.isFinite(area[side])) && (area.start ?? 0) <= now && now <= (area.stop ?? Infinity);
  }

  draw() {
    const { width, height } = this.canvas;
    this.paper.clearRect(0, 0, width, height);
    const chosen = this.marks.chosenArea();
    for (const area of this.marks.get("area")) {
      const now = this.shown(area);
      if (now && this.tools.preview()) this.cover(area);
      if (now || area === chosen) this.outline(area, area === chosen, now);
    }
    if (this.tools.outside()) this.curtain();
  }

  cover(area) {
    const [x, y, w, h] = this.pixels(area);
    if ((area.mode ?? "black") === "black") {
      this.paper.fillStyle = "#000";
      this.paper.fillRect(x, y, w, h);
      return;
    }
    const ready = this.media.naturalWidth || this.media.readyState >= 2;
    const wide = this.media.naturalWidth || this.media.videoWidth;
    const high = this.media.naturalHeight || this.media.videoHeight;
    if (!ready || !wide) return;
    const size = [(area.w * wide) / Edit.WHOLE, (area.h * high) / Edit.WHOLE];
    /* As recording/media/cover.py counts its blocks. */
    const side = Math.max(8, Math.ceil(Math.min(...size) / 4), Math.ceil(Math.max(...size) / 8));
    const [across, down] = size.map((length) => Math.max(1, Math.floor(length / side)));
    this.small.width = across;
    this.small.height = down;
    const from = [(area.x * wide) / Edit.WHOLE, (area.y * high) / Edit.WHOLE, ...size];
    this.small.getContext("2d").drawImage(this.media, ...from, 0, 0, across, down);
    this.paper.imageSmoothingEnabled = area.mode === "blur";
    this.paper.drawImage(this.small, 0, 0, across, down, x, y, w, h);
  }

  outline(area, chosen, now) {
    const ratio = devicePixelRatio || 1;
    const [x, y, w, h] = this.pixels(area);
    this.paper.setLineDash(now ? [] : [6 * ratio, 4 * ratio]);
    for (const [colour, line] of [["#fff", 4], [chosen ? "#d9730d" : "#0b4264", 2]]) {
      this.paper.strokeStyle = colour;
      this.paper.lineWidth = line * ratio;
      this.paper.strokeRect(x, y, w, h);
    }
    this.paper.setLineDash([]);
    if (!chosen) return;
    for (const [atX, atY] of this.handles(area)) {
      this.paper.fillStyle = "#d9730d";
      this.paper.fillRect(atX - 5 * ratio, atY - 5 * ratio, 10 * ratio, 10 * ratio);
      this.paper.strokeStyle = "#fff";
      this.paper.strokeRect(atX - 5 * ratio, atY - 5 * ratio, 10 * ratio, 10 * ratio);
    }
  }

  handles(area) {
    const [x, y, w, h] = this.pixels(area);
    return [0, 0.5, 1].flatMap((across) => [0, 0.5, 1].map((down) => [across, down]))
      .filter(([across, down]) => across !== 0.5 || down !== 0.5)
      .map(([across, down]) => [x + w * across, y + h * down, across, down]);
  }

  curtain() {
    const { width, height } = this.canvas;
    this.paper.fillStyle = "rgb(23 35 44 / 78%)";
    this.paper.fillRect(0, 0, width, height);
    this.paper.fillStyle = "#fff";
    this.paper.font = `${Math.round(height / 12)}px sans-serif`;
    this.paper.textAlign = "center";
    this.paper.fillText(this.canvas.parentElement.dataset.outside, width / 2, height / 2);
  }

  /* ---- the pointer */
  point(event) {
    const box = this.canvas.getBoundingClientRect();
    const part = (at, start, length) => Math.round(Math.min(1, Math.max(0, (at - start) / length)) * Edit.WHOLE);
    return [part(event.clientX, box.left, box.width), part(event.clientY, box.top, box.height)];
  }

  grip(event) {
    const area = this.marks.chosenArea();
    if (!area) return null;
    const box = this.canvas.getBoundingClientRect();
    const ratio = this.canvas.width / box.width;
    const reach = (event.pointerType === "touch" ? 22 : 9) * ratio;
    const [x, y] = [(event.clientX - box.left) * ratio, (event.clientY - box.top) * ratio];
    return this.handles(area).find(([atX, atY]) => Math.abs(atX - x) <= reach && Math.abs(atY - y) <= reach) ?? null;
  }

  hit([x, y]) {
    const areas = this.marks.get("area");
    const inside = (area) => this.shown(area) && area.x <= x && x <= area.x + area.w && area.y <= y && y <= area.y + area.h;
    return areas.findLastIndex(inside);
  }

  down(event) {
    if (event.button || this.gesture) return;
    this.canvas.setPointerCapture(event.pointerId);
    const start = this.point(event);
    const grip = this.grip(event);
    const index = grip ? this.marks.chosen.index : this.hit(start);
    if (index >= 0) {
      this.marks.choose("area", index);
      this.gesture = { start, grip, area: this.marks.values.area[index], before: { ...this.marks.values.area[index] } };
    } else {
      this.marks.choose(null);
      this.gesture = { start, fresh: true };
    }
  }

  move(event) {
    if (!this.gesture) return;
    const now = this.point(event);
    if (this.gesture.fresh) this.stretch(this.gesture.start, now);
    else if (this.gesture.grip) this.resize(now);
    else this.shift(now);
    const chosen = this.marks.chosen;
    if (chosen) this.marks.refresh(chosen.kind, chosen.index);
  }

  stretch([x, y], [atX, atY]) {
    const box = { x: Math.min(x, atX), y: Math.min(y, atY), w: Math.abs(atX - x), h: Math.abs(atY - y) };
    if (!this.gesture.area) {
      if (Math.max(box.w, box.h) < 100) return;
      this.gesture.area = this.marks.add("area", { ...box, ...this.tools.fresh() });
    }
    Object.assign(this.gesture.area, box);
  }

  shift([x, y]) {
    const { area, before, start } = this.gesture;
    area.x = Math.min(Edit.WHOLE - before.w, Math.max(0, before.x + x - start[0]));
    area.y = Math.min(Edit.WHOLE - before.h, Math.max(0, before.y + y - start[1]));
  }

  resize([x, y]) {
    const { area, before, start, grip } = this.gesture;
    for (const [side, extent, share, delta] of [["x", "w", grip[2], x - start[0]], ["y", "h", grip[3], y - start[1]]]) {
      if (share === 0.5) continue;
      const ends = [before[side], before[side] + before[extent]];
      const moved = Math.min(Edit.WHOLE, Math.max(0, ends[share] + delta));
      const fixed = ends[1 - share];
      area[side] = Math.min(moved, fixed);
      area[extent] = Math.abs(moved - fixed);
    }
  }

  up() {
    const area = this.gesture?.area;
    const made = this.gesture?.fresh;
    this.gesture = null;
    if (!area) return;
    const index = this.marks.values.area.indexOf(area);
    if (made && Math.min(area.w, area.h) < Edit.SMALLEST) this.marks.remove("area", index);
    area.w = Math.max(Edit.SMALLEST, area.w);
    area.h = Math.max(Edit.SMALLEST, area.h);
    area.x = Math.min(area.x, Edit.WHOLE - area.w);
    area.y = Math.min(area.y, Edit.WHOLE - area.h);
    if (this.marks.values.area.includes(area)) this.marks.refresh("area", index);
    this.marks.commit();
  }

  /* ---- the keyboard */
  key(event) {
    const areas = this.marks.get("area");
    const index = this.marks.chosen?.kind === "area" ? this.marks.chosen.index : -1;
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (way && index >= 0) this.nudge(areas[index], way, event);
    else if (event.key === "Delete" && index >= 0) this.marks.remove("area", index);
    else if (event.key.toLowerCase() === "n" && !event.ctrlKey && !event.metaKey) this.create();
    else if ((event.key === "PageDown" || event.key === "PageUp") && areas.length) {
      const step = event.key === "PageDown" ? 1 : -1;
      this.marks.choose("area", (index + step + areas.length) % areas.length);
    } else return;
    event.preventDefault();
  }

  create() {
    this.marks.add("area", { x: 4000, y: 4000, w: 2000, h: 2000, ...this.tools.fresh() });
    this.marks.commit();
  }

  nudge(area, [right, down], event) {
    const step = event.altKey ? 10 : 100;
    if (event.shiftKey) {
      area.w = Math.min(Edit.WHOLE - area.x, Math.max(Edit.SMALLEST, area.w + right * step));
      area.h = Math.min(Edit.WHOLE - area.y, Math.max(Edit.SMALLEST, area.h + down * step));
    } else {
      area.x = Math.min(Edit.WHOLE - area.w, Math.max(0, area.x + right * step));
      area.y = Math.min(Edit.WHOLE - area.h, Math.max(0, area.y + down * step));
    }
    this.marks.refresh("area", this.marks.chosen.index);
    this.marks.commit();
  }

  listen() {
    this.canvas.addEventListener("pointerdown", (event) => this.down(event));
    this.canvas.addEventListener("pointermove", (event) => this.move(event));
    this.canvas.addEventListener("pointerup", () => this.up());
    this.canvas.addEventListener("pointercancel", () => this.up());
    this.canvas.addEventListener("keydown", (event) => this.key(event));
  }
};
