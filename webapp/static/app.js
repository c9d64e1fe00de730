// Small comforts on top of pages that work without them.
(() => {
  "use strict";

  const summary = document.querySelector("[data-summary]");
  const flash = document.querySelector("[data-flash]");
  const heading = document.querySelector("h1[tabindex]");
  if (summary) summary.focus();
  else if (flash && heading) heading.focus();

  // One click is one request; the server would notice a second one anyway.
  for (const form of document.querySelectorAll("form[data-once]")) {
    form.addEventListener("submit", (event) => {
      if (form.dataset.sent) event.preventDefault();
      form.dataset.sent = "yes";
    });
  }
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });

  // What is typed on a form keeps itself a little after typing stops, and when the page is left. Never its files.
  const typedIn = (form) =>
    new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));
  for (const form of document.querySelectorAll("form[data-draft]")) {
    const said = form.querySelector("[data-saved]");
    const giveUp = form.querySelector("[data-give-up]");
    let waiting = 0;
    let sending = null;
    const post = (options) =>
      fetch(form.dataset.draft, {
        method: "POST", body: typedIn(form), headers: { Accept: "application/json" }, redirect: "error", ...options,
      });
    const keep = async () => {
      waiting = 0;
      sending = new AbortController();
      try {
        const answer = await post({ signal: sending.signal });
        if (!answer.ok) throw new Error(String(answer.status));
        said.textContent = (await answer.json()).saved;
        if (giveUp) giveUp.hidden = false;
      } catch (problem) {
        if (problem.name !== "AbortError") said.textContent = said.dataset.failed;
      }
    };
    form.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(keep, 3000);
    });
    form.addEventListener("submit", () => {
      clearTimeout(waiting);
      waiting = 0;
      if (sending) sending.abort();
    });
    window.addEventListener("pagehide", () => {
      if (waiting) post({ keepalive: true }).catch(() => {});
      clearTimeout(waiting);
      waiting = 0;
    });
  }

  // One box marks every task of a list, and shows when only some are; how many there are is said as they change.
  for (const all of document.querySelectorAll("[data-all]")) {
    const marks = [...all.form.querySelectorAll("[name=task]")];
    const said = all.form.querySelector("[data-marked]");
    const count = () => {
      const number = marks.filter((mark) => mark.checked).length;
      all.checked = number === marks.length;
      all.indeterminate = number > 0 && number < marks.length;
      said.textContent = number ? said.dataset.words.replace("#", number) : "";
    };
    all.addEventListener("change", () => {
      for (const mark of marks) mark.checked = all.checked;
    });
    all.form.addEventListener("change", count);
    window.addEventListener("pageshow", count);
    all.form.querySelector("[data-all-link]").hidden = true;
    all.parentElement.hidden = false;
    count();
  }

  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }

  // A question that is asked only under a certain answer: data-when="field=one|other"
  const answers = (form, name) => {
    const inputs = [...form.querySelectorAll(`[name="${name}"]`)];
    if (inputs.length === 1 && inputs[0].type === "checkbox") return [String(inputs[0].checked)];
    return new FormData(form).getAll(name);
  };
  const isOpen = (form, condition) => {
    const [name, values] = condition.split("=");
    const other = form.querySelector(`[name="${name}"]`);
    const group = other && other.closest("[data-when]");
    if (!other || (group && !isOpen(form, group.dataset.when))) return !other;
    return answers(form, name).some((value) => values.split("|").includes(value));
  };
  for (const form of document.querySelectorAll("form")) {
    const dependent = [...form.querySelectorAll("[data-when]")];
    if (!dependent.length) continue;
    const show = () => {
      for (const group of dependent) group.hidden = !isOpen(form, group.dataset.when);
    };
    form.addEventListener("change", show);
    window.addEventListener("pageshow", show);
    show();
  }
})();
