// Results while typing: the part of the page that shows them is asked for again,
// and the address in the bar is that of the search, so that it can be kept.

const form = document.getElementById("search");
const results = document.getElementById("results");
const pause = 180; // ms without a key before the memory is asked
let timer = 0;
let asking = new AbortController();

function address() {
  const values = new URLSearchParams(new FormData(form));
  for (const [name, value] of [...values]) {
    if (value === "") values.delete(name);
  }
  return values;
}

async function ask() {
  asking.abort();
  asking = new AbortController();
  const values = address();
  const shown = "/?" + values;
  values.set("part", "results");
  try {
    const response = await fetch("/?" + values, { signal: asking.signal });
    if (!response.ok) return;
    const text = await response.text();
    results.replaceChildren(document.createRange().createContextualFragment(text));
    history.replaceState(null, "", shown);
  } catch (error) {
    if (error.name !== "AbortError") throw error;
  }
}

form.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(ask, pause);
});

form.elements.q.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    clearTimeout(timer);
    ask();
  }
});

form.elements.q.setSelectionRange(form.elements.q.value.length, form.elements.q.value.length);

async function copy(button) {
  await navigator.clipboard.writeText(button.dataset.copy);
  const word = button.textContent;
  button.textContent = results.dataset.copied;
  setTimeout(() => { button.textContent = word; }, 1200);
}

results.addEventListener("click", (event) => {
  const button = event.target.closest("button.copy");
  if (button) copy(button);
});

// Alt+1 … Alt+9 copy the translation of a match.
document.addEventListener("keydown", (event) => {
  if (!event.altKey || event.ctrlKey || event.metaKey || !/^Digit[1-9]$/.test(event.code)) return;
  const button = results.querySelectorAll("button.copy")[Number(event.code.slice(5)) - 1];
  if (button) {
    event.preventDefault();
    copy(button);
  }
});
