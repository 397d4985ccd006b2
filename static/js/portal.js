/* Progressive enhancement only: every page works without this file.
   Listeners sit on the document, so they also serve a body replaced after an upload. No words are
   written here: pages give them in data attributes, in the language of the reader. */
"use strict";

/* data-confirm="question" on a form or a submit button asks before anything is sent. */
function askFirst(event) {
  const form = event.target;
  const question = event.submitter?.dataset.confirm || form.dataset.confirm;
  /* A look at the papers keeps nothing, so nothing is asked. */
  if (!question || form.dataset.confirmed || event.submitter?.name === "preview") return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const template = document.getElementById("confirm-template");
  const dialog = template.content.firstElementChild.cloneNode(true);
  dialog.querySelector("p").textContent = question;
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (dialog.returnValue !== "yes") return;
    form.dataset.confirmed = "yes";
    form.requestSubmit(event.submitter);
    delete form.dataset.confirmed;
  });
  document.body.append(dialog);
  dialog.showModal();
}

/* data-guard on a form warns before typed text is lost. */
const changed = new Set();

function noteChange(event) {
  const form = event.target.form;
  if (form?.hasAttribute("data-guard")) changed.add(form);
}

function warnBeforeLeaving(event) {
  const unsaved = [...changed].some((form) => form.isConnected);
  if (unsaved) event.preventDefault();
}

/* data-upload on a form shows progress, speed and time left, and can be cancelled. */
function readableSize(bytes) {
  const units = ["B", "KB", "MB", "GB"];
  const step = Math.min(units.length - 1, Math.floor(Math.log(Math.max(bytes, 1)) / Math.log(1024)));
  return `${(bytes / 1024 ** step).toFixed(step ? 1 : 0)} ${units[step]}`;
}

function readableTime(seconds) {
  const whole = Math.max(0, Math.ceil(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

function progressText(pattern, event, startedAt) {
  const elapsed = Math.max((performance.now() - startedAt) / 1000, 0.1);
  const speed = event.loaded / elapsed;
  return pattern
    .replace("{percent}", Math.floor((event.loaded / event.total) * 100))
    .replace("{speed}", readableSize(speed))
    .replace("{left}", readableTime((event.total - event.loaded) / Math.max(speed, 1)));
}

function showResponse(request) {
  const page = new DOMParser().parseFromString(request.responseText, "text/html");
  history.replaceState(null, "", request.responseURL);
  document.title = page.title;
  document.body.replaceWith(document.adoptNode(page.body));
  start();
  (document.querySelector("[data-focus]") || document.getElementById("main"))?.focus();
  scrollTo(0, 0);
}

function upload(event) {
  const form = event.target;
  const files = [...form.querySelectorAll('input[type="file"]')];
  const panel = form.querySelector("[data-progress]");
  if (event.defaultPrevented || !form.hasAttribute("data-upload") || !panel) return;
  if (!files.some((input) => input.files.length)) return;
  event.preventDefault();
  const bar = panel.querySelector("progress");
  const text = panel.querySelector("[data-progress-text]");
  const request = new XMLHttpRequest();
  const startedAt = performance.now();
  const data = new FormData(form, event.submitter);
  const buttons = [...form.querySelectorAll('[type="submit"]')];
  const release = (words) => {
    text.textContent = words;
    buttons.forEach((button) => { button.disabled = false; });
  };
  request.upload.addEventListener("progress", (progress) => {
    if (!progress.lengthComputable) return;
    bar.value = (progress.loaded / progress.total) * 100;
    text.textContent = progressText(panel.dataset.text, progress, startedAt);
  });
  request.upload.addEventListener("load", () => { text.textContent = panel.dataset.done; });
  request.addEventListener("load", () => showResponse(request));
  request.addEventListener("error", () => release(panel.dataset.failed));
  request.addEventListener("abort", () => { release(""); panel.hidden = true; });
  panel.querySelector("[data-abort]").onclick = () => request.abort();
  panel.hidden = false;
  bar.value = 0;
  buttons.forEach((button) => { button.disabled = true; });
  request.open("POST", form.action);
  request.send(data);
}

function submitted(event) {
  askFirst(event);
  if (event.defaultPrevented || event.submitter?.name === "preview") return;
  changed.delete(event.target);
  upload(event);
}

/* <button data-copy="#id" data-copied="words" hidden> copies the text of an element. */
async function copy(event) {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(document.querySelector(button.dataset.copy).textContent.trim());
  const words = button.textContent;
  button.textContent = button.dataset.copied;
  setTimeout(() => { button.textContent = words; }, 2000);
}

/* <input data-filter="#list" hidden> keeps only the children that contain what is typed. */
function filterList(event) {
  const input = event.target.closest("[data-filter]");
  if (!input) return;
  const wanted = input.value.trim().toLowerCase();
  for (const item of document.querySelector(input.dataset.filter).children) {
    item.hidden = !item.textContent.toLowerCase().includes(wanted);
  }
}

/* A row of tabs that is wider than the window begins with the open one in sight. */
function showCurrent() {
  for (const open of document.querySelectorAll(".tabs [aria-current], .office-nav [aria-current]")) {
    const row = open.closest("nav");
    row.scrollLeft = open.getBoundingClientRect().right - row.getBoundingClientRect().right;
  }
}

/* What only makes sense with JavaScript is hidden in the page and shown here. */
function start() {
  const shown = navigator.clipboard ? "[data-copy], [data-filter], [data-print]" : "[data-filter], [data-print]";
  document.querySelectorAll(shown).forEach((element) => { element.hidden = false; });
  showCurrent();
  document.querySelector("[data-focus]")?.focus();
}

document.addEventListener("submit", submitted);
document.addEventListener("input", (event) => { noteChange(event); filterList(event); });
document.addEventListener("change", noteChange);
document.addEventListener("click", (event) => {
  copy(event);
  if (event.target.closest("[data-print]")) print();
});
addEventListener("beforeunload", warnBeforeLeaving);
start();
