// The keys of a review. Each action is one request that is stored at once; the
// rows are then shown as the server has them. What was looked at goes along as
// the version, so that a change of somebody else is never overwritten: the
// server refuses, and the rows are shown anew with a word about it. Keys that
// come while a request is at work wait for it, in their order.

const box = document.getElementById("rows");
const says = document.getElementById("says");
const help = document.getElementById("help");
const editor = document.getElementById("editor");
const edited = document.getElementById("edited");
const hint = document.getElementById("editor-hint");
const encoder = new TextEncoder();

// Where the person is: a row, a side of it, a sentence of that.
const at = { row: 0, side: "source", sentence: 0 };
let busy = false;

// Deeds that wait. After one that was refused the rest are forgotten: they were
// meant for rows as they were shown before.
let queue = Promise.resolve();
let round = 0;

function enqueue(deed) {
  const mine = round;
  queue = queue.then(() => (mine === round ? deeds[deed]() : undefined));
}

const table = () => box.querySelector("table.rows");
const row = () => document.getElementById(`row-${at.row}`);
const cell = () => row()?.querySelector(`td[data-side="${at.side}"]`);
const sentences = () => [...(cell()?.querySelectorAll(".sentence") ?? [])];

function tell(text, warn = false) {
  says.textContent = text;
  says.classList.toggle("warn", warn);
}

// show marks where the person is; the row is on the page.
function show() {
  at.sentence = Math.max(0, Math.min(at.sentence, sentences().length - 1));
  for (const old of box.querySelectorAll(".here")) {
    old.classList.remove("here");
    old.removeAttribute("aria-current");
  }
  if (!row()) return;
  row().classList.add("here");
  row().setAttribute("aria-current", "true");
  cell().classList.add("here");
  sentences()[at.sentence]?.classList.add("here");
  row().focus({ preventScroll: true });
  row().scrollIntoView({ block: "nearest", behavior: "instant" });
}

// go leads to a row, also to one of another part of the story.
async function go(to) {
  at.row = bounded(to);
  at.sentence = 0;
  if (!row()) {
    try {
      await refresh();
    } catch {
      tell(box.dataset.lost, true);
    }
    history.replaceState(null, "", `?row=${at.row + 1}`);
  }
  show();
}

const bounded = (to) => Math.max(0, Math.min(to, Number(table().dataset.rows) - 1));

function nextDoubtful() {
  const doubtful = table().dataset.doubtful.split(" ").filter(Boolean).map(Number);
  const next = doubtful.find((n) => n > at.row) ?? doubtful[0];
  if (next === undefined) {
    tell(box.dataset.nodoubt);
    return;
  }
  return go(next);
}

// refresh shows the part of the story where the person is as the server has it.
// Where the whole is shown it stays the whole.
async function refresh() {
  const values = new URLSearchParams(location.search);
  if (values.get("rows") !== "all") values.set("row", at.row + 1);
  values.set("part", "rows");
  const response = await fetch(location.pathname + "?" + values);
  if (!response.ok) throw new Error(response.statusText);
  const open = new Set([...box.querySelectorAll("tr:has(details[open])")].map((row) => row.id));
  box.replaceChildren(document.createRange().createContextualFragment(await response.text()));
  for (const id of open) document.querySelector(`#${id} details`)?.setAttribute("open", "");
  at.row = bounded(at.row);
  show();
}

// send asks the server for a change and shows what came of it.
async function send(path, body) {
  busy = true;
  try {
    const response = await fetch(box.dataset.api + path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ ...body, seen: table().dataset.version }),
    });
    if (response.ok) {
      await refresh();
      tell(box.dataset.done);
      return true;
    }
    const problem = await response.json();
    if (response.status === 409) {
      await refresh();
      tell(box.dataset.conflict, true);
    } else {
      tell(problem.detail, true);
    }
  } catch {
    tell(box.dataset.lost, true);
  } finally {
    busy = false;
  }
  round += 1;
  return false;
}

const act = (action) => send("/actions", { row: at.row, side: at.side, ...action });

async function join(up) {
  const first = up ? at.row - 1 : at.row;
  if (first < 0) return;
  if (await act({ do: "join", row: first, last: first + 1 })) await go(first);
}

// split leaves the sentences up to the chosen one above, and as many on the
// other side as there are, one for one.
function split() {
  const mine = at.sentence + 1;
  const other = row().querySelectorAll(`td:not([data-side="${at.side}"]) .sentence`).length;
  const theirs = Math.min(mine, other);
  const sources = at.side === "source" ? mine : theirs;
  const targets = at.side === "source" ? theirs : mine;
  return act({ do: "split", sources, targets });
}

// ask opens the text of the chosen sentence, to correct it or to say where it
// is to be cut, and sends what came of it.
async function ask(purpose) {
  let sentence = sentences()[at.sentence];
  if (!sentence) return;
  const text = sentence.textContent;
  edited.value = text;
  edited.lang = sentence.querySelector(".text").lang;
  editor.dataset.purpose = purpose;
  hint.textContent = hint.dataset[purpose];
  const middle = Math.floor(text.length / 2);
  while (await written(purpose === "cut" ? middle : edited.value.length)) {
    const number = Number(sentence.dataset.sentence);
    if (purpose === "cut") {
      return act({ do: "cut", sentence: number, offset: encoder.encode(text.slice(0, edited.selectionStart)).length });
    }
    if (await act({ do: "edit", sentence: number, text: edited.value.replace(/\s*\n\s*/g, " ") })) return;
    // What was written and not stored is asked for again, with what the
    // sentence says now.
    sentence = findAgain(text, number);
    if (!sentence) {
      tell(says.textContent + " " + edited.value, true);
      return;
    }
    hint.textContent = says.textContent + " " + sentence.textContent;
  }
  show();
}

// written opens the editor, with the cursor at a place, and says whether its
// text is to be stored.
function written(cursor) {
  editor.returnValue = "cancel";
  editor.showModal();
  edited.focus();
  edited.setSelectionRange(cursor, cursor);
  return new Promise((done) => {
    editor.addEventListener("close", () => done(editor.returnValue === "ok"), { once: true });
  });
}

// findAgain chooses a sentence that may have moved: the one with its text, else
// the one that has its number now.
function findAgain(text, number) {
  const all = [...box.querySelectorAll(`td[data-side="${at.side}"] .sentence`)];
  const numbered = all.filter((sentence) => Number(sentence.dataset.sentence) === number);
  const same = all.filter((sentence) => sentence.textContent === text);
  const found = numbered.find((sentence) => same.includes(sentence)) ?? same[0] ?? numbered[0];
  if (found) {
    at.row = Number(found.closest("tr").dataset.row);
    at.sentence = [...found.closest("td").querySelectorAll(".sentence")].indexOf(found);
    show();
  }
  return found;
}

// A sentence has no line break. Where it is cut its text stays as it is; it is
// not made read-only, since that would hide the cursor.
edited.addEventListener("beforeinput", (event) => {
  const breaks = event.inputType === "insertLineBreak" || event.inputType === "insertParagraph";
  if (breaks || editor.dataset.purpose === "cut") event.preventDefault();
});

edited.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    editor.close("ok");
  }
});

function fuse() {
  const sentence = sentences()[at.sentence];
  if (sentence) return act({ do: "fuse", sentence: Number(sentence.dataset.sentence) });
}

function why() {
  const details = row()?.querySelector("details");
  if (details) details.open = !details.open;
}

async function confirmRow() {
  if (await act({ do: "confirm" })) await go(at.row + 1);
}

const deeds = {
  doubtful: nextDoubtful,
  confirm: confirmRow,
  "confirm-through": () => act({ do: "confirm-through" }),
  reject: () => act({ do: "reject" }),
  clear: () => act({ do: "clear" }),
  join: () => join(false),
  "join-up": () => join(true),
  unlink: () => act({ do: "unlink" }),
  split,
  "push-down": () => act({ do: "push" }),
  "push-up": () => act({ do: "push", up: true }),
  pull: () => act({ do: "pull" }),
  "pull-up": () => act({ do: "pull", up: true }),
  edit: () => ask("edit"),
  cut: () => ask("cut"),
  fuse,
  why,
  realign: () => send("/realign", { row: at.row }),
  undo: () => send("/undo", {}),
  redo: () => send("/redo", {}),
  help: () => help.showModal(),
  down: () => go(at.row + 1),
  up: () => go(at.row - 1),
  left: () => { at.side = "source"; show(); },
  right: () => { at.side = "target"; show(); },
  before: () => { at.sentence -= 1; show(); },
  after: () => { at.sentence += 1; show(); },
};

const keys = {
  j: "down", ArrowDown: "down", k: "up", ArrowUp: "up", ArrowLeft: "left", ArrowRight: "right", "[": "before", "]": "after",
  d: "doubtful", c: "confirm", C: "confirm-through", x: "reject", a: "clear", m: "join", M: "join-up", u: "unlink", s: "split",
  p: "pull", P: "pull-up", Enter: "edit", t: "cut", f: "fuse", i: "why", r: "realign", z: "undo", y: "redo", "?": "help",
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || help.open || editor.open) return;
  if (event.target.closest("button, a, summary, input, textarea, select") && event.key === "Enter") return;
  if (event.target.closest("input, textarea, select")) return;
  let deed = keys[event.key];
  if (event.altKey) deed = { ArrowDown: "push-down", ArrowUp: "push-up" }[event.key];
  if (!deed) return;
  event.preventDefault();
  enqueue(deed);
});

for (const button of document.querySelectorAll(".tools button")) {
  button.addEventListener("click", () => enqueue(button.dataset.do));
}

box.addEventListener("click", (event) => {
  const clicked = event.target.closest("tr[data-row]");
  if (!clicked || event.target.closest("summary, details")) return;
  at.row = Number(clicked.dataset.row);
  const side = event.target.closest("td[data-side]");
  if (side) at.side = side.dataset.side;
  at.sentence = sentences().indexOf(event.target.closest(".sentence"));
  show();
});

// Others may review the same story: a look every few seconds shows what they
// did. Nothing is sent again while nothing changed.
const every = 4000; // ms
let tag = "";
setInterval(async () => {
  if (busy || document.hidden || editor.open) return;
  const headers = tag ? { "If-None-Match": tag } : {};
  const response = await fetch(box.dataset.api, { headers }).catch(() => null);
  if (!response?.ok) return;
  tag = response.headers.get("ETag");
  const { version } = await response.json();
  if (version !== table().dataset.version && !busy) {
    await refresh();
    tell(box.dataset.changed, true);
  }
}, every);

document.querySelector(".tools").hidden = false;
const linked = location.hash.match(/^#row-(\d+)$/);
const first = Number(box.querySelector("tr[data-row]")?.dataset.row ?? 0);
const asked = Number(new URLSearchParams(location.search).get("row") ?? 0) - 1;
go(linked ? Number(linked[1]) : Math.max(first, asked));
