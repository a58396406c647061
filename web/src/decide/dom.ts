/** Elements without a framework: text is always text, never markup. */
type Child = Node | string | false;

export function el<Tag extends keyof HTMLElementTagNameMap>(tag: Tag, attributes: Record<string, string>, ...children: Child[]): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children.filter((child) => child !== false));
  return made;
}

export function button(label: string, look: string, run: () => void): HTMLButtonElement {
  const made = el('button', { type: 'button', class: look }, label);
  made.addEventListener('click', run);
  return made;
}
