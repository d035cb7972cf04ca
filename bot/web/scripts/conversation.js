// The conversation on the page. Messages come from the server as HTML, each with its id; what a
// person sends is shown at once as an echo, which becomes the message when the server has it.

const NEAR = 120;

// The same as the server does to words before it keeps them (bot/words.py), so that an echo is known again.
function cleaned(words) {
  return words
    .normalize("NFC")
    .replace(/[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/g, "")
    .replace(/\s+/g, " ")
    .replace(/[\u0000-\u001f\u007f-\u009f]/g, "")
    .trim();
}

export class Conversation {
  constructor(log, template, composer, newer) {
    this.log = log;
    this.template = template;
    this.composer = composer;
    this.newer = newer;
    this.onReply = () => {};
    this.onOwnWords = () => {};
    this.atEnd = true;
    window.addEventListener("scroll", () => this.noticeScroll(), { passive: true });
    newer.addEventListener("click", () => this.toEnd());
    new MutationObserver((changes) => {
      for (const change of changes) {
        for (const node of change.addedNodes) {
          if (node.nodeType === Node.ELEMENT_NODE && node.dataset.id) this.arrived(node);
        }
      }
    }).observe(log, { childList: true });
  }

  // The id of the newest message on the page.
  get last() {
    return Math.max(0, ...[...this.log.querySelectorAll("[data-id]")].map((m) => Number(m.dataset.id)));
  }

  // The messages in this HTML that are not on the page yet, as HTML.
  fresh(html) {
    const holder = document.createElement("template");
    holder.innerHTML = html;
    for (const message of [...holder.content.querySelectorAll("[data-id]")]) {
      if (document.getElementById(message.id) || this.adopted(message)) message.remove();
    }
    return holder.innerHTML.trim();
  }

  // Shows what is being sent; removed again by drop().
  echo(words) {
    const echo = this.template.content.firstElementChild.cloneNode(true);
    echo.querySelector(".message__words").textContent = words;
    echo.querySelector("time").textContent = new Date().toLocaleTimeString("en-GB", {
      hour: "2-digit",
      minute: "2-digit",
    });
    this.overtake();
    this.log.append(echo);
    this.toEnd();
    return echo;
  }

  drop(echo) {
    if (!echo.dataset.id) echo.remove();
  }

  adopted(message) {
    if (!message.classList.contains("message--person")) return false;
    const words = cleaned(message.querySelector(".message__words").textContent);
    for (const echo of this.log.querySelectorAll(".message--sending")) {
      if (cleaned(echo.querySelector(".message__words").textContent) !== words) continue;
      echo.id = message.id;
      echo.dataset.id = message.dataset.id;
      echo.dataset.day = message.dataset.day;
      echo.querySelector("time").replaceWith(message.querySelector("time"));
      echo.classList.remove("message--sending");
      this.arrived(echo);
      return true;
    }
    return false;
  }

  arrived(message) {
    this.separateDays(message);
    if (message.classList.contains("message--person")) {
      this.overtake(message);
      this.onOwnWords(cleaned(message.querySelector(".message__words").textContent));
    } else {
      this.log.querySelector(".message__state")?.remove();
      this.onReply();
    }
    if (this.atEnd) this.reveal(message);
    else this.newer.hidden = false;
  }

  separateDays(message) {
    let before = message.previousElementSibling;
    while (before && !before.dataset.id) before = before.previousElementSibling;
    if (!before || before.dataset.day === message.dataset.day) return;
    const day = document.createElement("p");
    day.className = "day";
    day.textContent = message.dataset.day;
    message.before(day);
  }

  // Quick replies before `message` (all when not given) are no longer to be pressed. The one that has the
  // focus keeps it: a keyboard must not be thrown back to the top of the page.
  overtake(message) {
    for (const reply of this.log.querySelectorAll(".reply:not(:disabled)")) {
      if (message && !(reply.compareDocumentPosition(message) & Node.DOCUMENT_POSITION_FOLLOWING)) continue;
      if (reply === document.activeElement) reply.setAttribute("aria-disabled", "true");
      else reply.disabled = true;
    }
  }

  // Marks a button as pressed; gives a function that takes it back.
  choose(button) {
    const free = [...this.log.querySelectorAll(".reply:not(:disabled)")];
    const note = document.createElement("span");
    note.className = "govuk-visually-hidden";
    note.textContent = " (chosen)";
    button.append(note);
    button.classList.add("reply--chosen");
    return () => {
      note.remove();
      button.classList.remove("reply--chosen");
      for (const reply of free) {
        reply.disabled = false;
        reply.removeAttribute("aria-disabled");
      }
    };
  }

  keep(id) {
    const message = document.getElementById(`m${id}`);
    if (!message || message.querySelector(".message__state")) return;
    const state = document.createElement("p");
    state.className = "message__state";
    state.textContent = "Kept. The reply will come here.";
    message.append(state);
  }

  noticeScroll() {
    const page = document.documentElement;
    this.atEnd = page.scrollHeight - window.innerHeight - window.scrollY < NEAR;
    if (this.atEnd) this.newer.hidden = true;
  }

  // A message too long for the screen is shown from its beginning.
  reveal(message) {
    const room = window.innerHeight - this.composer.offsetHeight;
    if (message.offsetHeight > room) message.scrollIntoView({ block: "start" });
    else this.toEnd();
  }

  toEnd() {
    window.scrollTo(0, document.documentElement.scrollHeight);
    this.atEnd = true;
    this.newer.hidden = true;
  }
}
