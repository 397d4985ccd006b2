/* Checks the signature of a scanned credential: what stands behind # of the address, which no server
   sees. The format is that of enforcement/verify_credential.py. */
"use strict";

const HEAD = 5; // version, key id
const bytesOf = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (char) => char.charCodeAt(0));
const keyOf = (hex) => Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));

/* The lines that were signed; null when the signature does not hold. */
async function signed(code, fragment, key) {
  const data = bytesOf(fragment);
  const text = new TextDecoder("utf-8", { fatal: true }).decode(data.slice(HEAD + 64));
  const message = new TextEncoder().encode(`portal/credential/1\n${code}\n${text}`);
  const kind = { name: "ECDSA", namedCurve: "P-256" };
  const known = await crypto.subtle.importKey("raw", keyOf(key), kind, false, ["verify"]);
  const sign = data.slice(HEAD, HEAD + 64);
  const holds = data[0] === 1 && (await crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, known, sign, message));
  return holds ? text.split("\n") : null;
}

async function check(place, fragment) {
  const lines = globalThis.crypto?.subtle ? await signed(place.dataset.credential, fragment, place.dataset.key).catch(() => null) : undefined;
  const state = lines ? "good" : lines === null ? "bad" : "unsigned";
  const told = lines ? lines.slice(0, 5).filter(Boolean).join("，") : "";
  place.textContent = place.dataset[state] + told;
  place.classList.add(state === "good" ? "notice-good" : "notice-warn");
  place.dataset.state = state;
  place.hidden = false;
}

const place = document.querySelector("[data-credential]");
const look = () => place && location.hash.length > 1 && check(place, location.hash.slice(1));
look();
addEventListener("hashchange", look);
