// What a page can do besides with a script; every page also works without it.

// A filter counts as soon as it is chosen: the button beside it is for those without script, and for typed words.
for (const form of document.querySelectorAll<HTMLFormElement>("form[data-filters]")) {
  form.addEventListener("change", ({ target }) => {
    if (target instanceof HTMLSelectElement) form.requestSubmit();
  });
}

// Twice tapped is once sent: import and merge take seconds, and the second tap would find the first one's work.
for (const form of document.querySelectorAll<HTMLFormElement>('form[method="post"]:not([data-again])')) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
    for (const button of form.querySelectorAll("button")) button.setAttribute("aria-busy", "true");
  });
}
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-sent]")) delete form.dataset.sent;
});
