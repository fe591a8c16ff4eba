"use strict";

const find = (id) => document.getElementById(id);
const screen_ = find("screen");
const note = find("note");
let watching = null;

const TROUBLE = {
  not_a_phone: "Isto não é um número de telefone.",
  no_such_number: "Esta empresa não existe mais aqui.",
  no_such_choice: "Esta opção não está mais disponível.",
};

function element(tag, text, className) {
  const made = document.createElement(tag);
  if (text) made.textContent = text;
  if (className) made.className = className;
  return made;
}

async function asked(path, body) {
  const options = body && {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  };
  const answer = await fetch("/twin/" + path, options);
  const said = await answer.json();
  if (!answer.ok) throw new Error(TROUBLE[said.error] || said.error);
  return said;
}

const digits = () => find("phone").value.replace(/\D/g, "");

async function say(what) {
  note.textContent = "";
  try {
    await asked(`phones/${digits()}/say`, { to: find("number").value, name: find("name").value || null, ...what });
    return true;
  } catch (error) {
    note.textContent = error.message;
    return false;
  }
}

function choice(one) {
  const button = element("button", one.title);
  if (one.description) button.append(element("small", one.description));
  const word = one.kind === "row" ? "list" : "button";
  button.type = "button";
  button.addEventListener("click", () => say({ [word]: one.id }));
  return button;
}

function choices(all) {
  const box = element("div", "", "choices");
  let section = "";
  for (const one of all) {
    if (one.section && one.section !== section) {
      section = one.section;
      box.append(element("h2", section));
    }
    box.append(choice(one));
  }
  return box;
}

function bubble(event) {
  const made = element("article", "", event.mine ? "mine" : "");
  const menu = event.content.interactive || {};
  if (menu.header && menu.header.text) made.append(element("header", menu.header.text));
  made.append(element("div", event.text));
  if (menu.footer && menu.footer.text) made.append(element("footer", menu.footer.text));
  if (event.choices && event.choices.length) made.append(choices(event.choices));
  const at = new Date(event.at * 1000);
  made.append(element("time", at.toLocaleTimeString("pt-BR", { hour: "2-digit", minute: "2-digit" })));
  return made;
}

function show(event) {
  if (event.kind === "typing") {
    note.textContent = "digitando…";
  } else if (event.kind === "read") {
    note.textContent = "lida";
  } else {
    if (!event.mine) note.textContent = "";
    screen_.append(bubble(event));
    screen_.scrollTop = screen_.scrollHeight;
  }
}

const pause = (seconds) => new Promise((done) => setTimeout(done, seconds * 1000));

async function watch() {
  const mine = (watching = {});
  const phone = digits();
  const number = find("number").value;
  let after = 0;
  screen_.replaceChildren();
  note.textContent = "";
  while (watching === mine) {
    try {
      const events = await asked(`phones/${phone}/events?number=${encodeURIComponent(number)}&after=${after}`);
      if (watching !== mine) return;
      for (const event of events) {
        after = event.n;
        show(event);
      }
    } catch (error) {
      if (watching !== mine) return;
      note.textContent = error.message;
      await pause(2);
    }
  }
}

async function begin() {
  const numbers = await asked("numbers");
  for (const one of numbers) {
    const option = element("option", `${one.verified_name} (${one.display_phone_number})`);
    option.value = one.phone_number_id;
    find("number").append(option);
  }
  if (!numbers.length) {
    note.textContent = "Nenhum número cadastrado: POST /twin/numbers";
    return;
  }
  find("number").addEventListener("change", watch);
  find("who").addEventListener("submit", (event) => {
    event.preventDefault();
    watch();
  });
  find("write").addEventListener("submit", async (event) => {
    event.preventDefault();
    const text = find("text").value;
    if (text.trim() && (await say({ text }))) find("text").value = "";
  });
  watch();
}

begin();
