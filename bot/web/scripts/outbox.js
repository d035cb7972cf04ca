// Sends in order, one at a time. When one cannot be sent, it and all behind it are handed back.

export class Outbox {
  // deliver(item) resolves to whether it got through; giveBack(items) gets those that did not.
  constructor(deliver, giveBack) {
    this.deliver = deliver;
    this.giveBack = giveBack;
    this.waiting = [];
    this.busy = false;
  }

  async send(item) {
    this.waiting.push(item);
    if (this.busy) return;
    this.busy = true;
    while (this.waiting.length > 0) {
      if (await this.deliver(this.waiting[0])) this.waiting.shift();
      else this.giveBack(this.waiting.splice(0));
    }
    this.busy = false;
  }
}

// A message's own id: sent twice, it is still one message.
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
