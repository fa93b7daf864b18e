// Keys for the pages of cases. All they do is press a button or follow a link of the page.
"use strict";

const reason = document.getElementById("reason");
const list = document.getElementById("keys");
const TEXT = "input:not([type=radio]):not([type=checkbox]), select, textarea";

function press(key) {
  if (key === "?" && list) {
    list.showModal();
  } else if (key === "r" && reason) {
    reason.focus();
  } else if (key === "n" && document.querySelector("[name=image]:checked")) {
    const image = document.querySelector("[name=image]:checked").value;
    document.querySelector(`[data-pair="${image}"]`)?.click();
  } else {
    const button = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (!button) return false;
    button.click();
  }
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || list?.open) return;
  if (event.target.matches(TEXT)) {
    if (event.target === reason && (event.key === "Enter" || event.key === "Escape")) {
      reason.blur();
      event.preventDefault();
    }
    return;
  }
  if (press(event.key)) event.preventDefault();
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button?.classList.contains("keys-button")) list.showModal();
  // The browser asks for a reason where neither the field nor the button has one.
  if (reason && button?.name === "decision") reason.required = button.dataset.needsReason === "yes";
});

// A key that is pressed twice decides once.
document.addEventListener("submit", (event) => {
  if (event.target.method === "dialog") return;
  if (event.target.dataset.sent) event.preventDefault();
  event.target.dataset.sent = "yes";
});
window.addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
  for (const button of document.querySelectorAll(".keys-button")) button.hidden = false;
});

// A page that people look at keeps its case in their hand.
const way = document.querySelector("[data-renew]");
if (way) {
  const fields = new URLSearchParams(new FormData(way));
  setInterval(() => {
    if (document.visibilityState === "visible") fetch("/renew", { method: "POST", body: fields });
  }, 1000 * way.dataset.renew);
}
