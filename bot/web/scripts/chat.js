// Wires the chat page: the box to write in, the quick replies, the stream. htmx carries; this says when.

import { Conversation } from "./conversation.js";
import { Outbox, newId } from "./outbox.js";

const LONGEST = 4000;
const TYPING_AFTER = 400; // milliseconds: most answers are there before
const LOST_AFTER = 3000; // milliseconds: a short break is nobody's business
const STALE_AFTER = 40000; // milliseconds: more than two heartbeats

const UNSENT = "That did not get through. Your words are still in the box: send them again when you are connected.";
const UNPRESSED = "That did not get through. Press the button again when you are connected.";
const UNSENT_FILES = "That did not get through. Send the file again when you are connected.";
const TOO_LARGE = "That is more than can be sent at once. Please send fewer or smaller files.";
const EMPTY = "Write your question first.";
const LOST = "The connection was lost. Trying again…";
const SIGNED_OUT = "You are signed out.";

const find = (id) => document.getElementById(id);
const box = find("words");
const composer = find("composer");
const filesForm = find("files-form");
const log = find("log");
const typingLine = find("typing");
const conversation = new Conversation(log, find("echo"), composer, find("newer"));
const outbox = new Outbox(deliver, giveBack);
const title = document.title;

let unsent = null; // the words and id that came back to the box
let told = {}; // what the server said about the message under way
let typingTimer = 0;
let lostTimer = 0;
let source = null;
let heard = Date.now();

document.documentElement.classList.add("js");
box.setAttribute("aria-describedby", "keys");

// One kind line above the box. `about` says what clears it.
function note(words, about = "", link = null) {
  const line = find("note");
  line.dataset.about = about;
  line.textContent = words;
  if (link) {
    const a = document.createElement("a");
    a.className = "govuk-link";
    a.href = link.href;
    a.textContent = link.words;
    line.append(" ", a);
  }
}

function clearNote(...about) {
  if (about.includes(find("note").dataset.about)) note("");
}

function signedOut(words) {
  note(words, "signed-out", { href: "/sign-in", words: "Sign in again" });
}

function typing(on) {
  clearTimeout(typingTimer);
  if (on) typingTimer = setTimeout(() => (typingLine.textContent = "The assistant is writing"), TYPING_AFTER);
  else typingLine.textContent = "";
}

// Sending

function post(values) {
  return new Promise((resolve) => {
    const done = (event) => resolve(event.detail.successful === true);
    log.addEventListener("htmx:afterRequest", done, { once: true });
    // A failure arrives as the event above; htmx's promise says it a second time.
    htmx.ajax("POST", "/messages", { source: log, target: log, swap: "beforeend", values }).catch(() => {});
  });
}

// Files go by themselves, for htmx would read them a second time. The answer is the same as to words.
async function postFiles(files, id) {
  const body = new FormData();
  for (const file of files) body.append("file", file);
  body.append("id", id);
  body.append("after", conversation.last);
  try {
    const answer = await fetch("/files", { method: "POST", headers: { "HX-Request": "true" }, body });
    const event = answer.headers.get("HX-Trigger");
    if (event) {
      for (const [name, detail] of Object.entries(JSON.parse(event))) {
        log.dispatchEvent(new CustomEvent(name, { detail }));
      }
    }
    if (answer.status === 413) told.refused = { wording: TOO_LARGE };
    if (answer.ok) log.insertAdjacentHTML("beforeend", conversation.fresh(await answer.text()));
    return answer.ok;
  } catch {
    return false;
  }
}

async function deliver(item) {
  told = {};
  typing(true);
  const through = item.files
    ? await postFiles(item.files, item.id)
    : await post({ ...item.values, id: item.id, after: conversation.last });
  typing(false);
  if (!through || told.refused || told.signedOut) return false;
  conversation.drop(item.echo);
  if (told.kept) {
    conversation.keep(told.kept.id);
    note(told.kept.wording, "kept");
  }
  return true;
}

function giveBack(items) {
  for (const item of items) {
    conversation.drop(item.echo);
    item.undo?.();
  }
  const words = items.filter((item) => !item.undo && !item.files).map((item) => item.words);
  if (words.length === 1 && box.value === "") unsent = { words: words[0], id: items[0].id };
  box.value = [...words, box.value].filter(Boolean).join("\n");
  if (told.signedOut) signedOut(told.signedOut.wording);
  else note(told.refused?.wording ?? whatFailed(items, words), "unsent");
}

function whatFailed(items, words) {
  if (words.length > 0) return UNSENT;
  return items[0].files ? UNSENT_FILES : UNPRESSED;
}

composer.addEventListener("submit", (event) => {
  event.preventDefault();
  const words = box.value;
  if (words.trim() === "") return note(EMPTY, "box");
  if (words.trim().length > LONGEST) {
    const length = words.trim().length.toLocaleString("en-GB");
    return note(`That is ${length} characters, and I can read 4,000 at once. Please shorten it a little.`, "box");
  }
  clearNote("box", "unsent", "kept");
  const id = unsent?.words === words ? unsent.id : newId();
  unsent = null;
  box.value = "";
  box.focus();
  outbox.send({ words, id, values: { message: words }, echo: conversation.echo(words) });
});

box.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  composer.requestSubmit();
});

box.addEventListener("input", () => clearNote("box"));

log.addEventListener("submit", (event) => {
  event.preventDefault();
  const button = event.submitter;
  if (!button || button.getAttribute("aria-disabled") === "true") return;
  clearNote("box", "unsent", "kept");
  const words = button.textContent.trim();
  const undo = conversation.choose(button);
  outbox.send({ words, id: newId(), values: { press: button.value }, echo: conversation.echo(words), undo });
});

filesForm.addEventListener("submit", (event) => {
  event.preventDefault();
  const chosen = filesForm.querySelector("input[type=file]");
  const files = [...chosen.files];
  if (files.length === 0) return;
  clearNote("box", "unsent", "kept");
  const words = files.length === 1 ? "Sent a file" : `Sent ${files.length} files`;
  chosen.value = "";
  find("files").open = false;
  box.focus();
  outbox.send({ words, id: newId(), files, echo: conversation.echo(words) });
});

// What a citation unfolds may lie below the screen. `toggle` does not bubble.
log.addEventListener(
  "toggle",
  (event) => {
    if (!event.target.open) return;
    if (conversation.atEnd) conversation.reveal(event.target.closest(".message"));
    else event.target.scrollIntoView({ block: "nearest" });
  },
  { capture: true },
);

// What comes back

log.addEventListener("htmx:beforeSwap", (event) => {
  event.detail.serverResponse = conversation.fresh(event.detail.serverResponse);
});
log.addEventListener("assistant:kept", (event) => (told.kept = event.detail));
log.addEventListener("assistant:refused", (event) => (told.refused = event.detail));
log.addEventListener("assistant:signed-out", (event) => (told.signedOut = event.detail));

conversation.onReply = () => {
  typing(false);
  clearNote("kept");
  if (document.hidden) document.title = `New reply – ${title}`;
};

// Words that were thought lost had arrived after all.
conversation.onOwnWords = (words) => {
  if (!unsent || unsent.words.replace(/\s+/g, " ").trim() !== words) return;
  if (box.value === unsent.words) box.value = "";
  unsent = null;
  clearNote("unsent");
};

// The stream

htmx.createEventSource = (url) => {
  source = new EventSource(url);
  return source;
};

document.addEventListener("htmx:sseBeforeMessage", (event) => {
  heard = Date.now();
  if (event.detail.type === "typing") {
    event.preventDefault();
    typing(event.detail.data === "on");
  } else if (conversation.fresh(event.detail.data) === "") {
    event.preventDefault();
  }
});

document.addEventListener("htmx:sseMessage", () => {
  find("stream").setAttribute("sse-connect", `/stream?after=${conversation.last}`);
});

document.addEventListener("htmx:sseOpen", () => {
  clearTimeout(lostTimer);
  lostTimer = 0;
  heard = Date.now();
  clearNote("lost");
});

document.addEventListener("htmx:sseError", () => {
  lostTimer ||= setTimeout(() => find("note").textContent || note(LOST, "lost"), LOST_AFTER);
});

document.addEventListener("htmx:sseClose", (event) => {
  if (event.detail.type === "message") signedOut(SIGNED_OUT);
});

// A phone that slept may hold a dead connection that looks alive.
function renew() {
  source?.close();
  const old = find("stream");
  const next = old.cloneNode(false);
  next.setAttribute("sse-connect", `/stream?after=${conversation.last}`);
  old.replaceWith(next);
  htmx.process(next);
}

document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  document.title = title;
  if (Date.now() - heard > STALE_AFTER) renew();
});
window.addEventListener("online", renew);
window.addEventListener("pageshow", (event) => event.persisted && renew());

if (log.querySelector("[data-id]")) conversation.toEnd();
if (matchMedia("(hover: hover) and (pointer: fine)").matches) box.focus({ preventScroll: true });
