// What a page can do besides with a script; every page also works without it.

// A filter counts as soon as it is chosen: the button beside it is for those without script, and for typed words.
for (const form of document.querySelectorAll<HTMLFormElement>("form[data-filters]")) {
  form.addEventListener("change", ({ target }) => {
    if (target instanceof HTMLSelectElement) form.requestSubmit();
  });
}

// Twice tapped is once sent: import and merge take seconds, and the second tap would find the first one's work.
for (const form of document.querySelectorAll<HTMLFormElement>('form[method="post"]:not([data-again]):not([data-download])')) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
    form.querySelector<HTMLElement>("[data-wait]")?.removeAttribute("hidden");
    for (const button of form.querySelectorAll("button")) button.setAttribute("aria-busy", "true");
  });
}
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-sent]")) delete form.dataset.sent;
});

// A PDF of many cards takes seconds: the page says so while it is made, and stays when it is here.
for (const form of document.querySelectorAll<HTMLFormElement>("form[data-download]")) {
  form.addEventListener("submit", (event) => {
    const button = event.submitter as HTMLButtonElement | null;
    if (button?.hasAttribute("data-plain")) return;
    event.preventDefault();
    if (form.dataset.sent) return;
    form.dataset.sent = "yes";
    void download(form, button).finally(() => delete form.dataset.sent);
  });
}

async function download(form: HTMLFormElement, button: HTMLButtonElement | null): Promise<void> {
  const wait = form.querySelector<HTMLElement>("[data-wait]");
  const said = (text: string) => {
    form.querySelector("[data-problem]")?.remove();
    if (text) form.insertAdjacentElement("beforeend", Object.assign(document.createElement("p"), { className: "wrong", textContent: text }))?.setAttribute("data-problem", "");
    form.querySelector("[data-problem]")?.setAttribute("role", "alert");
  };
  said("");
  if (wait) wait.hidden = false;
  button?.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form, button) });
    if (answer.headers.get("Content-Type") !== "application/pdf") return said(problemOf(await answer.text()));
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await answer.blob());
    link.download = /filename="([^"]+)"/.exec(answer.headers.get("Content-Disposition") ?? "")?.[1] ?? "cards.pdf";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  } catch {
    said(form.dataset.offline ?? "");
  } finally {
    if (wait) wait.hidden = true;
    button?.removeAttribute("aria-busy");
  }
}

/** The sentence on the page by which the office says what went wrong. */
function problemOf(page: string): string {
  return new DOMParser().parseFromString(page, "text/html").querySelector(".problem")?.textContent ?? "";
}
