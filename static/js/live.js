/* [data-live] shows how far something in the background is: asked again until the page has no such part. */
"use strict";

async function look() {
  const answer = await fetch(location.href).catch(() => null);
  const page = answer?.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
  const next = page?.querySelector("[data-live]");
  if (page && !next) location.reload();
  if (next) document.querySelector("[data-live]").replaceWith(document.adoptNode(next));
  setTimeout(look, 3000);
}

if (document.querySelector("[data-live]")) setTimeout(look, 2000);
