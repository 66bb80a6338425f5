// Makes elements. Text is always text: nothing that a file or a plugin says becomes markup.

type Child = Node | string | undefined | false;

interface Properties {
  readonly class?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly on?: Readonly<Partial<Record<keyof HTMLElementEventMap, (event: Event) => void>>>;
}

export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Properties | string = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  const { class: name, attributes, on } = typeof properties === 'string' ? { class: properties } : properties;
  if (name) made.className = name;
  for (const [key, value] of Object.entries(attributes ?? {})) made.setAttribute(key, value);
  for (const [event, listener] of Object.entries(on ?? {})) made.addEventListener(event, listener);
  made.append(...children.filter((child) => child !== undefined && child !== false));
  return made;
}

/** A table; columns whose heading ends in `#` hold numbers. */
export function grid(headings: readonly string[], rows: readonly (readonly (Node | string)[])[]): HTMLElement {
  const numeric = headings.map((heading) => heading.endsWith('#'));
  const align = (index: number) => (numeric[index] ? 'number' : '');
  const head = headings.map((heading, index) => element('th', align(index), heading.replace(/#$/, '')));
  const body = rows.map((row) => element('tr', {}, ...row.map((cell, index) => element('td', align(index), cell))));
  return element('div', 'scroll', element('table', {}, element('thead', {}, element('tr', {}, ...head)), element('tbody', {}, ...body)));
}

export function section(name: string, title: string, ...children: readonly Child[]): HTMLElement {
  return element('section', `panel ${name}-panel`, element('h2', {}, title), ...children);
}
