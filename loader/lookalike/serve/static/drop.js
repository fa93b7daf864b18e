// A picture that is dropped on the page or pasted goes into the form, which is then sent.
const form = document.querySelector("form.picture");
const input = form.querySelector("input[type=file]");
const status = form.querySelector("[role=status]");

function send(files) {
  const picture = [...files].find((file) => file.size > 0);
  if (!picture) {
    status.textContent = form.dataset.none;
    return;
  }
  if (picture.size > Number(form.dataset.most)) {
    status.textContent = form.dataset.large;
    return;
  }
  const one = new DataTransfer();
  one.items.add(picture);
  input.files = one.files;
  status.textContent = form.dataset.busy;
  form.requestSubmit();
}

form.addEventListener("submit", () => {
  status.textContent = form.dataset.busy;
});
input.addEventListener("change", () => {
  const large = input.files.length > 0 && input.files[0].size > Number(form.dataset.most);
  input.setCustomValidity(large ? form.dataset.large : "");
  input.reportValidity();
});
document.addEventListener("dragover", (event) => {
  event.preventDefault();
  form.classList.add("over");
});
document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) form.classList.remove("over");
});
document.addEventListener("drop", (event) => {
  event.preventDefault();
  form.classList.remove("over");
  send(event.dataTransfer.files);
});
document.addEventListener("paste", (event) => {
  if (event.clipboardData.files.length > 0) {
    event.preventDefault();
    send(event.clipboardData.files);
  }
});
// Back from the answer, the page is as it was before.
window.addEventListener("pageshow", () => {
  status.textContent = "";
});
