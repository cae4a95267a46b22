// Makes a passkey or signs with one, where the browser can (WebAuthn level 3); else the form is not shown, and the other
// ways stand beside it.

const forms = document.querySelectorAll("form[data-passkey]");
// A passkey is bound to a name: at a bare address there are none.
const isNamed = !/^[\d.]+$|:/.test(location.hostname);
const canDo = isNamed && window.isSecureContext && window.PublicKeyCredential?.parseCreationOptionsFromJSON;

async function ask(form, url, said) {
  const headers = { "Content-Type": "application/json", "X-CSRFToken": form.elements.csrf_token.value };
  return fetch(url, { method: "POST", headers, body: JSON.stringify(said) });
}

async function answerTo(form) {
  const response = await ask(form, form.dataset.options, {});
  if (response.redirected) return void (location = response.url);
  const options = await response.json();
  if (form.dataset.passkey === "create") {
    return navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) });
  }
  return navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
}

async function send(form) {
  const told = form.querySelector("[data-told]");
  told.textContent = "";
  try {
    const answer = await answerTo(form);
    if (!answer) return;
    const said = { answer: answer.toJSON(), name: form.elements.name?.value, next: form.elements.next?.value };
    const response = await ask(form, form.action, said);
    if (response.redirected) return void (location = response.url);
    const result = await response.json();
    if (response.ok) location = result.next;
    else told.textContent = result.complaint;
  } catch {
    // Whoever closes the browser's own question has changed their mind; whatever else it was, the other ways remain.
    told.textContent = form.dataset.failed;
  }
}

for (const form of forms) {
  form.hidden = !canDo;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(form);
  });
}
