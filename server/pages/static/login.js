/** The sign-in form: sent as JSON, refused in plain words, led on to where one wanted to go. */

import { postJson } from "/kit/api.js";
import { loadTexts } from "/kit/texts.js";
import { LANGUAGE, TEXTS } from "./finding.js";

const form = document.querySelector("#sign-in");
const trouble = document.querySelector("#trouble");
const button = form.querySelector("button");
const words = loadTexts(TEXTS, { language: LANGUAGE });

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (button.disabled) return;
  const t = await words;
  const login = form.elements.login.value.trim();
  const password = form.elements.password.value;
  if (!login || !password) return say(t("login.incomplete"), login ? "password" : "login");
  wait(true, t);
  try {
    const { next } = await postJson("/login", { login, password, next: form.dataset.next });
    location.assign(next);
  } catch (error) {
    wait(false, t);
    form.elements.password.value = "";
    say(t(whyNot(error)), "password");
  }
});

function say(sentence, field) {
  trouble.textContent = sentence;
  form.elements[field].focus();
}

function wait(waiting, t) {
  button.disabled = waiting;
  button.textContent = t(waiting ? "login.submitting" : "login.submit");
  if (waiting) trouble.textContent = "";
}

function whyNot({ code, status }) {
  if (["offline", "timeout"].includes(code)) return "login.unreachable";
  if (code === "unauthenticated") return "login.wrong";
  if (code === "too_many_attempts") return "login.too_many_attempts";
  if ([400, 403].includes(status)) return "login.expired"; // the page's token is not good any more
  return "login.failed";
}
