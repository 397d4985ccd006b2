/* Compares a file with the digest on the page of a paper's code. The file never leaves the browser.
   sha256 and hex are those of proof.js. */
"use strict";

for (const part of document.querySelectorAll("[data-compare]")) {
  const told = part.querySelector("[role=status]");
  part.hidden = false;
  part.querySelector("input").addEventListener("change", async (event) => {
    const [file] = event.target.files;
    told.textContent = "";
    if (!file) return;
    const digest = hex(sha256(new Uint8Array(await file.arrayBuffer())));
    const same = digest.startsWith(part.dataset.head) && digest.endsWith(part.dataset.tail);
    told.textContent = same ? part.dataset.good : part.dataset.bad;
    told.className = same ? "notice notice-good" : "notice notice-warn";
  });
}
