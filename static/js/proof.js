/* Checks the proofs on the page of a decision: text -> content -> commitment -> line -> leaf -> root -> signature.
   SHA-256 is written out here because a browser offers it on secure pages only. */
"use strict";

const utf8 = (text) => new TextEncoder().encode(text);
const bytes = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
const hex = (data) => Array.from(data, (byte) => byte.toString(16).padStart(2, "0")).join("");
const base64 = (text) => Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
const joined = (...parts) => Uint8Array.from(parts.flatMap((part) => [...part]));

const primes = [];
for (let n = 2; primes.length < 64; n += 1) if (primes.every((prime) => n % prime)) primes.push(n);
const fraction = (root) => ((root - Math.floor(root)) * 2 ** 32) | 0;
const START = primes.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));
const ROUND = primes.map((prime) => fraction(Math.cbrt(prime)));
const turn = (x, n) => (x >>> n) | (x << (32 - n));

function block(state, view, offset) {
  const w = Array.from({ length: 64 }, (_, i) => (i < 16 ? view.getInt32(offset + 4 * i) : 0));
  for (let i = 16; i < 64; i += 1) {
    const [a, b] = [w[i - 15], w[i - 2]];
    const low = turn(a, 7) ^ turn(a, 18) ^ (a >>> 3);
    const high = turn(b, 17) ^ turn(b, 19) ^ (b >>> 10);
    w[i] = (w[i - 16] + low + w[i - 7] + high) | 0;
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let i = 0; i < 64; i += 1) {
    const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + ROUND[i] + w[i]) | 0;
    const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
  }
  return [a, b, c, d, e, f, g, h].map((value, i) => (value + state[i]) | 0);
}

function sha256(data) {
  const padded = new Uint8Array(64 * Math.ceil((data.length + 9) / 64));
  padded.set(data);
  padded[data.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(data.length / 2 ** 29));
  view.setUint32(padded.length - 4, data.length * 8);
  let state = START;
  for (let offset = 0; offset < padded.length; offset += 64) state = block(state, view, offset);
  const out = new DataView(new ArrayBuffer(32));
  state.forEach((value, i) => out.setInt32(4 * i, value));
  return new Uint8Array(out.buffer);
}

/* The root that an audit path leads to (RFC 9162, 2.1.3.2); "" when its length does not fit. */
function rootFrom(leaf, index, size, path) {
  let [place, last, node] = [index, size - 1, leaf];
  for (const sibling of path) {
    if (last === 0) return "";
    if (place % 2 || place === last) {
      node = sha256(joined([1], sibling, node));
      while (place % 2 === 0 && place) [place, last] = [place / 2, Math.floor(last / 2)];
    } else node = sha256(joined([1], node, sibling));
    [place, last] = [Math.floor(place / 2), Math.floor(last / 2)];
  }
  return last === 0 ? hex(node) : "";
}

const textOf = (part, name) => part.querySelector(`[data-${name}]`)?.textContent;

function entryHolds(part, size, root) {
  const line = textOf(part, "line");
  const path = textOf(part, "path").trim().split(/\s+/).filter(Boolean).map(bytes);
  if (rootFrom(sha256(joined([0], utf8(line))), Number(part.dataset.index), size, path) !== root) return false;
  const content = textOf(part, "content");
  if (content === undefined) return true;
  const promised = hex(sha256(joined(bytes(textOf(part, "salt")), utf8(content))));
  const shown = hex(sha256(utf8(textOf(part, "text"))));
  return promised === JSON.parse(line).commitment && shown === JSON.parse(content).shown;
}

/* true, false, or null where the browser cannot tell. */
async function signatureHolds(note, keyHex) {
  if (!globalThis.crypto?.subtle) return null;
  const [body, lines] = [note.slice(0, note.indexOf("\n\n") + 1), note.slice(note.indexOf("\n\n") + 2)];
  const key = bytes(keyHex);
  const label = utf8(`${body.split("\n")[0]}\n`);
  const name = hex(sha256(joined(label, [255], utf8("ecdsa-p256-sha256\n"), key)).slice(0, 4));
  const known = await crypto.subtle.importKey("raw", key, { name: "ECDSA", namedCurve: "P-256" }, false, ["verify"]);
  for (const line of lines.split("\n").filter(Boolean)) {
    const blob = base64(line.slice(line.lastIndexOf(" ") + 1));
    if (hex(blob.slice(0, 4)) !== name) continue;
    return crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, known, blob.slice(4), utf8(body));
  }
  return false;
}

async function check(result) {
  const started = performance.now();
  const note = document.querySelector("[data-note]");
  const [, size, root] = note.textContent.split("\n");
  const entries = [...document.querySelectorAll("[data-entry]")];
  const whole = entries.every((part) => entryHolds(part, Number(size), hex(base64(root))));
  const signed = whole && (await signatureHolds(note.textContent, note.dataset.key));
  const state = !whole || signed === false ? "bad" : signed === null ? "unsigned" : "good";
  result.textContent = result.dataset[state];
  result.classList.toggle("notice-warn", state !== "good");
  result.dataset.state = state;
  result.dataset.milliseconds = Math.ceil(performance.now() - started);
}

const result = document.querySelector("[data-result]");
if (result) check(result).catch(() => Object.assign(result, { textContent: result.dataset.bad }).dataset.state = "bad");
