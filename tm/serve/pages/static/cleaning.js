// While the memory is looked through or changed, its page shows how far that is,
// and is loaded again when it is done.

const progress = document.getElementById("progress");

async function follow() {
  const response = await fetch("/memory/cleaning?part=progress", { headers: { Accept: "text/html" } });
  if (!response.ok) return;
  const text = await response.text();
  const page = new DOMParser().parseFromString(text, "text/html");
  if (!page.querySelector("progress, [data-busy]")) {
    location.reload();
    return;
  }
  progress.replaceChildren(...page.body.childNodes);
  setTimeout(follow, 1000);
}

if (progress.dataset.work) setTimeout(follow, 500);
