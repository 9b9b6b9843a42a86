// A button that shows what was typed into a password field:
// <button type="button" hidden data-show-password="#password" data-show="Show password" data-hide="Hide password">
// The value is a selector; it may name several fields, which are then shown together.

export function start(button) {
  const { showPassword, show, hide } = button.dataset;
  const fields = document.querySelectorAll(showPassword);
  const set = (shown) => {
    fields.forEach((field) => (field.type = shown ? "text" : "password"));
    button.setAttribute("aria-pressed", shown);
    button.textContent = shown ? hide : show;
  };
  set(false);
  button.hidden = false;
  button.addEventListener("click", () => set(fields[0].type === "password"));
  // Browsers save passwords of password fields only, and a shown one should not stay on the screen.
  button.form?.addEventListener("submit", () => set(false));
}
