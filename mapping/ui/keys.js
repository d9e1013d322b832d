/* Keys of the page « Animer »: A, C, F, R, Z press the button of that letter, unless somebody is typing.
   Streamlit keeps C and R for itself and gives its buttons neither; here they are taken before it sees them. */
export default function () {
  const typing = (element) =>
    element && (element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName) ||
      element.getAttribute("role") === "grid" || element.closest('[role="dialog"], [role="combobox"], [role="listbox"]'));
  const press = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || typing(document.activeElement)) return;
    const key = event.key.toLowerCase();
    if (!"acfrz".includes(key) || key.length !== 1) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const button = document.querySelector('[class*="st-key-animer_touche_' + key + '"] button:not([disabled])');
    if (button) button.click();
  };
  window.addEventListener("keydown", press, true);
  return () => window.removeEventListener("keydown", press, true);
}
