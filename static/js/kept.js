/* <form data-keep> keeps what is typed on the server until it is sent, and offers it again.
   Words and the address come from <template id="kept-template" data-url data-saved>. */
"use strict";

const pause = 2000;
const offer = document.getElementById("kept-template");

function fieldsOf(form) {
  const fields = {};
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && name !== "csrfmiddlewaretoken") (fields[name] ??= []).push(value);
  }
  return fields;
}

/* Where the form is sent to: the same address is told when it was taken. */
const place = (form) => new URL(form.action, location).pathname;

function send(form, more) {
  const body = new URLSearchParams({ path: place(form), ...more });
  const headers = { "X-CSRFToken": form.querySelector("[name=csrfmiddlewaretoken]").value };
  return fetch(offer.dataset.url, { method: "POST", headers, body });
}

function time(text) {
  return new Date(text).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
}

async function keep(form, line) {
  const answer = await send(form, { content: JSON.stringify(fieldsOf(form)) }).catch(() => null);
  if (answer?.ok) line.textContent = offer.dataset.saved.replace("{time}", time((await answer.json()).saved_at));
}

function fill(form, fields) {
  for (const element of form.elements) {
    const values = fields[element.name];
    if (!element.name || element.name === "csrfmiddlewaretoken" || element.type === "file") continue;
    if (element.type === "checkbox" || element.type === "radio") element.checked = Boolean(values?.includes(element.value));
    else if (element.type === "select-multiple") for (const option of element.options) option.selected = Boolean(values?.includes(option.value));
    else if (values) element.value = values[0];
  }
  form.dispatchEvent(new Event("input", { bubbles: true }));
}

async function propose(form) {
  const answer = await fetch(`${offer.dataset.url}?path=${encodeURIComponent(place(form))}`).catch(() => null);
  const found = answer?.ok ? await answer.json() : {};
  if (!found.fields) return;
  const box = offer.content.firstElementChild.cloneNode(true);
  const line = box.querySelector("p");
  line.textContent = line.textContent.replace("{time}", time(found.saved_at));
  box.querySelector("[data-recall]").onclick = () => { fill(form, found.fields); box.remove(); };
  box.querySelector("[data-forget]").onclick = () => { send(form, { forget: "1" }); box.remove(); };
  form.before(box);
}

function watch(form) {
  const line = document.createElement("p");
  line.className = "kept-line";
  line.setAttribute("role", "status");
  form.append(line);
  let timer = 0;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => keep(form, line), pause);
  });
  form.addEventListener("submit", () => clearTimeout(timer));
  if (!form.querySelector("[aria-invalid]")) propose(form);
}

if (offer) document.querySelectorAll("form[data-keep]").forEach(watch);
