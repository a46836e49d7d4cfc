// What a form filters by, as on lists: a chip each, and one press takes it away.
import { element, icon } from "../dom.ts";
import { t } from "../i18n.ts";

type Field = HTMLInputElement | HTMLSelectElement;

/** What the form asks for, but for the field that filters nothing; null: nothing. */
export function chipsOf(form: HTMLFormElement, leftOut: string): HTMLElement | null {
  const list = element("ul", { class: "chips", "aria-label": t("filtersInForce") });
  const fields = fieldsOf(form).filter(({ name }) => name !== leftOut);
  if (fields.length === 0) return null;
  for (const field of fields) list.append(chipOf(field));
  if (fields.length > 1) list.append(element("li", {}, removeAll(fields)));
  return list;
}

function fieldsOf(form: HTMLFormElement): Field[] {
  return Array.from(form.elements).filter(
    (field): field is Field =>
      (field instanceof HTMLInputElement || field instanceof HTMLSelectElement) &&
      field.value.trim() !== "",
  );
}

function chipOf(field: Field): HTMLElement {
  const label = labelOf(field);
  const button = element(
    "button",
    { type: "button", "aria-label": t("removeFilter", { filter: label }) },
    icon("x"),
  );
  button.addEventListener("click", () => clear([field]));
  return element("li", { class: "chip" }, label, button);
}

function labelOf(field: Field): string {
  if (field instanceof HTMLInputElement) return `“${field.value.trim()}”`;
  return field.selectedOptions[0]?.text ?? field.value;
}

function removeAll(fields: Field[]): HTMLElement {
  const button = element(
    "button",
    { type: "button", class: "btn btn-small" },
    t("removeAll"),
  );
  button.addEventListener("click", () => clear(fields));
  return button;
}

/** Empty fields and say so, as if a person had; the search has what follows. */
function clear(fields: Field[]): void {
  for (const field of fields) field.value = "";
  fields[0]?.dispatchEvent(new Event("change", { bubbles: true }));
  fields[0]?.form?.querySelector<HTMLElement>('[type="search"]')?.focus();
}
