// Keeps a list of rows, or only figures, up to date. News come as server-sent events; where those don't get through, the
// page asks every few seconds instead, and tries the stream again later. Words and addresses stand in the page (data-…).
//
//   connecting → live ⇄ reconnecting → polling → connecting …
//   any → paused (by the reader) → connecting
//   any → ended (the session is over)

const OPENS_WITHIN = 4000; // ms; a proxy that holds the stream back lets nothing through, not even an error
const SILENT_AFTER = 40000; // ms; the server speaks every 15 s
const ASK_EVERY = 3000; // ms
const TRY_STREAM_AGAIN_AFTER = 20; // polls
const ALARM_AFTER = 2; // failures in a row, before the reader is troubled

class Page {
  constructor(list) {
    this.list = list;
    this.rows = list.querySelector("[data-live-rows]");
    this.said = list.querySelector("[data-live-said]");
    this.bar = document.querySelector("[data-live-bar]");
    this.state = this.bar.querySelector("[data-live-state]");
    this.word = this.bar.querySelector("[data-live-word]");
    this.button = this.bar.querySelector("[data-live-pause]");
    this.alarm = document.querySelector("[data-live-alarm]");
    this.older = document.querySelector("[data-live-older]");
    this.keep = Number(list.dataset.keep);
    this.after = Number(list.dataset.after);
    this.bar.hidden = false;
  }

  address(kind) {
    const address = new URL(this.list.dataset[kind], location.href);
    address.searchParams.set("after", this.after);
    return address;
  }

  show(state) {
    if (this.state.dataset.liveState === state && this.word.textContent) return;
    this.state.dataset.liveState = state;
    this.word.textContent = this.list.dataset[`word${state[0].toUpperCase()}${state.slice(1)}`];
    this.button.textContent = state === "paused" ? this.list.dataset.wordResume : this.list.dataset.wordPause;
    this.button.hidden = state === "ended";
  }

  warn(which) {
    this.alarm.hidden = !which;
    this.alarm.textContent = which ? this.list.dataset[`alarm${which}`] : "";
  }

  take(news) {
    dispatchEvent(new CustomEvent("menlu-news", { detail: news }));
    const added = news.rows.map((html) => this.place(html)).filter((row) => row !== null);
    this.after = Math.max(this.after, news.after);
    for (const [name, value] of Object.entries(news.figures)) {
      const figure = document.querySelector(`[data-figure="${name}"]`);
      if (figure && figure.textContent !== value) figure.textContent = value;
      figure?.closest("[data-need]")?.classList.toggle("need-some", value !== "0");
    }
    if (!added.length) return;
    this.list.querySelector("[data-live-empty]")?.remove();
    this.rows.closest("table").hidden = false;
    this.trim();
    this.said.textContent =
      added.length > 1 ? this.list.dataset.wordMore.replace("{number}", added.length) : added[0].dataset.said;
  }

  // Puts a row at the top, or in the place of its older self (then it is no news: null).
  place(html) {
    const template = document.createElement("template");
    template.innerHTML = html;
    const row = template.content.firstElementChild;
    const known = document.getElementById(row.id);
    if (known) {
      known.replaceWith(row);
      return null;
    }
    row.classList.add("fresh");
    const below = [...this.rows.children].find((other) => Number(other.dataset.entry) < Number(row.dataset.entry));
    this.rows.insertBefore(row, below ?? null);
    return row;
  }

  trim() {
    if (this.rows.children.length <= this.keep) return;
    while (this.rows.children.length > this.keep) this.rows.lastElementChild.remove();
    const address = new URL(this.older.href);
    address.searchParams.set("after", this.rows.lastElementChild.dataset.entry);
    this.older.href = address;
    this.older.hidden = false;
  }
}

class Feed {
  constructor(page) {
    this.page = page;
    this.failures = 0;
    this.losses = 0;
    page.button.addEventListener("click", () => (this.paused ? this.start() : this.pause()));
    // A page kept for going back to must not hold a stream.
    addEventListener("pagehide", () => this.stop());
    addEventListener("pageshow", (event) => event.persisted && !this.paused && this.start());
    addEventListener("online", () => this.asking && this.start());
    this.start();
  }

  start() {
    this.stop();
    this.paused = false;
    this.page.show(this.failures ? "reconnecting" : "connecting");
    this.stream = new EventSource(this.page.address("stream"));
    this.stream.addEventListener("news", (event) => this.heard(JSON.parse(event.data)));
    this.stream.addEventListener("ended", () => this.end());
    this.stream.addEventListener("error", () => this.lost());
    this.expect(OPENS_WITHIN);
  }

  // Unless something is heard within that time, the stream is taken for dead.
  expect(time) {
    clearTimeout(this.limit);
    this.limit = setTimeout(() => this.poll(), time);
  }

  heard(news) {
    this.failures = 0;
    this.losses = 0;
    this.page.warn(null);
    this.page.take(news);
    this.page.show("live");
    this.expect(SILENT_AFTER);
  }

  // The browser opens a broken stream again by itself; one that was refused it leaves closed.
  lost() {
    this.losses += 1;
    if (this.losses > 1 || this.stream.readyState === EventSource.CLOSED) return this.poll();
    this.page.show("reconnecting");
    this.expect(OPENS_WITHIN);
  }

  poll() {
    this.stop();
    this.polls = 0;
    this.ask();
  }

  async ask() {
    const asking = (this.asking = new AbortController());
    try {
      const limit = setTimeout(() => asking.abort(), 10000);
      const answer = await fetch(this.page.address("since"), { signal: asking.signal, redirect: "error" });
      clearTimeout(limit);
      if (answer.status === 401) return this.end();
      if (!answer.ok) throw new Error(answer.status);
      this.answered(await answer.json());
    } catch {
      if (this.asking !== asking) return;
      this.unanswered();
    }
    if (this.asking !== asking) return;
    if (++this.polls >= TRY_STREAM_AGAIN_AFTER) return this.start();
    this.again = setTimeout(() => this.ask(), ASK_EVERY);
  }

  answered(news) {
    // Central was away and is back: the stream may well get through again.
    if (this.failures >= ALARM_AFTER) this.polls = TRY_STREAM_AGAIN_AFTER;
    this.failures = 0;
    this.page.warn(null);
    this.page.take(news);
    this.page.show("polling");
  }

  unanswered() {
    this.failures += 1;
    this.page.show("reconnecting");
    if (this.failures >= ALARM_AFTER) this.page.warn("Unreachable");
  }

  pause() {
    this.stop();
    this.paused = true;
    this.page.warn(null);
    this.page.show("paused");
  }

  end() {
    this.stop();
    this.page.show("ended");
    this.page.warn("Ended");
  }

  stop() {
    clearTimeout(this.limit);
    clearTimeout(this.again);
    this.stream?.close();
    const asking = this.asking;
    this.asking = null;
    asking?.abort();
  }
}

const list = document.querySelector("[data-live]");
if (list) new Feed(new Page(list));
